using BakeWindow.Simulator.Cluster;
using BakeWindow.Simulator.Rpc;
using BakeWindow.Simulator.Scenarios;

namespace BakeWindow.Simulator.Baking;

/// <summary>
/// What the cluster means for the baker: it can bake when all pods that it needs are Ready, and its Tezos node has been so for long enough to be in sync again. The cluster begins with the
/// simulation, the baker does not: in the first minute, while pods come up for the first time, it counts as up.
/// </summary>
internal sealed class PodsUptime(SimCluster cluster, Scenario scenario, int blockDelay)
{
    private static readonly TimeSpan Beginning = TimeSpan.FromSeconds(60);

    private readonly DateTimeOffset began = scenario.Start + Beginning;
    private readonly IReadOnlyList<WorkloadPlan> baker = [.. scenario.Cluster.Workloads.Where(w => w.Role is "Baker" or "Node")];

    /// <summary>True when the baker's pods let it sign.</summary>
    public bool CanSign(DateTimeOffset at) => at < began || baker.All(w => cluster.AllReady(w.Namespace, w.Selector, out var since) && (w.Role == "Baker" || IsSynced(since, at)));

    /// <summary>How a Tezos node does that runs in a pod: not there without it, behind until it has caught up.</summary>
    /// <param name="ns">The pod's namespace.</param>
    /// <param name="selector">What selects it.</param>
    /// <param name="at">When.</param>
    public NodeFault ConditionOf(string ns, string selector, DateTimeOffset at)
    {
        if (at < began)
        {
            return new NodeFault.None();
        }

        if (!cluster.AllReady(ns, selector, out var since))
        {
            return new NodeFault.Down(DownHow.Abort);
        }

        // It closes the gap while it syncs.
        return IsSynced(since, at) ? new NodeFault.None() : new NodeFault.Lag(3 + (int)((since + scenario.SyncTime - at).TotalSeconds / blockDelay));
    }

    private bool IsSynced(DateTimeOffset since, DateTimeOffset at) => since < began || since + scenario.SyncTime <= at;
}
