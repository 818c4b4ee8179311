using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster.Access;
using BakeWindow.Simulator.Cluster.Rules;
using BakeWindow.Simulator.Cluster.Store;
using BakeWindow.Simulator.Cluster.Writing;

namespace BakeWindow.Simulator.Cluster.Machines;

/// <summary>Begins, watches and ends the pods of a machine, and reports them while it works.</summary>
internal sealed class Kubelet
{
    private static readonly TimeSpan MirrorReturns = TimeSpan.FromSeconds(1);

    private readonly ClusterState cluster;
    private readonly Fleet fleet;

    public Kubelet(ClusterState cluster, Fleet fleet)
    {
        this.cluster = cluster;
        this.fleet = fleet;
        cluster.Store.Subscribe(Notice);
    }

    /// <summary>After a boot or a hang: what died is begun again, what should end is ended, the rest is reported.</summary>
    public void Resume(Machine machine)
    {
        foreach (var pod in cluster.Store.All(ResourceCatalog.Pods).Where(pod => pod.Text("spec", "nodeName") == machine.Name))
        {
            Sync(machine, pod.Uid(), new ObjectKey(ResourceCatalog.Pods, pod.Namespace(), pod.Name()));
        }
    }

    private void Notice(Change change)
    {
        if (change.Key.Resource != ResourceCatalog.Pods || fleet.Find(change.Shown.Text("spec", "nodeName")) is not { } machine)
        {
            return;
        }

        if (change.After is null)
        {
            machine.Runs.Remove(change.Shown.Uid());
            ReturnMirror(machine, change.Shown);
            return;
        }

        var isNews = change.Before.Text("spec", "nodeName") is null
            || change.Before.Text("metadata", "deletionTimestamp") != change.After.Text("metadata", "deletionTimestamp")
            || (change.After.Rows("spec", "readinessGates").Count > 0 && !JsonNode.DeepEquals(change.Before.At("status", "conditions"), change.After.At("status", "conditions")));
        if (isNews)
        {
            cluster.Agenda.Once($"kubelet/{change.After.Uid()}", cluster.Options.Reaction, () => Sync(machine, change.After.Uid(), change.Key));
        }
    }

    private void Sync(Machine machine, string uid, ObjectKey key)
    {
        if (!machine.KubeletWorks || cluster.Store.Find(key) is not { } pod || pod.Uid() != uid)
        {
            return;
        }

        var run = machine.Runs.GetValueOrDefault(uid);
        if (pod.IsTerminating())
        {
            Stop(machine, pod, run ?? Adopt(machine, pod, key));
        }
        else if (pod.Text("status", "phase") is not ("Succeeded" or "Failed"))
        {
            if (run is null || run.State == RunState.Ended)
            {
                Begin(machine, pod, key, run);
            }
            else
            {
                Report(run, machine);
            }
        }
    }

    private PodRun Adopt(Machine machine, JsonObject pod, ObjectKey key)
    {
        var run = new PodRun(key, pod.Uid(), PodHabits.Of(pod, cluster.Options)) { State = RunState.Ended, EndedAt = cluster.Now };
        machine.Runs[run.Uid] = run;
        return run;
    }

    private void Begin(Machine machine, JsonObject pod, ObjectKey key, PodRun? former)
    {
        var run = new PodRun(key, pod.Uid(), PodHabits.Of(pod, cluster.Options))
        {
            Restarts = former is null ? 0 : former.Restarts + 1,
            State = pod.Rows("spec", "initContainers").Count > 0 || pod.Annotation(PodHabits.Init) is not null ? RunState.Initializing : RunState.Creating,
        };
        machine.Runs[run.Uid] = run;
        Report(run, machine);
        Initialize(machine, run);
    }

    private void Initialize(Machine machine, PodRun run) => Later(machine, run, run.Habits.InitTakes, () =>
    {
        if (run.Habits.InitNeeds is { } needed && cluster.Options.Missing(needed) is { } without)
        {
            run.InitFailures++;
            (run.LastWords, run.LastEnd) = (without, cluster.Now);
            Enter(machine, run, RunState.Initializing);
            Later(machine, run, BackOff(run.InitFailures), () => Initialize(machine, run));
            return;
        }

        (run.LastWords, run.LastEnd, run.InitFailures) = (null, null, 0);
        if (run.State == RunState.Initializing)
        {
            Enter(machine, run, RunState.Creating);
        }

        Later(machine, run, cluster.Options.ContainerStart, () => Run(machine, run));
    });

    /// <summary>Ends the containers of a pod with their last words, now and after each start, until it is mended.</summary>
    public void Crash(Machine machine, PodRun run)
    {
        if (run.Habits.CrashMessage is not { } words || run.State is RunState.Ended)
        {
            return;
        }

        run.Restarts++;
        run.ReadySince = null;
        (run.LastWords, run.LastEnd) = (words, cluster.Now);
        Enter(machine, run, RunState.BackingOff);
        Later(machine, run, BackOff(run.Restarts), () =>
        {
            Enter(machine, run, RunState.Creating);
            Later(machine, run, cluster.Options.ContainerStart, () => Run(machine, run));
        });
    }

    // Ten seconds, twice as long each time, five minutes at most: as a kubelet does.
    private static TimeSpan BackOff(int failures) => TimeSpan.FromSeconds(Math.Min(300, 10 * Math.Pow(2, Math.Min(failures - 1, 10))));

