using BakeWindow.Core.Bypasses;
using BakeWindow.Kubernetes.Rbac;

namespace BakeWindow.Kubernetes.Bypasses;

/// <summary>What an audit reads beyond BakeWindow's own rights. Without the role the audit says what it can't see.</summary>
public static class AuditPermissions
{
    private static readonly RbacRole Role = new("audit", RbacScope.Everywhere, true, "to look for ways past the protection; reads only, and stores nothing");

    private static readonly Dictionary<string, Permission> Lists = new[]
    {
        List(AuditKinds.DaemonSets, "apps", "who runs protected pods; kured and FLUO, and how they are set"),
        List(AuditKinds.Deployments, "apps", "rollouts that would run two bakers; autoscaler and descheduler, and how they are set"),
        List(AuditKinds.StatefulSets, "apps", "how many of a baker are wanted"),
        List(AuditKinds.CronJobs, "batch", "a descheduler that runs by the clock"),
        List(AuditKinds.Namespaces, "", "whether a webhook's selector takes in BakeWindow's own namespace or kube-system"),
        List(AuditKinds.Claims, "", "volumes that tie a protected pod to its node"),
        List(AuditKinds.Volumes, "", "on which nodes such a volume can be"),
        List(AuditKinds.PriorityClasses, "scheduling.k8s.io", "who may push a protected pod off its node"),
        List(AuditKinds.Webhooks, "admissionregistration.k8s.io", "which webhooks are asked about evictions, and how they fail"),
        List(AuditKinds.NodePools, "karpenter.sh", "terminationGracePeriod and expireAfter"),
        List(AuditKinds.NodeClaims, "karpenter.sh", "nodes that Karpenter is taking away, and when it forces"),
        List(AuditKinds.Plans, "upgrade.cattle.io", "drain.disableEviction and drain.force of upgrade plans"),
        List(AuditKinds.Machines, "cluster.x-k8s.io", "drain time-outs and machines that are not drained"),
        List(AuditKinds.HealthChecks, "cluster.x-k8s.io", "machines that are deleted by themselves"),
    }.ToDictionary(l => l.Kind, l => l.Permission, StringComparer.Ordinal);

    /// <summary>Asks what BakeWindow itself may do; every authenticated caller may ask that, this says that it does.</summary>
    public static Permission AskOwnRights { get; } =
        new(Role, "authorization.k8s.io", "selfsubjectaccessreviews", "create", "whether floors can be closed in each protected namespace; stores nothing");

    /// <summary>The list of API groups; every authenticated caller may read it.</summary>
    internal static Permission Discover { get; } = new(RbacRole.Observe, "", "apis", "get", "which kinds there are, so that one that is absent is not taken for one that is hidden");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Permission> All { get; } = [.. Lists.Values, AskOwnRights];

    /// <summary>What allows to list a kind of <see cref="AuditKinds"/>.</summary>
    internal static Permission ListOf(string kind) => kind switch
    {
        AuditKinds.Nodes => Permissions.ListNodes,
        AuditKinds.Pods => Permissions.ListPods,
        AuditKinds.Budgets => Permissions.ListBudgets,
        _ => Lists[kind],
    };

    /// <summary>What to grant, ready to copy.</summary>
    internal static string Grant(Permission permission) =>
        $"Grant \"{permission.Verb}\" on resource \"{permission.Resource}\" of API group \"{permission.Group}\" (ClusterRole {RbacManifest.NameOf(permission.Role)}): kubectl apply -f {RbacManifest.FileOf(permission.Role)}";

    private static (string Kind, Permission Permission) List(string kind, string group, string reason) =>
        (kind, new Permission(Role, group, kind.Split('.')[0], "list", reason));
}
