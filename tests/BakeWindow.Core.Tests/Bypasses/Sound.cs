using BakeWindow.Core.Bypasses;
using BakeWindow.Core.Cluster;

namespace BakeWindow.Core.Tests.Bypasses;

/// <summary>A cluster in which nothing goes past the protection: a baker on node-1, its signer on node-2, each in a zone of its own. Tests spoil one thing at a time.</summary>
internal static class Sound
{
    public static ProtectedWorkload Baker { get; } = Workload("alpha-baker", "app=baker", WorkloadRole.Baker);

    public static ProtectedWorkload Signer { get; } = Workload("alpha-signer", "app=signer", WorkloadRole.Signer);

    public static AuditFacts Facts { get; } = new()
    {
        At = Sample.Noon,
        Workloads = [Baker, Signer],
        Looks = [.. Kinds().Select(k => new Look.Seen(k, 1))],
        Nodes = [Node("node-1", "zone-a"), Node("node-2", "zone-b"), Node("node-3", "zone-c")],
        Pods = [Pod("baker-0", "baker", "node-1"), Pod("signer-0", "signer", "node-2")],
        Budgets = [Budget("alpha-baker", "baker-0"), Budget("alpha-signer", "signer-0")],
        Controllers = [new ControllerFact("StatefulSet", "tezos", "baker", 1), new ControllerFact("StatefulSet", "tezos", "signer", 1)],
        Webhooks = [new WebhookFact("bakewindow/evictions", Ours: true, FailsClosed: false, LocksOut: "kube-system")],
    };

    public static IEnumerable<string> Kinds() => typeof(AuditKinds).GetFields().Where(f => f.IsLiteral).Select(f => (string)f.GetRawConstantValue()!);

    public static BypassReport Report(AuditFacts facts) => BypassAudit.Of(facts);

    public static NodeFact Node(string name, string? domain, params (string Key, string Value)[] labels) => new(name, labels.ToDictionary(l => l.Key, l => l.Value), [], domain);

    public static AuditFacts With(Neighbour neighbour) => Facts with { Neighbours = [neighbour] };

    public static AuditFacts WithBaker(Func<PodFact, PodFact> change) => Facts with { Pods = [change(Facts.Pods[0]), Facts.Pods[1]] };

    public static AuditFacts WithBudget(Func<BudgetFact, BudgetFact> change) => Facts with { Budgets = [change(Facts.Budgets[0]), Facts.Budgets[1]] };

    public static AuditFacts WithNode(params (string Key, string Value)[] labels) => Facts with { Nodes = [Node("node-1", "zone-a", labels), Facts.Nodes[1], Facts.Nodes[2]] };

    public static BypassSubject Subject(string kind, string name) => new(kind, "ops", name);

    public static PodFact Pod(string name, string app, string node) => new()
    {
        Pod = new PodView
        {
            Name = new PodName("tezos", name), Uid = name, Node = node, Phase = "Running", Ready = true, ControllerKind = "StatefulSet", ControllerName = app,
            Labels = new Dictionary<string, string> { ["app"] = app },
        },
        RunBy = new BypassSubject("StatefulSet", "tezos", app),
        Tolerations = [new TolerationFact("node.kubernetes.io/unreachable", null, null), new TolerationFact("node.kubernetes.io/not-ready", null, null)],
        Containers = [new ContainerFact { Name = "main", Liveness = new ProbeFact("tcp", TimeSpan.FromMinutes(2)) }],
    };

    public static BudgetFact Budget(string name, params string[] covers) => new()
    {
        Name = new PodName("tezos", name), Owner = FloorOwner.Ours, MaxUnavailable = "0", Closed = true, ExpectedPods = covers.Length, Covers = [.. covers.Select(c => new PodName("tezos", c))],
    };

    private static ProtectedWorkload Workload(string name, string selector, WorkloadRole role) =>
        new() { Name = name, Baker = Sample.Baker, Namespace = "tezos", Selector = LabelSelector.Parse(selector), Role = role };
}
