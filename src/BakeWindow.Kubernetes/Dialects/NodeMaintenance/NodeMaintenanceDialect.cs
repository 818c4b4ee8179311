using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Rbac;

namespace BakeWindow.Kubernetes.Dialects.NodeMaintenance;

/// <summary>
/// medik8s' node-maintenance-operator and its kin (self-node-remediation, node-healthcheck): they take the Lease <c>node-NODE</c> in <c>medik8s-leases</c> before they touch a node, and wait
/// while somebody else holds a valid one. So BakeWindow holds it while the node is held. One that they hold is theirs: taking it over makes them uncordon and fail.
/// </summary>
public sealed class NodeMaintenanceDialect : IDialect
{
    /// <summary>Where their Leases are.</summary>
    public const string LeaseNamespace = "medik8s-leases";

    private static readonly TimeSpan Lasts = TimeSpan.FromMinutes(10);

    private static readonly ResourceType Maintenances = new("nodemaintenance.medik8s.io", "v1beta1", "nodemaintenances");

    private static readonly RbacRole Watch = new("node-maintenance", RbacScope.Everywhere, true, "to see NodeMaintenances of medik8s");
    private static readonly RbacRole Lock = new("node-maintenance", new RbacScope.Namespace(LeaseNamespace), true, "to hold medik8s' Lease of a node while the node is held");

    private static readonly Permission ListMaintenances = new(Watch, "nodemaintenance.medik8s.io", "nodemaintenances", "list", "whether the operator is here, and on which nodes it works");

    private static readonly Permission ListLeases = new(Lock, "coordination.k8s.io", "leases", "list", "who holds which Lease; which ones of BakeWindow's are to go");

    /// <inheritdoc/>
    public string Name => "node-maintenance";

    /// <inheritdoc/>
    public IReadOnlyList<Permission> Permissions { get; } =
    [
        ListMaintenances,
        ListLeases,
        new(Lock, "coordination.k8s.io", "leases", "get", "who holds the Lease of a node by now, when somebody was quicker"),
        new(Lock, "coordination.k8s.io", "leases", "create", "the Lease of a node that nobody has locked"),
        new(Lock, "coordination.k8s.io", "leases", "update", "renew BakeWindow's own Lease"),
        new(Lock, "coordination.k8s.io", "leases", "delete", "give BakeWindow's own Lease back"),
    ];

    /// <inheritdoc/>
    public async Task<DialectSight> DetectAsync(DialectReading reading, CancellationToken ct)
    {
        if (await reading.Api.ListAsync(ListMaintenances, Maintenances, null, null, ct) is not { } all)
        {
            return DialectSight.Absent;
        }

        var running = all.Where(m => m.Text("status", "phase") == "Running").ToList();
        return new DialectSight
        {
            Present = true,
            Objects = [.. (await reading.Api.ListAsync(ListLeases, ResourceType.Leases, LeaseNamespace, null, ct) ?? []).Select(l => new ClusterObject(ResourceType.Leases, l))],
            Configuration = all.Count == 0 ? "no NodeMaintenance" : string.Join("; ", all.Select(m => $"{m.Text("spec", "nodeName")}: {m.Text("status", "phase") ?? "not begun"}")),
            Notes = [.. running.Select(m => new DialectNote("drain-without-end", false,
                $"NodeMaintenance {m.Text("metadata", "name")} drains {m.Text("spec", "nodeName")} and tries again without end: the floor holds the baker's pod until a window opens, and then it goes at once.",
                "ask for a maintenance of the node in BakeWindow first, or delete the NodeMaintenance"))],
        };
    }

    /// <inheritdoc/>
    public IReadOnlyList<DialectWrite> Show(DialectSight sight, DialectScene scene) => [];

    /// <inheritdoc/>
    public IReadOnlyList<LeaseHold> Hold(DialectSight sight, DialectScene scene) => !sight.Present ? [] :
    [
        .. scene.Held.Where(g => scene.World.Cluster?.Nodes.ContainsKey(g.Node) is true).Select(g =>
            new LeaseHold(new ObjectRef(ResourceType.Leases, LeaseNamespace, LeaseOf(g.Node)), g.Node, scene.World.Cluster!.Nodes[g.Node].Uid, Lasts)),
    ];

    /// <summary>The Lease of a node.</summary>
    public static string LeaseOf(string node) => $"node-{node}".ToLowerInvariant();
}
