using BakeWindow.Core.Cluster;

namespace BakeWindow.Kubernetes.Rbac;

/// <summary>
/// What BakeWindow itself may do in a cluster; what a neighbour's dialect needs stands with that dialect. Each call to the API names its permission, so that what is granted and what is
/// used can't drift apart; the manifests under <c>deploy/</c> are <see cref="RbacManifest"/>'s rendering.
/// </summary>
public static class Permissions
{
    private const string Core = "";
    private const string Policy = "policy";
    private const string Coordination = "coordination.k8s.io";

    /// <summary>Nodes, one.</summary>
    public static Permission GetNode { get; } =
        new(RbacRole.Observe, Core, "nodes", "get", "before a node is changed: whose mark it bears now, and its version for the precondition");

    /// <summary>Nodes, all.</summary>
    public static Permission ListNodes { get; } =
        new(RbacRole.Observe, Core, "nodes", "list", "the start of every view: which nodes are cordoned, Ready, want a reboot");

    /// <summary>Nodes, as they change.</summary>
    public static Permission WatchNodes { get; } =
        new(RbacRole.Observe, Core, "nodes", "watch", "to see a boot ID change, a node come back, a reboot asked for");

    /// <summary>Pods, all.</summary>
    public static Permission ListPods { get; } =
        new(RbacRole.Observe, Core, "pods", "list", "who runs on which node; what a drain has left");

    /// <summary>Pods, as they change.</summary>
    public static Permission WatchPods { get; } =
        new(RbacRole.Observe, Core, "pods", "watch", "to see a protected pod move, go or be Ready again");

    /// <summary>A pod, one.</summary>
    public static Permission GetPod { get; } =
        new(RbacRole.Observe, Core, "pods", "get", "before a protected pod is marked for a neighbour: what it says now, and its version for the precondition");

    /// <summary>Budgets, all.</summary>
    public static Permission ListBudgets { get; } =
        new(RbacRole.Observe, Policy, "poddisruptionbudgets", "list", "to find budgets that are there already, so that none is doubled; whether an opened floor is in force");

    /// <summary>Budgets, as they change.</summary>
    public static Permission WatchBudgets { get; } =
        new(RbacRole.Observe, Policy, "poddisruptionbudgets", "watch", "to show how each floor stands");

    /// <summary>Cordon, uncordon, tickets.</summary>
    public static Permission PatchNode { get; } =
        new(RbacRole.Maintain, Core, "nodes", "patch", "cordon and uncordon with BakeWindow's mark; hang a reboot ticket on and take it off");

    /// <summary>Marks for neighbours on protected pods.</summary>
    public static Permission PatchPod { get; } =
        new(RbacRole.Protect, Core, "pods", "patch", "labels and annotations that tell neighbours (autoscalers, kured, descheduler) to leave a protected pod alone");

    /// <summary>Evictions.</summary>
    public static Permission EvictPod { get; } =
        new(RbacRole.Maintain, Core, "pods/eviction", "create", "drain: asks the API server, which asks the budgets; never a plain delete");

    /// <summary>A floor where none is.</summary>
    public static Permission CreateBudget { get; } =
        new(RbacRole.Protect, Policy, "poddisruptionbudgets", "create", "a floor for a workload that has none");

    /// <summary>Closing and opening.</summary>
    public static Permission PatchBudget { get; } =
        new(RbacRole.Protect, Policy, "poddisruptionbudgets", "patch", "close and open a floor; adopt and restore a budget of somebody else");

    /// <summary>Floors of our own.</summary>
    public static Permission DeleteBudget { get; } =
        new(RbacRole.Protect, Policy, "poddisruptionbudgets", "delete", "take away a floor of BakeWindow's own when it is released or somebody brought another");

    /// <summary>A workload, one.</summary>
    public static Permission GetWorkload(WorkloadKind kind) => Workload[kind].Get;

    /// <summary>Restart, partition and BakeWindow's mark.</summary>
    public static Permission PatchWorkload(WorkloadKind kind) => Workload[kind].Patch;

