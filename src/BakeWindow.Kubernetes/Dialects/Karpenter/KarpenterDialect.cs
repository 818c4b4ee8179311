using System.Text.Json.Nodes;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Owning;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Rbac;

namespace BakeWindow.Kubernetes.Dialects.Karpenter;

/// <summary>
/// Karpenter (karpenter.sh v1, and v1beta1 where that is all there is): a held node and its protected pods bear <c>do-not-disrupt</c>, and the pool of a held node has a disruption budget of no
/// nodes, so that nothing voluntary begins there. Durations in the annotation count from the pod's start and can't say "until then", so it is always <c>"true"</c>, for as long as needed.
/// </summary>
public sealed class KarpenterDialect : IDialect
{
    /// <summary>On nodes and pods.</summary>
    public const string DoNotDisrupt = "karpenter.sh/do-not-disrupt";

    /// <summary>On nodes: the pool.</summary>
    public const string PoolLabel = "karpenter.sh/nodepool";

    private const string Group = "karpenter.sh";

    private static readonly string[] Versions = ["v1", "v1beta1"];
    private static readonly RbacRole Role = new("karpenter", RbacScope.Everywhere, true, "to hold Karpenter's node pools while a baker of theirs has a right near");
    private static readonly Permission ListPools = new(Role, Group, "nodepools", "list", "which pools there are, and what in them goes round every protection");
    private static readonly Permission GetPool = new(Role, Group, "nodepools", "get", "before a pool is changed anew that somebody changed meanwhile");
    private static readonly Permission PatchPool = new(Role, Group, "nodepools", "patch", "a disruption budget of no nodes, put in and taken out");
    private static readonly FieldPath Budgets = FieldPath.Of("spec", "disruption", "budgets");

    /// <inheritdoc/>
    public string Name => "karpenter";

    /// <inheritdoc/>
    public IReadOnlyList<Permission> Permissions { get; } = [ListPools, GetPool, PatchPool];

    /// <inheritdoc/>
    public async Task<DialectSight> DetectAsync(DialectReading reading, CancellationToken ct)
    {
        foreach (var version in Versions)
        {
            var type = new ResourceType(Group, version, "nodepools");
            if (await reading.Api.ListAsync(ListPools, type, null, null, ct) is { } pools)
            {
                var ours = ProtectedPools(reading.World);
                return new DialectSight
                {
                    Present = true,
                    Version = $"{Group}/{version}",
                    Configuration = $"{pools.Count} node pools; bakers are in {(ours.Count == 0 ? "none of them" : string.Join(", ", ours.Order(StringComparer.Ordinal)))}",
                    Notes = [.. pools.Where(p => p.Text("metadata", "name") is { } name && ours.Contains(name)).SelectMany(p => PoolNotes.Of(p))],
                    Objects = [.. pools.Select(p => new ClusterObject(type, p))],
                };
            }
        }

        return DialectSight.Absent;
    }

    /// <inheritdoc/>
    public IReadOnlyList<DialectWrite> Show(DialectSight sight, DialectScene scene)
    {
        var held = scene.Held.Where(g => g.Workloads.Count > 0).Select(g => g.Node).ToHashSet(StringComparer.Ordinal);
        var pools = held.Select(n => PoolOf(scene.World, n)).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. held.Order(StringComparer.Ordinal).Select(n => new DialectWrite(new ObjectRef(ResourceType.Nodes, null, n), [OwnedField.Annotation(DoNotDisrupt, "true")])),
            .. scene.HeldPods.Select(p => new DialectWrite(new ObjectRef(ResourceType.Pods, p.Name.Namespace, p.Name.Name), [OwnedField.Annotation(DoNotDisrupt, "true")])),
            .. sight.Objects.Where(o => pools.Contains(o.Ref.Name)).Select(o => new DialectWrite(o.Ref, [new OwnedField.Entry(Budgets, new JsonObject { ["nodes"] = "0" })])),
        ];
    }

    private static HashSet<string> ProtectedPools(World world) => world.Cluster is not { } cluster ? [] :
        [.. cluster.Nodes.Keys.Where(n => Placement.On(n, cluster, world.Workloads).Count > 0).Select(n => PoolOf(world, n)).OfType<string>()];

    private static string? PoolOf(World world, string node) => world.Cluster is { } cluster && cluster.Nodes.TryGetValue(node, out var view) ? view.Labels.GetValueOrDefault(PoolLabel) : null;
}
