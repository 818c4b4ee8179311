using BakeWindow.Kubernetes.Rbac;

namespace BakeWindow.Kubernetes.Dialects.NodeMaintenance;

/// <summary>What medik8s' dialect needs; and, in a role of its own, what it takes to let the operator empty a node.</summary>
public static class NodeMaintenancePermissions
{
    private const string Group = "nodemaintenance.medik8s.io";
    private const string Resource = "nodemaintenances";
    private const string Coordination = "coordination.k8s.io";

    private static readonly RbacRole Watch = new("node-maintenance", RbacScope.Everywhere, true, "to see NodeMaintenances of medik8s");
    private static readonly RbacRole Lock = new("node-maintenance", new RbacScope.Namespace(NodeMaintenanceDialect.LeaseNamespace), true, "to hold medik8s' Lease of a node while the node is held");
    private static readonly RbacRole Execute = new("node-maintenance-executor", RbacScope.Everywhere, true, "to let medik8s' operator empty nodes, by NodeMaintenances of BakeWindow's own");

    internal static Permission List { get; } = new(Watch, Group, Resource, "list", "whether the operator is here, and on which nodes it works");

    internal static Permission ListLeases { get; } = new(Lock, Coordination, "leases", "list", "who holds which Lease; which ones of BakeWindow's are to go");

    internal static Permission GetLease { get; } = new(Lock, Coordination, "leases", "get", "who holds the Lease of a node by now, when somebody was quicker");

    internal static Permission DeleteLease { get; } = new(Lock, Coordination, "leases", "delete", "give BakeWindow's own Lease back");

    internal static Permission Get { get; } = new(Execute, Group, Resource, "get", "how far the operator is with a node; whose NodeMaintenance it is");

    internal static Permission Create { get; } = new(Execute, Group, Resource, "create", "have the operator empty the node of a maintenance");

    internal static Permission Delete { get; } = new(Execute, Group, Resource, "delete", "take BakeWindow's own NodeMaintenance away, so that the operator uncordons");

    /// <summary>What holding nodes needs.</summary>
    public static IReadOnlyList<Permission> Holding { get; } =
    [
        List,
        ListLeases,
        GetLease,
        new(Lock, Coordination, "leases", "create", "the Lease of a node that nobody has locked"),
        new(Lock, Coordination, "leases", "update", "renew BakeWindow's own Lease"),
        DeleteLease,
    ];

    /// <summary>What emptying nodes needs besides.</summary>
    public static IReadOnlyList<Permission> Executing { get; } = [Get, Create, Delete];
}
