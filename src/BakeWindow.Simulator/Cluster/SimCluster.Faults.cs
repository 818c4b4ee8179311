using BakeWindow.Simulator.Cluster.Machines;
using BakeWindow.Simulator.Cluster.Store;

namespace BakeWindow.Simulator.Cluster;

/// <content>What can be done to the cluster from outside the API.</content>
public sealed partial class SimCluster
{
    private bool apiIsAway;

    /// <summary>Reboots a machine: it is down at once, and back after the boot time with another boot ID.</summary>
    public void RebootNode(string name, TimeSpan? bootTime = null) => Do(() =>
    {
        var machine = fleet.Get(name);
        fleet.PowerOff(machine);
        var epoch = machine.Epoch;
        agenda.After(bootTime ?? options.BootTime, () =>
        {
            if (machine.Epoch == epoch)
            {
                fleet.PowerOn(machine);
            }
        });
    });

    /// <summary>Takes the power from a machine, until it is revived.</summary>
    public void KillNode(string name) => Do(() => fleet.PowerOff(fleet.Get(name)));

    /// <summary>Gives the power back: the machine boots within the boot time (at once by default).</summary>
    public void ReviveNode(string name, TimeSpan? bootTime = null) => Do(() =>
    {
        var machine = fleet.Get(name);
        if (machine.IsUp)
        {
            return;
        }

        var epoch = machine.Epoch;
        agenda.After(bootTime ?? TimeSpan.Zero, () =>
        {
            if (machine.Epoch == epoch && !machine.IsUp)
            {
                fleet.PowerOn(machine);
            }
        });
    });

    /// <summary>The kubelet hangs: containers run on, nothing is reported, ended or begun.</summary>
    public void FreezeKubelet(string name) => Do(() => fleet.Get(name).KubeletFrozen = true);

    /// <summary>The kubelet works again.</summary>
    public void ThawKubelet(string name) => Do(() => fleet.Thaw(fleet.Get(name)));

    /// <summary>The boot ID of a machine, as its kubelet would report it.</summary>
    public string BootId(string name) => Do(() => fleet.Get(name).BootId);

    /// <summary>Ends all open watches.</summary>
    public void DropWatches() => Do(watching.EndAll);

    /// <summary>Forgets the history, so that versions of before are too old (410), and ends all watches.</summary>
    public void ExpireHistory() => Do(() =>
    {
        state.Store.Compact();
        watching.EndAll();
    });

    /// <summary>
    /// The API server is away: every connection breaks, and open watches end. Controllers and kubelets go on, as if it were a matter of the network between it
    /// and its clients.
    /// </summary>
    public void StopApi() => Do(() =>
    {
        apiIsAway = true;
        watching.EndAll();
    });

    /// <summary>The API server answers again.</summary>
    public void StartApi() => Do(() => apiIsAway = false);

    /// <summary>Every answer of the API comes this much later, in real time.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>The machine is taken away, and its node with it, as a cloud does it: pods follow after some time. Revived it registers its node again.</summary>
    public void RemoveNode(string name) => Do(() =>
    {
        fleet.PowerOff(fleet.Get(name));
        state.Deletes.Delete(new ObjectKey(ResourceCatalog.Nodes, "", name), new Writing.DeleteOptions());
    });

    /// <summary>The containers of the pod can't be ended, not even killed: it stays in Terminating until its machine is rebooted or it is deleted by force.</summary>
    public void NeverEnd(string ns, string pod) => Mark(ns, pod, PodHabits.Undying, habits => habits with { NeverEnds = true });

    /// <summary>The next writes whose path contains the text go wrong.</summary>
    public void FailWrites(int count, WriteFault fault, string path = "") => Do(() => faults.Add(count, fault, path));

    /// <summary>Holds the disruption controller still, or lets it go: meanwhile no budget's change is observed.</summary>
    public void HoldDisruptionController(bool held) => Do(() => disruption.Held = held);

    /// <summary>From now on the pod ignores SIGTERM and takes its whole grace.</summary>
    public void IgnoreTerm(string ns, string pod) => Mark(ns, pod, PodHabits.Deaf, habits => habits with { IgnoresTerm = true });

    /// <summary>The containers of a pod end now and after each start, with these last words: a program that finds its data of another version, say.</summary>
    public void CrashLoop(string ns, string pod, string lastWords) => Do(() =>
    {
        Mark(ns, pod, PodHabits.Crash, habits => habits with { CrashMessage = lastWords }, lastWords);
        if (state.Store.Find(ResourceCatalog.Pods, ns, pod) is { } body && fleet.Find(body.Text("spec", "nodeName")) is { } machine && machine.Runs.GetValueOrDefault(body.Uid()) is { State: RunState.Ready or RunState.Warming } run)
        {
            fleet.Kubelet.Crash(machine, run);
        }
    });

    /// <summary>The next start of the containers of a pod goes well.</summary>
    public void Mend(string ns, string pod) => Do(() =>
    {
        Mark(ns, pod, PodHabits.Crash, habits => habits with { CrashMessage = null });
        state.Writes.Edit(new ObjectKey(ResourceCatalog.Pods, ns, pod), edited => edited.Meta().Need("annotations").Remove(PodHabits.Crash));
    });

    /// <summary>Somebody cordons a node and deletes a pod of it: one that can be nowhere else waits for a node from then on.</summary>
    public void Strand(string ns, string pod) => Do(() =>
    {
        var body = state.Store.Find(ResourceCatalog.Pods, ns, pod) ?? throw new ArgumentException($"there is no pod \"{ns}/{pod}\"", nameof(pod));
        if (body.Text("spec", "nodeName") is { } node)
        {
            Cordon(node, true);
        }

        state.OwnDeletes.Delete(Access.Caller.Admin, new ObjectKey(ResourceCatalog.Pods, ns, pod), body.Uid(), new Writing.DeleteOptions { Grace = 0, Uid = body.Uid() }, () => { });
    });

    /// <summary>Cordons a node, or takes the cordon away.</summary>
    public void Cordon(string node, bool cordoned) => Do(() => state.Writes.Edit(new ObjectKey(ResourceCatalog.Nodes, "", fleet.Get(node).Name), body =>
    {
        if (cordoned)
        {
            body.Need("spec")["unschedulable"] = true;
        }
        else
        {
            body.Need("spec").Remove("unschedulable");
        }
    }));

    private void Mark(string ns, string pod, string annotation, Func<PodHabits, PodHabits> change, string value = "true") => Do(() =>
    {
        var body = state.Store.Find(ResourceCatalog.Pods, ns, pod) ?? throw new ArgumentException($"there is no pod \"{ns}/{pod}\"", nameof(pod));
        if (fleet.Find(body.Text("spec", "nodeName"))?.Runs.GetValueOrDefault(body.Uid()) is { } run)
        {
            run.Habits = change(run.Habits);
        }

        state.Writes.Edit(new ObjectKey(ResourceCatalog.Pods, ns, pod), edited => edited.Meta().Need("annotations")[annotation] = value);
    });
}
