namespace BakeWindow.Core.Bypasses;

/// <summary>What became of looking at one kind of object. Not seen is not the same as not there. All cases stand here.</summary>
public abstract record Look
{
    private Look(string kind) => Kind = kind;

    /// <summary>The resource, as in <see cref="AuditKinds"/>.</summary>
    public string Kind { get; }

    /// <summary>The kind is in this cluster and its objects were read.</summary>
    /// <param name="OfKind">The resource.</param>
    /// <param name="Count">How many there are.</param>
    public sealed record Seen(string OfKind, int Count) : Look(OfKind);

    /// <summary>The cluster has no such kind, so nothing of it can do harm.</summary>
    /// <param name="OfKind">The resource.</param>
    public sealed record Absent(string OfKind) : Look(OfKind);

    /// <summary>A right is missing.</summary>
    /// <param name="OfKind">The resource.</param>
    /// <param name="Grant">What to grant, and with which manifest.</param>
    public sealed record Forbidden(string OfKind, string Grant) : Look(OfKind);

    /// <summary>It was not answered, or not understood.</summary>
    /// <param name="OfKind">The resource.</param>
    /// <param name="Reason">What went wrong.</param>
    public sealed record Failed(string OfKind, string Reason) : Look(OfKind);
}

/// <summary>The resources that an audit looks at, under the names that findings and looks bear.</summary>
public static class AuditKinds
{
    /// <summary>Nodes.</summary>
    public const string Nodes = "nodes";

    /// <summary>Pods of protected workloads.</summary>
    public const string Pods = "pods";

    /// <summary>Budgets in protected namespaces.</summary>
    public const string Budgets = "poddisruptionbudgets.policy";

    /// <summary>Deployments.</summary>
    public const string Deployments = "deployments.apps";

    /// <summary>StatefulSets.</summary>
    public const string StatefulSets = "statefulsets.apps";

    /// <summary>DaemonSets.</summary>
    public const string DaemonSets = "daemonsets.apps";

    /// <summary>CronJobs.</summary>
    public const string CronJobs = "cronjobs.batch";

    /// <summary>Namespaces, for what webhooks select.</summary>
    public const string Namespaces = "namespaces";

    /// <summary>Claims in protected namespaces.</summary>
    public const string Claims = "persistentvolumeclaims";

    /// <summary>Volumes.</summary>
    public const string Volumes = "persistentvolumes";

    /// <summary>Priority classes.</summary>
    public const string PriorityClasses = "priorityclasses.scheduling.k8s.io";

    /// <summary>Validating webhooks.</summary>
    public const string Webhooks = "validatingwebhookconfigurations.admissionregistration.k8s.io";

    /// <summary>What BakeWindow itself may do in protected namespaces.</summary>
    public const string OwnRights = "selfsubjectaccessreviews.authorization.k8s.io";

    /// <summary>Karpenter's pools.</summary>
    public const string NodePools = "nodepools.karpenter.sh";

    /// <summary>Karpenter's nodes to be.</summary>
    public const string NodeClaims = "nodeclaims.karpenter.sh";

    /// <summary>Plans of the system-upgrade-controller.</summary>
    public const string Plans = "plans.upgrade.cattle.io";

    /// <summary>Machines of Cluster API.</summary>
    public const string Machines = "machines.cluster.x-k8s.io";

    /// <summary>Health checks of Cluster API.</summary>
    public const string HealthChecks = "machinehealthchecks.cluster.x-k8s.io";

    /// <summary>Without these nothing can be said of the floors at all.</summary>
    internal static IReadOnlyList<string> Vital { get; } = [Nodes, Pods, Budgets, OwnRights];

    /// <summary>Where something that ends a floor by force would stand.</summary>
    internal static IReadOnlyList<string> Forcing { get; } = [NodePools, NodeClaims, Plans, Machines, DaemonSets, Deployments];
}
