using BakeWindow.Core.Cluster;

namespace BakeWindow.Core.Gate;

/// <summary>
/// How one node stands now, for whoever can't ask the gate and reads marks instead: what dialects, node gates and pages go by.
/// </summary>
/// <param name="Node">The node.</param>
/// <param name="State">May it be disturbed.</param>
/// <param name="Verdict">The gate's answer for the need that is planned with by default.</param>
/// <param name="Workloads">Names of the protected workloads with a pod there.</param>
public sealed record NodeGate(string Node, NodeGateState State, Verdict Verdict, IReadOnlyList<string> Workloads)
{
    /// <summary>Every node of the cluster, in order of name; none while the cluster is not known at all. Unknown is closed.</summary>
    /// <param name="world">The world.</param>
    /// <param name="now">The present.</param>
    public static IReadOnlyList<NodeGate> All(World world, DateTimeOffset now) =>
        world.Cluster is not { } cluster ? [] : [.. cluster.Nodes.Keys.Order(StringComparer.Ordinal).Select(n => Of(world, cluster, n, now))];

    private static NodeGate Of(World world, ClusterView cluster, string node, DateTimeOffset now)
    {
        // What a maintenance has handed over is open to those who wait for it, as long as its own window lasts; to them it is the maintenance that asks.
        var working = world.Active.FirstOrDefault(a => a.Node == node);
        var verdict = Gatekeeper.Decide(world, new GateRequest { Node = node, Client = "node-gate", Maintenance = working is { InOthersHands: true } ? working.Id : null }, now);
        var state = working is { InOthersHands: false } || working is not null && verdict is not Verdict.Allowed ? NodeGateState.Working
            : verdict is not Verdict.Allowed ? NodeGateState.Closed
            : verdict.Reason is ReasonCode.NoDutyHere ? NodeGateState.Free
            : NodeGateState.Open;
        return new NodeGate(node, state, verdict, [.. Placement.On(node, cluster, world.Workloads).Select(w => w.Name)]);
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
