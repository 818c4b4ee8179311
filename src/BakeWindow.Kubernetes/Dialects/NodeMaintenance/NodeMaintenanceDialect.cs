using BakeWindow.Core.Gate;
using BakeWindow.Core.Healing;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Rbac;

namespace BakeWindow.Kubernetes.Dialects.NodeMaintenance;

/// <summary>
/// medik8s' node-maintenance-operator and its kin (self-node-remediation, node-healthcheck): they take the Lease <c>node-NODE</c> in <c>medik8s-leases</c> before they touch a node, and wait
/// while somebody else holds a valid one. So BakeWindow holds it while the node is held. One that they hold is theirs: taking it over makes them uncordon and fail.
/// </summary>
/// <param name="executes">It also empties the nodes of BakeWindow's maintenances: their Leases are left to it then.</param>
public sealed class NodeMaintenanceDialect(bool executes = false) : IDialect
{
    /// <summary>Where their Leases are.</summary>
    public const string LeaseNamespace = "medik8s-leases";

    private static readonly TimeSpan Lasts = TimeSpan.FromMinutes(10);

    /// <summary>The operator also empties the nodes of BakeWindow's maintenances.</summary>
    public bool Executes => executes;

    /// <inheritdoc/>
    public string Name => "node-maintenance";

    /// <inheritdoc/>
    public IReadOnlyList<Permission> Permissions => NodeMaintenancePermissions.Holding;

    /// <inheritdoc/>
    public async Task<DialectSight> DetectAsync(DialectReading reading, CancellationToken ct)
    {
        if (await reading.Api.ListAsync(NodeMaintenancePermissions.List, NodeMaintenanceObject.Type, null, null, ct) is not { } all)
        {
            return DialectSight.Absent;
        }

        var running = all.Where(m => m.Text("status", "phase") == "Running" && OwnObjects.MarkOfNodeMaintenance(m) is null).ToList();
        return new DialectSight
        {
            Present = true,
            Objects = [.. (await reading.Api.ListAsync(NodeMaintenancePermissions.ListLeases, ResourceType.Leases, LeaseNamespace, null, ct) ?? []).Select(l => new ClusterObject(ResourceType.Leases, l))],
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
        .. scene.Held.Where(g => !(executes && g.State is NodeGateState.Working)).Where(g => scene.World.Cluster?.Nodes.ContainsKey(g.Node) is true).Select(g =>
            new LeaseHold(new ObjectRef(ResourceType.Leases, LeaseNamespace, LeaseOf(g.Node)), g.Node, scene.World.Cluster!.Nodes[g.Node].Uid, Lasts)),
    ];

    /// <summary>The Lease of a node.</summary>
    public static string LeaseOf(string node) => $"node-{node}".ToLowerInvariant();
}