    /// <summary>All workloads of a kind in a namespace.</summary>
    public static Permission ListWorkloads(WorkloadKind kind) => Workload[kind].List;

    /// <summary>The resource of a kind of workload.</summary>
    public static string PluralOf(WorkloadKind kind) => Workload[kind].Get.Resource;

    private static Dictionary<WorkloadKind, (Permission Get, Permission List, Permission Patch)> Workload { get; } = new[]
    {
        (Kind: WorkloadKind.StatefulSet, Plural: "statefulsets", Patch: "restart by the template's annotation, lower and restore the partition, BakeWindow's mark"),
        (Kind: WorkloadKind.Deployment, Plural: "deployments", Patch: "restart by the template's annotation, BakeWindow's mark"),
        (Kind: WorkloadKind.DaemonSet, Plural: "daemonsets", Patch: "restart by the template's annotation, BakeWindow's mark"),
    }.ToDictionary(k => k.Kind, k => (
        new Permission(RbacRole.Rollout, "apps", k.Plural, "get", "how a rollout stands, whose mark it bears, its version for the precondition"),
        new Permission(RbacRole.Rollout, "apps", k.Plural, "list", "for the healer: which still bear the mark of a maintenance that has ended"),
        new Permission(RbacRole.Rollout, "apps", k.Plural, "patch", k.Patch)));

    /// <summary>The lock, read.</summary>
    public static Permission GetLease { get; } =
        new(RbacRole.Lock, Coordination, "leases", "get", "who holds the lock of a failure domain");

    /// <summary>The lock, made.</summary>
    public static Permission CreateLease { get; } =
        new(RbacRole.Lock, Coordination, "leases", "create", "the first lock of a failure domain");

    /// <summary>The lock, taken, renewed and given back.</summary>
    public static Permission UpdateLease { get; } =
        new(RbacRole.Lock, Coordination, "leases", "update", "take, renew and give back the lock");

    /// <summary>The locks, all.</summary>
    public static Permission ListLeases { get; } =
        new(RbacRole.Lock, Coordination, "leases", "list", "locks in neighbours' hands, and for the healer those whose maintenance has ended or is not known");

    /// <summary>An Event about a node.</summary>
    public static Permission TellOfNodes { get; } =
        new(RbacRole.Tell, Core, "events", "create", "each step of a maintenance on its node, for kubectl describe; Events about nodes live in this namespace");

    /// <summary>The same again.</summary>
    public static Permission TellOfNodesAgain { get; } =
        new(RbacRole.Tell, Core, "events", "patch", "count what is said again on the Event that says it already");

    /// <summary>An Event about a protected pod.</summary>
    public static Permission TellOfPods { get; } =
        new(RbacRole.Protect, Core, "events", "create", "each step of a maintenance on the protected pods that it moves");

    /// <summary>The same again.</summary>
    public static Permission TellOfPodsAgain { get; } =
        new(RbacRole.Protect, Core, "events", "patch", "count what is said again on the Event that says it already");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Permission> All { get; } =
    [
        GetNode, ListNodes, WatchNodes, GetPod, ListPods, WatchPods, ListBudgets, WatchBudgets,
        PatchNode, EvictPod,
        CreateBudget, PatchBudget, DeleteBudget, PatchPod,
        .. Workload.Values.SelectMany(w => new[] { w.Get, w.List, w.Patch }),
        TellOfNodes, TellOfNodesAgain, TellOfPods, TellOfPodsAgain,
        GetLease, ListLeases, CreateLease, UpdateLease,
    ];

    /// <summary>Those, and what every dialect, the webhook, the audit and BakeWindow's own resources need.</summary>
    public static IReadOnlyList<Permission> Everything { get; } =
    [
        .. All, .. Bypasses.AuditPermissions.All, .. Admission.AdmissionPermissions.All, .. Dialects.DialectCatalog.All.SelectMany(d => d.Permissions),
        .. Dialects.NodeMaintenance.NodeMaintenancePermissions.Executing,
        .. Resources.NodeGates.Permissions, .. Resources.MaintenanceResources.Permissions,
    ];
}
