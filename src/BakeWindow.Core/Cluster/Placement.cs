using BakeWindow.Core.Rights;

namespace BakeWindow.Core.Cluster;

/// <summary>Which protected workloads, and so which bakers, a disturbance of a node would hit.</summary>
public static class Placement
{
    /// <summary>The declared workloads that have a pod on the node. A finished pod hits nobody; one being terminated still does.</summary>
    public static IReadOnlyList<ProtectedWorkload> On(string node, ClusterView cluster, IReadOnlyList<ProtectedWorkload> declared) =>
        [.. declared.Where(w => cluster.Pods.Any(p => p.Node == node && p.Phase is not ("Succeeded" or "Failed") && w.Selects(p)))];

    /// <summary>The bakers that a disturbance of the node would hit, each once, in order of address.</summary>
    public static IReadOnlyList<BakerAddress> BakersOn(string node, ClusterView cluster, IReadOnlyList<ProtectedWorkload> declared) =>
        [.. On(node, cluster, declared).Select(w => w.Baker).Distinct().OrderBy(b => b.Value, StringComparer.Ordinal)];

    /// <summary>The pods of a workload, wherever they run.</summary>
    public static IEnumerable<PodView> PodsOf(ProtectedWorkload workload, ClusterView cluster) => cluster.Pods.Where(workload.Selects);
}
