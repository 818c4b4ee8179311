using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Planning;

namespace BakeWindow.Core.Maintenance;

/// <summary>Turns what the cluster says into requests: a node that bears a reboot-needed mark, and for which nothing is under way, is asked for once.</summary>
public static class DemandIntake
{
    /// <summary>What is to be asked for the nodes whose demand is not met yet, in order of their names.</summary>
    /// <param name="world">The world now.</param>
    /// <param name="known">Every maintenance that is open, and the last ended one of each node.</param>
    /// <param name="now">The present, for marks that don't tell their own time.</param>
    public static IReadOnlyList<(MaintenanceAction Action, RebootDemand Demand)> Unmet(World world, IReadOnlyCollection<MaintenanceRecord> known, DateTimeOffset now)
    {
        if (world.Cluster is not { Connected: true } cluster)
        {
            return [];
        }

        return [.. cluster.Nodes.Values
            .Where(n => n.Demand is { } demand && !known.Any(m => m.Request.Node == n.Name && Answers(m, demand, now)))
            .OrderBy(n => n.Name, StringComparer.Ordinal)
            .Select(n => (Action(n.Name, n.Demand!, world.Policy), n.Demand!))];
    }

    // A neighbour that drains and reboots at its own pace is let have the node in a window; to drain for it ahead would leave the baker away for as long as it takes its time.
    private static MaintenanceAction Action(string node, RebootDemand demand, Policy policy) =>
        policy.ReleaseTo.Contains(demand.Source) ? new MaintenanceAction.ReleaseNode(node, demand.Source) : new MaintenanceAction.RebootNode(node);

    // kured's mark is a time and stays after the reboot, so a demand is met by whatever ended after it was made. A mark without a time is met by what ended within this span:
    // its owner takes it off after the boot, but not at once.
    private static readonly TimeSpan Forgetful = TimeSpan.FromHours(6);

    private static bool Answers(MaintenanceRecord m, RebootDemand demand, DateTimeOffset now) =>
        !m.Phase.IsTerminal || m.Since >= (demand.Since ?? now - Forgetful);
}
