using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Maintenance;
using BakeWindow.Core.Planning;

namespace BakeWindow.Core.Tests.Maintenance;

/// <summary>The process that was killed.</summary>
internal sealed class KilledException : Exception;

/// <summary>
/// A runner in miniature: journal first, then act, then feed the outcome back; head by head. <see cref="KillAt"/> ends the process at the n-th of its actions (a journal row written,
/// a command about to be sent, a command carried out but not heard of), after which <see cref="Run"/> goes on from the journal as a new process does.
/// </summary>
internal sealed class Story
{
    private static readonly WorkloadName Workload = new(WorkloadKind.StatefulSet, "tezos", "alpha");

    private int actions;

    public required ModelCluster Cluster { get; init; }

    public required BakerRights Rights { get; init; }

    public Policy? Policy { get; init; }

    public Func<World, World> Bend { get; init; } = w => w;

    public Action<int, Story> OnLevel { get; init; } = (_, _) => { };

    /// <summary>The last thing that is on disk.</summary>
    public required MaintenanceRecord Journaled { get; set; }

    public int? KillAt { get; set; }

    public int Kills { get; private set; }

    public int Level { get; private set; }

    public List<string> Phases { get; } = [];

    public int Actions => actions;

    public static MaintenanceRequest Request(TimeSpan? need = null, DateTimeOffset? deadline = null, MaintenanceAction? action = null) => new()
    {
        Id = "M-1",
        Action = action ?? new MaintenanceAction.RebootNode("node-1"),
        Need = need ?? TimeSpan.FromMinutes(12),
        Deadline = deadline,
        Reason = "kernel",
        RequestedBy = "ak",
        RequestedAt = Worlds.At(10),
    };

    public static Story Of(MaintenanceRequest request, BakerRights rights, ModelCluster? cluster = null, Policy? policy = null, Func<World, World>? bend = null, Action<int, Story>? onLevel = null) => new()
    {
        Cluster = cluster ?? new ModelCluster(),
        Rights = rights,
        Policy = policy,
        Bend = bend ?? (w => w),
        OnLevel = onLevel ?? ((_, _) => { }),
        Journaled = MaintenanceRecord.New(request),
    };

    /// <summary>One story for each action that works by itself: every place to die at and every fault can be told of all of them.</summary>
    public static Story OfAction(string does, BakerRights rights, Action<ModelCluster>? before = null)
    {
        var cluster = new ModelCluster();
        MaintenanceAction action = EveryAction[does](cluster);
        before?.Invoke(cluster);
        return Of(Request(action: action), rights, cluster);
    }

    /// <summary>The actions by name, each with what the model must be for it to have something to do.</summary>
    public static IReadOnlyDictionary<string, Func<ModelCluster, MaintenanceAction>> EveryAction { get; } = new Dictionary<string, Func<ModelCluster, MaintenanceAction>>(StringComparer.Ordinal)
    {
        ["RebootNode"] = _ => new MaintenanceAction.RebootNode("node-1"),
        ["DrainNode"] = c =>
        {
            c.Others = m => m.KubeletVersion = "v1.35.0";
            return new MaintenanceAction.DrainNode("node-1", TimeSpan.FromMinutes(10));
        },
        ["ReleaseNode"] = c =>
        {
            c.Kured = true;
            return new MaintenanceAction.ReleaseNode("node-1", "kured");
        },
        ["RestartWorkload"] = _ => new MaintenanceAction.RestartWorkload(Workload),
        ["ReleaseOnDelete"] = c =>
        {
            c.Rollout.OnDelete = true;
            c.Rollout.NewTemplate();
            return new MaintenanceAction.ReleaseRollout(Workload);
        },
        ["ReleasePartition"] = c =>
        {
            (c.Rollout.Replicas, c.Rollout.Partition) = (3, 3);
            c.Rollout.NewTemplate();
            return new MaintenanceAction.ReleaseRollout(Workload);
        },
    };

    public World World(DateTimeOffset now)
    {
        var world = Worlds.World(Level, Rights, Cluster.View(now), Policy);
        return Bend(world with
        {
            Bakers = [world.Bakers[0] with { LastAttested = Cluster.Attested(now, Level) }],
            Active = ActiveMaintenance.Of(Journaled) is { } active ? [active] : [],
        });
    }

    /// <summary>The chain comes to a level, and nobody looks.</summary>
    public void Reach(int level) => Level = level;

    /// <summary>Lets the chain run from one level to another; a killed process starts again at the next level.</summary>
    public Story Run(int from, int to)
    {
        for (Level = from; Level <= to && !Journaled.Phase.IsTerminal; Level++)
        {
            OnLevel(Level, this);
            if (Journaled.Phase is Phase.Holding)
            {
                Cluster.Others?.Invoke(Cluster);
            }

            try
            {
                Step(new MaintenanceEvent.Looked());
            }
            catch (KilledException)
            {
                Kills++;
            }
        }

        return this;
    }

    public void Step(MaintenanceEvent happened)
    {
        // What a process knows is what the journal holds, through its JSON.
        var record = JournalJson.Read(JournalJson.Write(Journaled));
        for (var turn = 0; turn < 40; turn++)
        {
            var now = Worlds.At(Level) + TimeSpan.FromSeconds(1);
            var result = MaintenanceMachine.Step(record, happened, World(now), now);
            if (result.Changed(record))
            {
                MayDie();
                Journaled = result.Next;
                if (Phases.Count == 0 || Phases[^1] != result.Next.Phase.Name)
                {
                    Phases.Add(result.Next.Phase.Name);
                }

                MayDie();
            }

            record = result.Next;
            if (result.Command is not { } command)
            {
                return;
            }

            var outcome = Cluster.Execute(command, now);
            MayDie();
            happened = new MaintenanceEvent.Answered(command, outcome);
        }

        Assert.Fail($"forty turns and no end in {record.Phase.Name}");
    }

    private void MayDie()
    {
        if (actions++ == KillAt)
        {
            throw new KilledException();
        }
    }
}
