namespace BakeWindow.Simulator.Cluster.Store;

/// <summary>What the simulated API serves from the start; custom resources come to it in <see cref="ServedKinds"/>.</summary>
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

    public static readonly ResourceKind NewEvents = new("events.k8s.io", "v1", "events", "Event", true) { ShortNames = ["ev"], CreatesOnUpdate = true, StoredAs = Events };

    public static readonly ResourceKind Services = new("", "v1", "services", "Service", true) { ShortNames = ["svc"], Categories = ["all"], ReturnsDeleted = true };

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

    public static readonly ResourceKind Definitions = new("apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition", false)
    {
        ShortNames = ["crd", "crds"], Categories = ["api-extensions"], Subresources = ["status"], CountsGenerations = true, UpdatesUnconditionally = false,
    };

    public static readonly ResourceKind Webhooks = Admission("validatingwebhookconfigurations", "ValidatingWebhookConfiguration");

    /// <summary>Kept, and never asked: the simulator changes nothing on the way in.</summary>
    public static readonly ResourceKind MutatingWebhooks = Admission("mutatingwebhookconfigurations", "MutatingWebhookConfiguration");

    public static readonly ResourceKind Policies = Admission("validatingadmissionpolicies", "ValidatingAdmissionPolicy") with { Subresources = ["status"] };

    public static readonly ResourceKind PolicyBindings = Admission("validatingadmissionpolicybindings", "ValidatingAdmissionPolicyBinding");

    public static readonly ResourceKind PriorityClasses = new("scheduling.k8s.io", "v1", "priorityclasses", "PriorityClass", false) { ShortNames = ["pc"], CountsGenerations = true };

    public static readonly ResourceKind SubjectAccessReviews = Review("authorization.k8s.io", "subjectaccessreviews", "SubjectAccessReview");

    public static readonly ResourceKind SelfSubjectAccessReviews = Review("authorization.k8s.io", "selfsubjectaccessreviews", "SelfSubjectAccessReview");

    public static readonly ResourceKind SelfSubjectReviews = Review("authentication.k8s.io", "selfsubjectreviews", "SelfSubjectReview");

    public static readonly IReadOnlyList<ResourceKind> BuiltIn =
    [
        ConfigMaps, Events, Namespaces, Nodes, Pods, Secrets, ServiceAccounts, Services,
        NewEvents, DaemonSets, Deployments, ReplicaSets, StatefulSets, SelfSubjectReviews, SelfSubjectAccessReviews, SubjectAccessReviews,
        Jobs, Budgets, ClusterRoleBindings, ClusterRoles, RoleBindings, Roles,
        MutatingWebhooks, Policies, PolicyBindings, Webhooks, Definitions, PriorityClasses, Leases,
    ];

    /// <summary>A review is asked, not stored.</summary>
    public static bool IsReview(ResourceKind resource) => resource.Verbs is ["create"];

    private static ResourceKind Workload(string plural, string kind, string shortName, bool scales) => new("apps", "v1", plural, kind, true)
    {
        ShortNames = [shortName], Categories = ["all"], Subresources = scales ? ["scale", "status"] : ["status"], CountsGenerations = true,
    };

    private static ResourceKind Rbac(string plural, string kind, bool namespaced) =>
        new("rbac.authorization.k8s.io", "v1", plural, kind, namespaced) { TakesAnyName = true, CreatesOnUpdate = true };

    private static ResourceKind Admission(string plural, string kind) =>
        new("admissionregistration.k8s.io", "v1", plural, kind, false) { Categories = ["api-extensions"], CountsGenerations = true, UpdatesUnconditionally = false };

    private static ResourceKind Review(string group, string plural, string kind) => new(group, "v1", plural, kind, false) { Verbs = ["create"] };
}
