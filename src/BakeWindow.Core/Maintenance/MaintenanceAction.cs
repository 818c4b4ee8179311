using System.Text.Json.Serialization;
using BakeWindow.Core.Cluster;

namespace BakeWindow.Core.Maintenance;

/// <summary>What is to be done, and to what. All cases stand here; each is checked when it is made.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "does")]
[JsonDerivedType(typeof(RebootNode), "RebootNode")]
[JsonDerivedType(typeof(DrainNode), "DrainNode")]
[JsonDerivedType(typeof(ReleaseNode), "ReleaseNode")]
[JsonDerivedType(typeof(RestartWorkload), "RestartWorkload")]
[JsonDerivedType(typeof(ReleaseRollout), "ReleaseRollout")]
[JsonDerivedType(typeof(RollPool), "RollPool")]
public abstract record MaintenanceAction
{
    private MaintenanceAction()
    {
    }

    /// <summary>The word for it, as people and the API write it.</summary>
    [JsonIgnore]
    public string Word => this switch
    {
        RebootNode => "reboot",
        DrainNode => "drain",
        ReleaseNode => "let",
        RestartWorkload => "restart",
        ReleaseRollout => "release",
        RollPool => "roll",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>What it works on, in words; only one maintenance is open for each subject.</summary>
    [JsonIgnore]
    public string Subject => OnNode ?? OnWorkload?.ToString() ?? $"pool {((RollPool)this).Nodes.Text}";

    /// <summary>The node it works on; null when it is not about one node.</summary>
    [JsonIgnore]
    public string? OnNode => this switch
    {
        RebootNode a => a.Node,
        DrainNode a => a.Node,
        ReleaseNode a => a.Node,
        _ => null,
    };

    /// <summary>The workload it works on; null when it is about nodes.</summary>
    [JsonIgnore]
    public WorkloadName? OnWorkload => this switch
    {
        RestartWorkload a => a.Workload,
        ReleaseRollout a => a.Workload,
        _ => null,
    };

    /// <summary>Cordon, drain, have it rebooted by whoever does that (the agent, or a neighbour that waits for the ticket), prove that the baker is back.</summary>
    public sealed record RebootNode(string Node) : MaintenanceAction
    {
        /// <summary>The node.</summary>
        public string Node { get; } = Named(Node);
    }

    /// <summary>Cordon, drain, hold the node for others' work until it shows or somebody says that it is done, or the time is over; then prove that the baker is back.</summary>
    /// <param name="Node">The node.</param>
    /// <param name="HoldFor">How long it is promised to the others; above zero, at most a day.</param>
    public sealed record DrainNode(string Node, TimeSpan HoldFor) : MaintenanceAction
    {
        /// <summary>What is promised when nobody says otherwise.</summary>
        public static TimeSpan UsualHold { get; } = TimeSpan.FromMinutes(15);

        /// <summary>The node.</summary>
        public string Node { get; } = Named(Node);

        /// <summary>How long it is promised to the others.</summary>
        public TimeSpan HoldFor { get; } = HoldFor > TimeSpan.Zero && HoldFor <= TimeSpan.FromDays(1) ? HoldFor
            : throw new ArgumentOutOfRangeException(nameof(HoldFor), HoldFor, "a node is held for others for more than nothing and at most a day");
    }

    /// <summary>Let a neighbour that drains and reboots by itself (kured) have the node in a window: nothing is drained ahead, its gate says open for this node alone.</summary>
    /// <param name="Node">The node.</param>
    /// <param name="To">The neighbour.</param>
    public sealed record ReleaseNode(string Node, string To) : MaintenanceAction
    {
        /// <summary>The node.</summary>
        public string Node { get; } = Named(Node);
    }

    /// <summary>Restart every pod of a workload by a rollout, as <c>kubectl rollout restart</c> does.</summary>
    public sealed record RestartWorkload(WorkloadName Workload) : MaintenanceAction;

    /// <summary>Let a rollout go on that its owner holds: OnDelete (StatefulSet, DaemonSet), or a partition (StatefulSet). A Deployment has no such hold.</summary>
    public sealed record ReleaseRollout(WorkloadName Workload) : MaintenanceAction
    {
        /// <summary>The workload.</summary>
        public WorkloadName Workload { get; } = Workload.Kind is not WorkloadKind.Deployment ? Workload
            : throw new ArgumentException($"{Workload} holds no rollout: only StatefulSets (OnDelete, partition) and DaemonSets (OnDelete) do; restart it instead", nameof(Workload));
    }

    /// <summary>Node after node of a pool, each as a maintenance of its own.</summary>
    /// <param name="Nodes">Which nodes, by their labels.</param>
    /// <param name="Each">What is done to each.</param>
    /// <param name="HoldFor">For <see cref="PoolWork.Drain"/>: how long each node is promised to others.</param>
    public sealed record RollPool(LabelSelector Nodes, PoolWork Each, TimeSpan? HoldFor = null) : MaintenanceAction
    {
        /// <summary>How long each node is promised to others; null when each is rebooted.</summary>
        public TimeSpan? HoldFor { get; } = HoldFor is null || Each is PoolWork.Drain ? HoldFor : throw new ArgumentException("only drained nodes are held for others", nameof(HoldFor));

        /// <summary>What is done to one of its nodes.</summary>
        public MaintenanceAction On(string node) => Each is PoolWork.Drain ? new DrainNode(node, HoldFor ?? DrainNode.UsualHold) : new RebootNode(node);
    }

    private static string Named(string node) => node.Length > 0 ? node : throw new ArgumentException("name the node", nameof(node));
}

/// <summary>What is done to each node of a pool.</summary>
public enum PoolWork
{
    /// <summary>It is rebooted.</summary>
    Reboot,

    /// <summary>It is drained and held for others.</summary>
    Drain,
}
