using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Planning;

namespace BakeWindow.Core.Tests.Gate;

/// <summary>A baker on node-1 of rack-a, and node-2 beside it without one; the next right is at 1,900 unless told otherwise.</summary>
internal static class GateScene
{
    public static readonly DateTimeOffset Now = Sample.Noon.AddSeconds(1);

    public static ClusterView Cluster { get; } = new()
    {
        Connected = true,
        SeenAt = Now,
        Nodes = new Dictionary<string, NodeView>(StringComparer.Ordinal) { ["node-1"] = Node("node-1"), ["node-2"] = Node("node-2") },
        Pods = [new PodView { Name = new PodName("tezos", "alpha-0"), Uid = "p1", Node = "node-1", Phase = "Running", Ready = true, Labels = new Dictionary<string, string> { ["app"] = "baker" } }],
    };

    public static ProtectedWorkload Workload { get; } = new()
    {
        Name = "alpha",
        Baker = Sample.Baker,
        Namespace = "tezos",
        Selector = LabelSelector.Parse("app=baker"),
        Role = WorkloadRole.Baker,
    };

    public static World World(int head = 1_100, int round = 0, Policy? policy = null, params int[] rights) =>
        Sample.World(Sample.Chain(head, round), Sample.Rights(rights.Length == 0 ? [1_900] : rights), policy) with { Cluster = Cluster, Workloads = [Workload] };

    public static GateRequest Ask(double? minutes = 12, string? maintenance = null, string? node = "node-1", bool underway = false) => new()
    {
        Node = node,
        Need = minutes is { } m ? TimeSpan.FromMinutes(m) : null,
        Maintenance = maintenance,
        Underway = underway,
    };

    public static Verdict Decide(World world, GateRequest? request = null, DateTimeOffset? now = null) => Gatekeeper.Decide(world, request ?? Ask(), now ?? Now);

    public static FloorView Floor(bool closed = false, int allowed = 1, bool observed = true, FloorOwner owner = FloorOwner.Ours, string name = "bakewindow-alpha", string selector = "app=baker") => new()
    {
        Namespace = "tezos",
        Name = name,
        Selector = selector,
        Owner = owner,
        DisruptionsAllowed = allowed,
        Observed = observed,
        Closed = closed,
    };

    private static NodeView Node(string name) => new() { Name = name, Uid = name + "-uid", BootId = name + "-boot", Ready = true, Unschedulable = false, FailureDomain = "rack-a" };
}
