namespace BakeWindow.Simulator.Cluster.Store;

/// <summary>Everything that the simulated API serves.</summary>
internal static class ResourceCatalog
{
    public static readonly ResourceKind Nodes = new("", "v1", "nodes", "Node", false) { ShortNames = ["no"], Subresources = ["status"] };

    public static readonly ResourceKind Pods = new("", "v1", "pods", "Pod", true)
    {
        ShortNames = ["po"], Categories = ["all"], Subresources = ["eviction", "log", "status"], ReturnsDeleted = true,
    };

    public static readonly ResourceKind Namespaces = new("", "v1", "namespaces", "Namespace", false)
    {
        ShortNames = ["ns"], Subresources = ["status"], Verbs = ["create", "delete", "get", "list", "patch", "update", "watch"],
    };

    public static readonly ResourceKind Events = new("", "v1", "events", "Event", true) { ShortNames = ["ev"], CreatesOnUpdate = true };

    public static readonly ResourceKind ConfigMaps = new("", "v1", "configmaps", "ConfigMap", true) { ShortNames = ["cm"] };

    public static readonly ResourceKind Secrets = new("", "v1", "secrets", "Secret", true);

    public static readonly ResourceKind ServiceAccounts = new("", "v1", "serviceaccounts", "ServiceAccount", true) { ShortNames = ["sa"], ReturnsDeleted = true };

    public static readonly ResourceKind StatefulSets = Workload("statefulsets", "StatefulSet", "sts", scales: true);

    public static readonly ResourceKind DaemonSets = Workload("daemonsets", "DaemonSet", "ds", scales: false);

    public static readonly ResourceKind Deployments = Workload("deployments", "Deployment", "deploy", scales: true);

    public static readonly ResourceKind ReplicaSets = Workload("replicasets", "ReplicaSet", "rs", scales: true);

    public static readonly ResourceKind Jobs = new("batch", "v1", "jobs", "Job", true) { Categories = ["all"], Subresources = ["status"], CountsGenerations = true };

    public static readonly ResourceKind Budgets = new("policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget", true)
    {
        ShortNames = ["pdb"], Subresources = ["status"], CountsGenerations = true, UpdatesUnconditionally = false, TakesAnyName = true,
    };

    public static readonly ResourceKind Leases = new("coordination.k8s.io", "v1", "leases", "Lease", true) { UpdatesUnconditionally = false, CreatesOnUpdate = true };

    public static readonly ResourceKind Roles = Rbac("roles", "Role", true);

    public static readonly ResourceKind RoleBindings = Rbac("rolebindings", "RoleBinding", true);

    public static readonly ResourceKind ClusterRoles = Rbac("clusterroles", "ClusterRole", false);

    public static readonly ResourceKind ClusterRoleBindings = Rbac("clusterrolebindings", "ClusterRoleBinding", false);

    public static readonly ResourceKind SubjectAccessReviews = Review("authorization.k8s.io", "subjectaccessreviews", "SubjectAccessReview");

    public static readonly ResourceKind SelfSubjectAccessReviews = Review("authorization.k8s.io", "selfsubjectaccessreviews", "SelfSubjectAccessReview");

    public static readonly ResourceKind SelfSubjectReviews = Review("authentication.k8s.io", "selfsubjectreviews", "SelfSubjectReview");

    public static readonly IReadOnlyList<ResourceKind> All =
    [
        ConfigMaps, Events, Namespaces, Nodes, Pods, Secrets, ServiceAccounts,
        DaemonSets, Deployments, ReplicaSets, StatefulSets, SelfSubjectReviews, SelfSubjectAccessReviews, SubjectAccessReviews,
        Jobs, Budgets, ClusterRoleBindings, ClusterRoles, RoleBindings, Roles, Leases,
    ];

    /// <summary>The API groups, in the order of discovery.</summary>
    public static readonly IReadOnlyList<(string Group, string Version)> Groups =
        [.. All.Where(resource => resource.Group.Length > 0).Select(resource => (resource.Group, resource.Version)).Distinct()];

    public static ResourceKind? Find(string group, string version, string plural) =>
        All.FirstOrDefault(resource => resource.Group == group && resource.Version == version && resource.Plural == plural);

    /// <summary>A review is asked, not stored.</summary>
    public static bool IsReview(ResourceKind resource) => resource.Verbs is ["create"];

    private static ResourceKind Workload(string plural, string kind, string shortName, bool scales) => new("apps", "v1", plural, kind, true)
    {
        ShortNames = [shortName], Categories = ["all"], Subresources = scales ? ["scale", "status"] : ["status"], CountsGenerations = true,
    };

    private static ResourceKind Rbac(string plural, string kind, bool namespaced) =>
        new("rbac.authorization.k8s.io", "v1", plural, kind, namespaced) { TakesAnyName = true, CreatesOnUpdate = true };

    private static ResourceKind Review(string group, string plural, string kind) => new(group, "v1", plural, kind, false) { Verbs = ["create"] };
}
