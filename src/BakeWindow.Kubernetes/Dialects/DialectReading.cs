using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Rbac;

namespace BakeWindow.Kubernetes.Dialects;

/// <summary>What a dialect reads with.</summary>
/// <param name="Api">The API server.</param>
/// <param name="World">The world, for the names of nodes and pods.</param>
/// <param name="Settings">What is declared about the cluster.</param>
public sealed record DialectReading(ObjectApi Api, World World, ClusterSettings Settings)
{
    private readonly Dictionary<string, ClusterObject> nodes = new(StringComparer.Ordinal);

    /// <summary>The nodes where something protected runs, whole, each read once in a round; for what a neighbour writes on them (labels that name its pool).</summary>
    public async Task<IReadOnlyList<ClusterObject>> ProtectedNodesAsync(CancellationToken ct)
    {
        var cluster = World.Cluster ?? ClusterView.Unseen;
        var names = cluster.Nodes.Keys.Where(n => Placement.On(n, cluster, World.Workloads).Count > 0).Order(StringComparer.Ordinal).ToList();
        foreach (var name in names.Where(n => !nodes.ContainsKey(n)))
        {
            if (await Api.FindAsync(Permissions.GetNode, ResourceType.Nodes, null, name, ct) is { } json)
            {
                nodes[name] = new ClusterObject(ResourceType.Nodes, json);
            }
        }

        return [.. names.Where(nodes.ContainsKey).Select(n => nodes[n])];
    }
}
