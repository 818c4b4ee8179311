using BakeWindow.Core.Cluster;

namespace BakeWindow.Core.Gate;

/// <summary>
/// How one node stands now, for whoever can't ask the gate and reads marks instead: what dialects, node gates and pages go by.
/// </summary>
/// <param name="Node">The node.</param>
/// <param name="State">May it be disturbed.</param>
/// <param name="Verdict">The gate's answer for the need that is planned with by default.</param>
/// <param name="Workloads">Names of the protected workloads with a pod there.</param>
/// <param name="AwaitsReboot">A maintenance of ours has drained it and asked for its reboot, and there is time for it yet.</param>
public sealed record NodeGate(string Node, NodeGateState State, Verdict Verdict, IReadOnlyList<string> Workloads, bool AwaitsReboot = false)
{
    /// <summary>Whoever reboots nodes may reboot this one: it is not held, or it is drained and waits for just that.</summary>
    public bool MayBeRebooted => State is NodeGateState.Open or NodeGateState.Free || AwaitsReboot;

    /// <summary>Every node of the cluster, in order of name; none while the cluster is not known at all. Unknown is closed.</summary>
    /// <param name="world">The world.</param>
    /// <param name="now">The present.</param>
    public static IReadOnlyList<NodeGate> All(World world, DateTimeOffset now) =>
        world.Cluster is not { } cluster ? [] : [.. cluster.Nodes.Keys.Order(StringComparer.Ordinal).Select(n => Of(world, cluster, n, now))];

    /// <summary>One node, also one that is not known: it is closed.</summary>
    public static NodeGate Of(World world, string node, DateTimeOffset now) => Of(world, world.Cluster ?? ClusterView.Unseen, node, now);

    /// <summary>For how long a node may be disturbed from now on; zero when it may not, <see cref="Unbounded"/> where nothing is due.</summary>
    public static TimeSpan SafeFor(World world, string node, DateTimeOffset now) =>
        Gatekeeper.Decide(world, new GateRequest { Node = node, Need = TimeSpan.FromSeconds(1), Client = "safe-for" }, now) is not Verdict.Allowed yes ? TimeSpan.Zero
        : yes.SafeFor is { } safe && safe < Unbounded ? safe
        : Unbounded;

    /// <summary>A year stands for "as long as you like".</summary>
    public static TimeSpan Unbounded { get; } = TimeSpan.FromDays(365);

    private static NodeGate Of(World world, ClusterView cluster, string node, DateTimeOffset now)
    {
        // What a maintenance has handed over is open to those who wait for it, as long as its own window lasts; to them it is the maintenance that asks.
        var own = world.Active.FirstOrDefault(a => a.Node == node);
        var verdict = Gatekeeper.Decide(world, new GateRequest { Node = node, Client = "node-gate", Maintenance = own is { InOthersHands: true } ? own.Id : null }, now);
        var state = own is { InOthersHands: false } || own is not null && verdict is not Verdict.Allowed ? NodeGateState.Working
            : verdict is not Verdict.Allowed ? NodeGateState.Closed
            : verdict.Reason is ReasonCode.NoDutyHere ? NodeGateState.Free
            : NodeGateState.Open;
        return new NodeGate(node, state, verdict, [.. Placement.On(node, cluster, world.Workloads).Select(w => w.Name)],
            // Whoever begins later would still be at it when the next right comes; and what nobody sees can't be said to wait.
            AwaitsReboot: cluster.Connected && own is { AwaitsReboot: true, LatestStart: { } latest } && now < latest);
    }
}

/// <summary>Whether a node may be disturbed.</summary>
public enum NodeGateState
{
    /// <summary>No, or it can't be known.</summary>
    Closed,

    /// <summary>Yes, while the verdict holds; also when a maintenance has handed this node over to others.</summary>
    Open,

    /// <summary>Yes: nothing of a baker's runs there.</summary>
    Free,

    /// <summary>A maintenance of ours works on it; for everybody else it is closed.</summary>
    Working,
}
