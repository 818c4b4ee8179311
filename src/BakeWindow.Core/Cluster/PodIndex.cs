using System.Runtime.CompilerServices;
using BakeWindow.Core.Rights;

namespace BakeWindow.Core.Cluster;

/// <summary>
/// Which pods belong to which declared workloads, found once for each list of pods: a big cluster has ten thousand of them, a handful of which matter, and the gate asks at every breath. Between two
/// changes of pods the list stays the same object, so what was found for it is kept as long as it lives.
/// </summary>
internal sealed class PodIndex
{
    private static readonly ConditionalWeakTable<IReadOnlyList<PodView>, PodIndex> Kept = [];
    private static readonly IReadOnlyList<PodView> None = [];

    private readonly IReadOnlyList<ProtectedWorkload> declared;
    private readonly Dictionary<string, IReadOnlyList<ProtectedWorkload>> onNode = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<BakerAddress>> bakersOn = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<PodView>> ofWorkload = new(StringComparer.Ordinal);
    private readonly Dictionary<PodName, PodView> byName = [];

    private PodIndex(IReadOnlyList<PodView> pods, IReadOnlyList<ProtectedWorkload> declared)
    {
        this.declared = declared;
        var byNamespace = declared.ToLookup(w => w.Namespace, StringComparer.Ordinal);
        var found = new Dictionary<string, HashSet<ProtectedWorkload>>(StringComparer.Ordinal);
        foreach (var pod in pods.Where(p => byNamespace.Contains(p.Name.Namespace)))
        {
            byName[pod.Name] = pod;
            foreach (var workload in byNamespace[pod.Name.Namespace].Where(w => w.Selects(pod)))
            {
                Of(ofWorkload, workload.Name).Add(pod);
                // A finished pod hits nobody; one being terminated still does.
                if (pod.Node is { } node && pod.Phase is not ("Succeeded" or "Failed"))
                {
                    Of(found, node).Add(workload);
                }
            }
        }

        foreach (var (node, workloads) in found)
        {
            onNode[node] = [.. declared.Where(workloads.Contains)];
            bakersOn[node] = [.. onNode[node].Select(w => w.Baker).Distinct().OrderBy(b => b.Value, StringComparer.Ordinal)];
        }
    }

    /// <summary>The index of a cluster's pods.</summary>
    public static PodIndex Of(ClusterView cluster, IReadOnlyList<ProtectedWorkload> declared)
    {
        var index = Kept.GetValue(cluster.Pods, pods => new PodIndex(pods, declared));
        return ReferenceEquals(index.declared, declared) ? index : new PodIndex(cluster.Pods, declared);
    }

    /// <summary>The index in which the workload is, if one was made for these pods; else null.</summary>
    public static PodIndex? With(ProtectedWorkload workload, ClusterView cluster) =>
        Kept.TryGetValue(cluster.Pods, out var index) && index.declared.Any(w => ReferenceEquals(w, workload)) ? index : null;

    /// <summary>The pod of this name, in a namespace of a declared workload; null when there is none.</summary>
    public PodView? Find(PodName name) => byName.GetValueOrDefault(name);

    /// <summary>The workloads with a pod on the node, as they are declared.</summary>
    public IReadOnlyList<ProtectedWorkload> On(string node) => onNode.GetValueOrDefault(node) ?? [];

    /// <summary>Their bakers, each once, in order of address.</summary>
    public IReadOnlyList<BakerAddress> BakersOn(string node) => bakersOn.GetValueOrDefault(node) ?? [];

    /// <summary>The pods of a workload, wherever they run.</summary>
    public IReadOnlyList<PodView> PodsOf(ProtectedWorkload workload) => ofWorkload.TryGetValue(workload.Name, out var pods) ? pods : None;

    private static T Of<T>(Dictionary<string, T> map, string key)
        where T : new()
    {
        if (!map.TryGetValue(key, out var value))
        {
            map[key] = value = new T();
        }

        return value;
    }
}
