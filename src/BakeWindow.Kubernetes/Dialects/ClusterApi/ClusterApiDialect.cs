using System.Text.Json.Nodes;
using BakeWindow.Core.Owning;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Rbac;

namespace BakeWindow.Kubernetes.Dialects.ClusterApi;

/// <summary>
/// Cluster API (cluster.x-k8s.io v1beta2, v1beta1): the Machine of a held node bears a pre-drain hook, at which its deletion waits before anything is touched, and its Cluster a before-upgrade
/// hook, at which a new version waits. Both wait without end, so they are taken off whenever the gate opens.
/// </summary>
/// <param name="clusters">Clusters (namespace/name) whose Machines are this cluster's nodes; empty: all that are seen here.</param>
public sealed class ClusterApiDialect(IReadOnlyList<string> clusters) : IDialect
{
    /// <summary>On a Machine.</summary>
    public const string PreDrain = "pre-drain.delete.hook.machine.cluster.x-k8s.io/bakewindow";

    /// <summary>On a Cluster.</summary>
    public const string BeforeUpgrade = "before-upgrade.hook.cluster.cluster.x-k8s.io/bakewindow";

    private const string Group = "cluster.x-k8s.io";
    private const string Owner = "bakewindow";

    private static readonly string[] Versions = ["v1beta2", "v1beta1"];
    private static readonly RbacRole Role = new("cluster-api", RbacScope.Everywhere, true, "to hold the deletion of Machines and the upgrade of Clusters while a baker has a right near");
    private static readonly Permission ListMachines = new(Role, Group, "machines", "list", "which Machine is which node");
    private static readonly Permission GetMachine = new(Role, Group, "machines", "get", "before a Machine is changed anew that somebody changed meanwhile");
    private static readonly Permission PatchMachine = new(Role, Group, "machines", "patch", "the pre-drain hook, put on and taken off");
    private static readonly Permission ListClusters = new(Role, Group, "clusters", "list", "which Clusters have held nodes");
    private static readonly Permission GetCluster = new(Role, Group, "clusters", "get", "before a Cluster is changed anew that somebody changed meanwhile");
    private static readonly Permission PatchCluster = new(Role, Group, "clusters", "patch", "the before-upgrade hook, put on and taken off");

    /// <inheritdoc/>
    public string Name => "cluster-api";

    /// <inheritdoc/>
    public IReadOnlyList<Permission> Permissions { get; } = [ListMachines, GetMachine, PatchMachine, ListClusters, GetCluster, PatchCluster];

    /// <inheritdoc/>
    public async Task<DialectSight> DetectAsync(DialectReading reading, CancellationToken ct)
    {
        foreach (var version in Versions)
        {
            var (machines, owners) = (new ResourceType(Group, version, "machines"), new ResourceType(Group, version, "clusters"));
            if (await reading.Api.ListAsync(ListMachines, machines, null, null, ct) is { } all && await reading.Api.ListAsync(ListClusters, owners, null, null, ct) is { } found)
            {
                var here = all.Where(m => Concerns(ClusterOf(m))).ToList();
                return new DialectSight
                {
                    Present = true,
                    Version = $"{Group}/{version}",
                    Configuration = $"{here.Count} Machines of {here.Select(ClusterOf).Distinct().Count()} Clusters",
                    Notes = [.. MachineNotes.Of(here)],
                    // Also those that don't concern us: they may bear hooks from another configuration.
                    Objects = [.. all.Select(m => new ClusterObject(machines, m)), .. found.Select(c => new ClusterObject(owners, c))],
                };
            }
        }

        return DialectSight.Absent;
    }

    /// <inheritdoc/>
    public IReadOnlyList<DialectWrite> Show(DialectSight sight, DialectScene scene)
    {
        var held = scene.Held.Where(g => g.Workloads.Count > 0).Select(g => g.Node).ToHashSet(StringComparer.Ordinal);
        var machines = sight.Objects
            .Where(o => o.Type.Plural == "machines" && o.Json.Text("status", "nodeRef", "name") is { } node && held.Contains(node) && Concerns(ClusterOf(o.Json)))
            .ToList();
        var owners = machines.Select(m => ClusterOf(m.Json)).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. machines.Select(m => new DialectWrite(m.Ref, [OwnedField.Annotation(PreDrain, Owner)])),
            .. sight.Objects.Where(o => o.Type.Plural == "clusters" && owners.Contains($"{o.Ref.Namespace}/{o.Ref.Name}")).Select(o => new DialectWrite(o.Ref, [OwnedField.Annotation(BeforeUpgrade, Owner)])),
        ];
    }

    private bool Concerns(string cluster) => clusters.Count == 0 || clusters.Contains(cluster, StringComparer.Ordinal);

    private static string ClusterOf(JsonObject machine) => $"{machine.Text("metadata", "namespace")}/{machine.Text("spec", "clusterName")}";
}
