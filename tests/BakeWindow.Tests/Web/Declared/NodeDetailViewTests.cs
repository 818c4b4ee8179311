using BakeWindow.Core.Bypasses;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Owning;
using BakeWindow.Core.Tests.Maintenance;
using BakeWindow.Web.Auditing;
using BakeWindow.Web.Views;

namespace BakeWindow.Tests.Web.Declared;

/// <summary>Each state of a node's page has a case, and none looks free that is not.</summary>
public sealed class NodeDetailViewTests
{
    private static readonly AuditState Unlooked = new(null, null);

    [Fact]
    public void Without_a_cluster_it_says_so() => Assert.Equal(NodeDetailView.Standing.NoCluster, View(World() with { Cluster = null }, "node-1").Now);

    [Fact]
    public void Before_the_cluster_was_seen_nothing_is_said_of_a_node() => Assert.Equal((NodeDetailView.Standing.NotSeen, Word.CannotSay), View(World() with { Cluster = ClusterView.Unseen }, "node-1") is var v ? (v.Now, v.Word) : default);

    [Theory]
    [InlineData("nod-1", "node-1")]
    [InlineData("NODE-0", "node-0")]
    public void A_node_that_is_not_there_names_those_that_may_be_meant(string asked, string near)
    {
        var view = View(World(), asked);

        Assert.Equal(NodeDetailView.Standing.NoSuchNode, view.Now);
        Assert.Equal(near, view.Nearest[0]);
    }

    [Fact]
    public void A_node_tells_what_goes_with_it_how_its_floor_stands_and_who_can_still_hurt_it()
    {
        var view = View(World(), "node-1", Audited(Finding("node-1"), Finding("node-0")));

        Assert.Equal(NodeDetailView.Standing.Seen, view.Now);
        Assert.Equal("alpha: baker", Assert.Single(view.Takes));
        var workload = Assert.Single(view.Workloads);
        Assert.IsType<FloorStand.Shut>(workload.Stand);
        Assert.Equal(["tezos/baker-0"], workload.Pods);
        Assert.Equal("GKE forces after 1 h", view.Floor!.Says);
        Assert.Equal("node-1", Assert.Single(Assert.Single(view.Findings).Nodes));
    }

    [Fact]
    public void A_node_that_was_not_looked_at_has_no_floor_that_holds() => Assert.Null(View(World(), "node-1", Unlooked).Floor);

    [Fact]
    public void Our_marks_say_what_was_before_since_when_and_under_which_maintenance()
    {
        var world = World(node => node with { Unschedulable = true, Cordon = new CordonMark("M-7", FormerlyUnschedulable: false, Fence: 3) });

        var view = View(world, "node-1", own: [new OwnedMark("karpenter", FieldPath.Of("metadata", "annotations", "karpenter.sh/do-not-disrupt"), "absent", "\"true\"")]);

        Assert.Equal(["spec.unschedulable", "/metadata/annotations/karpenter.sh~1do-not-disrupt"], view.Marks.Select(m => m.Field));
        Assert.Equal(("M-7", "false: it is uncordoned at the end"), (view.Marks[0].Maintenance, view.Marks[0].Former));
        Assert.Equal(("dialect karpenter", "absent", Worlds.At(90)), (view.Marks[1].By, view.Marks[1].Former, view.Marks[1].Since));
    }

    [Fact]
    public void What_others_set_is_told_to_be_theirs_and_to_stay()
    {
        var world = World(node => node with { Unschedulable = true, Demand = new RebootDemand("kured", null) }) with { Foreign = [new ForeignWork("fluo", "node-1", Worlds.At(200))] };

        var lines = View(world, "node-1").NotOurs;

        Assert.Contains(lines, l => l.Contains("not ours, it stays", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("fluo holds its own lock", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("kured says", StringComparison.Ordinal));
        Assert.Empty(View(world, "node-0").NotOurs);
    }

    [Fact]
    public void A_node_last_seen_before_the_API_server_went_away_is_the_past()
    {
        var world = World();
        var view = View(world with { Cluster = world.Cluster! with { Connected = false } }, "node-1");

        Assert.Equal((NodeDetailView.Standing.Stale, Word.CannotSay), (view.Now, view.Word));
    }

    [Fact]
    public void Domains_tell_nodes_bakers_and_signers_that_fall_together()
    {
        var world = World(node => node with { FailureDomain = "zone-a" });

        var domains = View(world, "node-1").Domains;

        Assert.Equal(["cluster", "zone-a"], domains.Select(d => d.Name));
        Assert.Equal(["alpha"], domains[1].Bakers);
        Assert.Empty(domains[1].Signers);
        Assert.Empty(domains[0].Bakers);
    }

    [Theory]
    [InlineData(110, null)]
    [InlineData(111, 66)]
    public void A_cluster_of_which_nothing_was_heard_for_a_minute_is_said_to_be_old(int level, int? seconds) =>
        Assert.Equal(seconds, (int?)ClusterNodesView.From(World(), Unlooked, Worlds.At(level)).Silent?.TotalSeconds);

    [Fact]
    public void A_right_that_is_missing_to_see_nodes_is_shown_with_what_to_grant()
    {
        var audit = new AuditState(new BypassReport(Worlds.At(100), [new Look.Forbidden(AuditKinds.Nodes, "Grant \"list\" on nodes"), new Look.Forbidden(AuditKinds.Plans, "Grant plans")], [], []), null);

        Assert.Equal("Grant \"list\" on nodes", Assert.Single(ClusterNodesView.From(World(), audit, Worlds.At(100)).Missing).Grant);
    }

    private static Bypass Finding(string node) => new() { Code = BypassCode.TwoBudgets, Severity = BypassSeverity.Critical, Subject = new BypassSubject("Pod", "tezos", node), Nodes = [node], Why = "why", Mend = "mend" };

    private static AuditState Audited(params Bypass[] findings) => new(new BypassReport(Worlds.At(100), [], findings, [new NodeFloor("node-1", FloorEnd.Forced, TimeSpan.FromHours(1), "GKE")]), null);

    private static NodeDetailView View(World world, string node, AuditState? audit = null, IReadOnlyList<OwnedMark>? own = null) =>
        NodeDetailView.From(world, audit ?? Unlooked, own, _ => Worlds.At(90), node, _ => "alpha", Worlds.At(100));

    internal static World World(Func<NodeView, NodeView>? change = null) => Worlds.World(100, Worlds.Rights(1_000), new ClusterView
    {
        Nodes = new[] { "node-0", "node-1" }.Select(n => new NodeView { Name = n, Uid = n, Unschedulable = false, Ready = true, BootId = "b" }).Select(n => n.Name == "node-1" && change is not null ? change(n) : n).ToDictionary(n => n.Name),
        Pods = [new PodView { Name = new PodName("tezos", "baker-0"), Uid = "p", Node = "node-1", Phase = "Running", Ready = true, Labels = new Dictionary<string, string> { ["app"] = "baker" } }],
        Floors = [new FloorView { Namespace = "tezos", Name = "bakewindow-alpha", Selector = "app=baker", Owner = FloorOwner.Ours, DisruptionsAllowed = 0, Observed = true, Closed = true }],
        SeenAt = Worlds.At(100),
        Connected = true,
    });
}