    private void Run(Machine machine, PodRun run)
    {
        run.RunningSince = cluster.Now;
        if (run.Habits.CrashMessage is not null)
        {
            Crash(machine, run);
            return;
        }

        (run.LastWords, run.LastEnd) = (null, null);
        if (run.Habits.ReadyAfter > TimeSpan.Zero)
        {
            Enter(machine, run, RunState.Warming);
            Later(machine, run, run.Habits.ReadyAfter, () => BecomeReady(machine, run));
        }
        else
        {
            BecomeReady(machine, run);
        }

        if (run.Habits.ExitsAfter is { } life)
        {
            Later(machine, run, life, () => End(machine, run, run.Habits.ExitCode));
        }
    }

    private void BecomeReady(Machine machine, PodRun run)
    {
        run.ReadySince = cluster.Now;
        Enter(machine, run, RunState.Ready);
    }

    // SIGTERM now; the containers end when they are used to, or are killed when the grace is over.
    private void Stop(Machine machine, JsonObject pod, PodRun run)
    {
        if (pod.Annotation(PodRules.MirrorAnnotation) is not null || run.State == RunState.Ended)
        {
            Finish(machine, run);
            return;
        }

        if (run.Habits.NeverEnds)
        {
            return;
        }

        var by = cluster.Now + TimeSpan.FromSeconds(pod.Whole("metadata", "deletionGracePeriodSeconds") ?? 0);
        if (run.StopBy is null)
        {
            cluster.Events.Tell(pod, "Normal", "Killing", $"Stopping container {pod.Rows("spec", "containers").FirstOrDefault().Text("name")}", "kubelet");
            if (!run.Habits.IgnoresTerm)
            {
                Later(machine, run, run.Habits.StopTakes, () => End(machine, run, 0));
            }
        }

        if (run.StopBy is null || by < run.StopBy)
        {
            run.StopBy = by;
            Later(machine, run, by - cluster.Now, () => End(machine, run, 137));
        }
    }

    private void End(Machine machine, PodRun run, int exitCode)
    {
        run.State = RunState.Ended;
        run.ReadySince = null;
        run.EndedAt = cluster.Now;
        run.ExitCode = exitCode;
        if (machine.KubeletWorks)
        {
            Finish(machine, run);
        }
    }

    // The last word about the containers, then the pod is taken out of the API.
    private void Finish(Machine machine, PodRun run)
    {
        if (cluster.Store.Find(run.Key) is not { } pod || pod.Uid() != run.Uid)
        {
            return;
        }

        if (!pod.IsTerminating())
        {
            Ended(machine, pod, run);
            return;
        }

        Report(run, machine);
        Bury(machine, run, machine.Epoch, cluster.Options.Reaction);
    }

    private void Bury(Machine machine, PodRun run, int epoch, TimeSpan delay) => cluster.Agenda.Once($"bury/{run.Uid}", delay, () =>
    {
        if (machine.Epoch == epoch && machine.KubeletWorks && cluster.Store.Find(run.Key) is { } ended && ended.Uid() == run.Uid)
        {
            var self = new Caller($"system:node:{machine.Name}", ["system:nodes", "system:authenticated"]);
            cluster.OwnDeletes.Delete(self, run.Key, run.Uid, new DeleteOptions { Grace = 0, Uid = run.Uid }, () => Bury(machine, run, epoch, TimeSpan.Zero));
        }
    });

    // Containers that ended by themselves: a job is done, a service is started again.
    private void Ended(Machine machine, JsonObject pod, PodRun run)
    {
        var restarts = pod.Text("spec", "restartPolicy") switch { "Never" => false, "OnFailure" => run.ExitCode != 0, _ => true };
        if (restarts)
        {
            Begin(machine, pod, run.Key, run);
        }
        else
        {
            Report(run, machine);
        }
    }

    private void Enter(Machine machine, PodRun run, RunState state)
    {
        run.State = state;
        Report(run, machine);
    }

    private void Report(PodRun run, Machine machine)
    {
        if (machine.KubeletWorks && cluster.Store.Find(run.Key) is { } pod && pod.Uid() == run.Uid)
        {
            cluster.Writes.Edit(run.Key, body => PodReport.Write(body, run, cluster.Now));
        }
    }

    // A step of a run happens only while that run still lives on a machine that hasn't died meanwhile.
    private void Later(Machine machine, PodRun run, TimeSpan delay, Action step)
    {
        var epoch = machine.Epoch;
        cluster.Agenda.After(delay, () =>
        {
            if (machine.Epoch == epoch && run.State != RunState.Ended && machine.Runs.GetValueOrDefault(run.Uid) == run)
            {
                step();
            }
        });
    }

    // The API can't take a static pod away: its file is on the machine, and the kubelet shows it again.
    private void ReturnMirror(Machine machine, JsonObject pod)
    {
        if (pod.Annotation(PodRules.MirrorAnnotation) is null)
        {
            return;
        }

        cluster.Agenda.After(MirrorReturns, () =>
        {
            if (machine.KubeletWorks && cluster.IsOpen(pod.Namespace()) && cluster.Store.Find(ResourceCatalog.Pods, pod.Namespace(), pod.Name()) is null)
            {
                cluster.Writes.Create(ResourceCatalog.Pods, pod.Namespace(), pod);
            }
        });
    }
}
