using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Rights;

namespace BakeWindow.Core.Deciding;

/// <summary>
/// The part of a world that one answer depends on: all of policy, chain, sources, maintenances and neighbours, and of the rest what belongs to the question. A cluster has ten thousand pods, of
/// which a handful decide.
/// </summary>
public static class ReducedWorld
{
    /// <summary>Leaves out what the answer can't depend on.</summary>
    public static World Of(World world, GateRequest request)
    {
        var workloads = WorkloadsOf(world, request);
        return world with
        {
            Rewards = null,
            Bakers = BakersOf(world, request, workloads) is { } concerned ? [.. world.Bakers.Where(b => concerned.Contains(b.Baker))] : world.Bakers,
            Cluster = world.Cluster is { } cluster ? ClusterOf(world, cluster, request, workloads) : null,
            Workloads = workloads,
            HeldSince = workloads.Where(w => world.HeldSince.ContainsKey(w.Name)).ToDictionary(w => w.Name, w => world.HeldSince[w.Name], StringComparer.Ordinal),
            Outages = world.Outages.Where(o => o.Key == request.Node || o.Key == request.Workload?.ToString()).ToDictionary(StringComparer.Ordinal),
        };
    }

    // Those on the node or of the workload asked about, and those beside which a neighbour works.
    private static List<ProtectedWorkload> WorkloadsOf(World world, GateRequest request)
    {
        if (world.Cluster is not { } cluster)
        {
            return [];
        }

        var concerned = new HashSet<ProtectedWorkload>();
        foreach (var node in world.Foreign.Select(f => (string?)f.Node).Concat(Frozen(world)).Append(request.Node).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            concerned.UnionWith(Placement.On(node, cluster, world.Workloads));
        }

        if (request.Workload is { } asked)
        {
            concerned.UnionWith(Placement.Of(asked, cluster, world.Workloads));
        }

        // What a broken glass opens depends on where else a baker has a pod.
        return world.Glass.Count == 0
            ? [.. world.Workloads.Where(concerned.Contains)]
            : [.. world.Workloads.Where(w => concerned.Contains(w) || concerned.Any(c => c.Baker == w.Baker))];
    }

    // A question about bakers is held by the freeze of a node on which one of them runs.
    private static IEnumerable<string> Frozen(World world) => world.Policy.Freezes.Select(f => f.Node).OfType<string>();

    // Null: all of them.
    private static HashSet<BakerAddress>? BakersOf(World world, GateRequest request, List<ProtectedWorkload> workloads) => request switch
    {
        { Node: null, Workload: null, Bakers.Count: 0 } => null,
        { Node: null, Workload: null } => [.. request.Bakers],
        _ => [.. workloads.Select(w => w.Baker), .. world.Active.Where(a => a.Id == request.Maintenance).SelectMany(a => a.Bakers)],
    };

    private static ClusterView ClusterOf(World world, ClusterView cluster, GateRequest request, List<ProtectedWorkload> workloads)
    {
        List<PodView> pods = [.. cluster.Pods.Where(p => workloads.Exists(w => w.Selects(p)) || request.Workload?.Owns(p) is true)];
        var nodes = world.Foreign.Select(f => f.Node).Concat(pods.Select(p => p.Node).OfType<string>()).Append(request.Node ?? "").ToHashSet(StringComparer.Ordinal);
        return cluster with
        {
            Nodes = cluster.Nodes.Where(n => nodes.Contains(n.Key)).ToDictionary(n => n.Key, n => n.Value with { Labels = new Dictionary<string, string>(StringComparer.Ordinal) }, StringComparer.Ordinal),
            Pods = pods,
            Floors = [.. cluster.Floors.Where(f => pods.Exists(f.Covers))],
        };
    }
}
