using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;

namespace BakeWindow.Core.Maintenance;

/// <summary>
/// In which order the nodes of a pool are worked on. Nodes without protected pods come first: whatever goes wrong with the work itself shows there, where it costs nothing. Nodes that serve a
/// baker come next, and the nodes on which a baker runs last, so that a baker that moves is moved as rarely as can be. Told anew before each node, for pods move.
/// </summary>
public static class PoolPlan
{
    /// <summary>The nodes that bear the labels, in order, each with the reason for its place.</summary>
    public static IReadOnlyList<PoolNode> Of(MaintenanceAction.RollPool pool, World world) => world.Cluster is not { } cluster ? []
        : [.. cluster.Nodes.Values.Where(n => pool.Nodes.Matches(n.Labels)).Select(n => (Node: n, Turn: TurnOf(n.Name, cluster, world)))
            .OrderBy(n => n.Turn.Rank).ThenBy(n => n.Node.Name, StringComparer.Ordinal)
            .Select(n => new PoolNode(n.Node.Name, n.Node.Uid, PoolNodeState.ToDo, n.Turn.Why))];

    /// <summary>Of nodes to do the one whose turn it is, with the reason as of now; null when none is left in the cluster.</summary>
    public static PoolNode? Next(IEnumerable<PoolNode> toDo, World world) => toDo
        .Where(n => world.Cluster!.Nodes.ContainsKey(n.Name))
        .Select(n => (Node: n, Turn: TurnOf(n.Name, world.Cluster!, world)))
        .OrderBy(n => n.Turn.Rank).ThenBy(n => n.Node.Name, StringComparer.Ordinal)
        .Select(n => n.Node with { Why = n.Turn.Why })
        .FirstOrDefault();

    private static (int Rank, string Why) TurnOf(string node, ClusterView cluster, World world)
    {
        var on = Placement.On(node, cluster, world.Workloads);
        return on.FirstOrDefault(w => w.Role is WorkloadRole.Baker) is { } baker ? (2, $"last, for {baker.Name} of {baker.Baker} bakes there")
            : on.Count > 0 ? (1, $"after the free ones, for {string.Join(", ", on.Select(w => w.Name))} run there")
            : (0, "first, for nothing protected runs there");
    }
}
