using BakeWindow.Core.Cluster;

namespace BakeWindow.Core.Gate;

/// <summary>Is every baker of a workload in the cluster back at work since a node came up again? For neighbours that wait for it before they take the next node.</summary>
public static class BakersBack
{
    /// <summary>True when each has attested since, its signer answers and its node is in sync. What is not known counts as not back.</summary>
    /// <param name="world">The world.</param>
    /// <param name="since">When the node was Ready again.</param>
    public static bool Since(World world, DateTimeOffset since) => world.Chain is { } chain
        && world.Workloads.Select(w => w.Baker).Distinct().All(baker => world.Bakers.FirstOrDefault(b => b.Baker == baker) is
        {
            SignerHealthy: not false, NodeSynced: not false, LastAttested: { } level,
        }
        // Blocks come late, never early: so the level is at least this old. Twice the least distance leaves room for a chain that is slow.
        && chain.Head.Timestamp - 2 * chain.Constants.MinimalBlockDelay * (chain.Head.Level - level) >= since)
        && PodsAreReady(world);

    private static bool PodsAreReady(World world) => world.Cluster is { Connected: true } cluster
        && world.Workloads.All(w => Placement.PodsOf(w, cluster).All(p => p is { Ready: true, Terminating: false }));
}
