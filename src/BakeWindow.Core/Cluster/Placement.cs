using BakeWindow.Core.Rights;

namespace BakeWindow.Core.Cluster;

/// <summary>Which protected workloads, and so which bakers, a disturbance of a node would hit.</summary>
public static class Placement
{
    /// <summary>The declared workloads that have a pod on the node. A finished pod hits nobody; one being terminated still does.</summary>
    public static IReadOnlyList<ProtectedWorkload> On(string node, ClusterView cluster, IReadOnlyList<ProtectedWorkload> declared) =>
        PodIndex.Of(cluster, declared).On(node);

    /// <summary>The bakers that a disturbance of the node would hit, each once, in order of address.</summary>
    public static IReadOnlyList<BakerAddress> BakersOn(string node, ClusterView cluster, IReadOnlyList<ProtectedWorkload> declared) =>
        PodIndex.Of(cluster, declared).BakersOn(node);

    /// <summary>The declared workloads that own one of the pods.</summary>
    public static IReadOnlyList<ProtectedWorkload> Of(WorkloadName workload, ClusterView cluster, IReadOnlyList<ProtectedWorkload> declared) =>
        [.. declared.Where(w => cluster.Pods.Any(p => p.Phase is not ("Succeeded" or "Failed") && workload.Owns(p) && w.Selects(p)))];

    /// <summary>The bakers that a disturbance of the workload would hit, each once, in order of address.</summary>
    public static IReadOnlyList<BakerAddress> BakersOf(WorkloadName workload, ClusterView cluster, IReadOnlyList<ProtectedWorkload> declared) =>
        [.. Of(workload, cluster, declared).Select(w => w.Baker).Distinct().OrderBy(b => b.Value, StringComparer.Ordinal)];

    /// <summary>The failure domains of the nodes on which the workload's pods run, in order of name; a workload without a bound pod is taken to be anywhere.</summary>
    public static IReadOnlyList<string> DomainsOf(WorkloadName workload, ClusterView cluster)
    {
        var domains = cluster.Pods.Where(p => p.Node is not null && workload.Owns(p)).Select(p => cluster.Nodes.TryGetValue(p.Node!, out var node) ? FailureDomains.Of(node) : FailureDomains.Whole);
        return [.. domains.DefaultIfEmpty(FailureDomains.Whole).Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>The pods of a workload, wherever they run.</summary>
    public static IEnumerable<PodView> PodsOf(ProtectedWorkload workload, ClusterView cluster) =>
        PodIndex.With(workload, cluster)?.PodsOf(workload) ?? cluster.Pods.Where(workload.Selects);

    /// <summary>The pod of this name, where it is in a namespace of a declared workload; null when there is none.</summary>
    public static PodView? Find(PodName name, ClusterView cluster, IReadOnlyList<ProtectedWorkload> declared) => PodIndex.Of(cluster, declared).Find(name);
}
