using BakeWindow.Core.Cluster;
using BakeWindow.Core.Planning;

namespace BakeWindow.Core.Gate;

/// <summary>
/// Which floors (PodDisruptionBudgets) stand open now. A floor is closed unless it is proved that it may be open: a drain of ours is at work on the workload, a person broke the glass for a node of it, or policy opens windows to
/// everybody and the need that is planned with by default fits on every node where the workload runs.
/// </summary>
public static class FloorPlan
{
    /// <summary>For each declared workload whether its floor may be open.</summary>
    /// <param name="world">The world.</param>
    /// <param name="draining">Names of the workloads that a maintenance of ours is evicting.</param>
    /// <param name="now">The present.</param>
    public static IReadOnlyDictionary<string, bool> Of(World world, IReadOnlySet<string> draining, DateTimeOffset now) =>
        world.Workloads.ToDictionary(w => w.Name, w => draining.Contains(w.Name) || BrokenOpen(world, w, now) || OpenToEverybody(world, w, now), StringComparer.Ordinal);

    // As for a drain of ours: a floor lies over all pods of a workload, and what it is open for is the one node; elsewhere the webhook still says no.
    private static bool BrokenOpen(World world, ProtectedWorkload workload, DateTimeOffset now) =>
        world.Glass.Count > 0 && world.Cluster is { } cluster
        && Placement.PodsOf(workload, cluster).Select(p => p.Node).OfType<string>().Distinct(StringComparer.Ordinal)
            .Any(node => BrokenGlass.At(world, node, now) is not null
                && Gatekeeper.Decide(world, new GateRequest { Node = node, Client = "floor", FloorAside = true }, now) is Verdict.Allowed);

    private static bool OpenToEverybody(World world, ProtectedWorkload workload, DateTimeOffset now)
    {
        if (world.Policy.Access is not WindowAccess.Windowed || world.Cluster is not { } cluster)
        {
            return false;
        }

        var nodes = Placement.PodsOf(workload, cluster).Select(p => p.Node).Distinct().ToList();
        return nodes.Count > 0
            && nodes.TrueForAll(node => node is not null && Gatekeeper.Decide(world, new GateRequest { Node = node, Client = "floor", FloorAside = true }, now) is Verdict.Allowed);
    }
}
