using BakeWindow.Core.Bypasses;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Tests.Maintenance;
using BakeWindow.Web.Auditing;
using BakeWindow.Web.Views;

namespace BakeWindow.Tests.Web;

/// <summary>Each state of the pages has a case, and none looks clear that is not.</summary>
public sealed class BypassesViewTests
{
    private static readonly Look[] Looks = [new Look.Seen(AuditKinds.Nodes, 1), new Look.Absent(AuditKinds.NodePools), new Look.Forbidden(AuditKinds.Plans, "Grant \"list\"")];
    private static readonly Bypass Grave = Finding(BypassCode.TwoBudgets, BypassSeverity.Critical, "node-1");
    private static readonly Bypass Light = Finding(BypassCode.WebhookMissing, BypassSeverity.Info);

    [Fact]
    public void Without_a_cluster_it_says_so() => Assert.Equal(BypassesView.Standing.NoCluster, BypassesView.From(new AuditState(null, null), false, null, null).Now);

    [Fact]
    public void Before_the_first_look_it_is_looking() => Assert.Equal(BypassesView.Standing.Loading, BypassesView.From(new AuditState(null, null), true, null, null).Now);

    [Fact]
    public void A_first_look_that_failed_is_no_all_clear()
    {
        var view = BypassesView.From(new AuditState(null, "no connection"), true, null, null);

        Assert.Equal((BypassesView.Standing.Failed, "no connection", "Can’t say"), (view.Now, view.Problem, view.Title));
    }

    [Fact]
    public void Nothing_found_says_at_how_many_kinds_it_looked_and_when()
    {
        var view = BypassesView.From(new AuditState(Report(), null), true, null, null);

        Assert.Equal((BypassesView.Standing.Clear, "Nothing found; looked at 2 kinds.", Worlds.At(100)), (view.Now, view.Headline, view.At));
    }

    [Fact]
    public void A_missing_right_is_shown_with_its_exact_rule()
    {
        var view = BypassesView.From(new AuditState(Report(Light), null), true, null, null);

        Assert.Equal("Grant \"list\"", Assert.Single(view.Missing).Grant);
    }

    [Fact]
    public void The_title_counts_the_unprotected_paths_and_a_filter_does_not_change_the_counts()
    {
        var view = BypassesView.From(new AuditState(Report(Grave, Light), "504"), true, null, BypassSeverity.Warning);

        Assert.Equal("1 unprotected path", view.Title);
        Assert.Equal(Grave, Assert.Single(view.Findings));
        Assert.Equal((1, 0, 1), (view.Counts[BypassSeverity.Critical], view.Counts[BypassSeverity.Warning], view.Counts[BypassSeverity.Info]));
        Assert.Equal("504", view.Problem);
    }

    [Theory]
    [InlineData(BypassSeverity.Critical, "Critical", "■", "held")]
    [InlineData(BypassSeverity.Warning, "Warning", "◆", "cost")]
    [InlineData(BypassSeverity.Info, "To know", "·", "unknown")]
    public void A_severity_has_a_sign_a_word_and_a_colour_of_its_own(BypassSeverity severity, string text, string sign, string css) =>
        Assert.Equal((text, sign, css), (severity.Text(), severity.Sign(), severity.Css()));

    [Fact]
    public void A_node_line_says_what_runs_what_holds_how_long_and_the_gravest_bypass()
    {
        var view = ClusterNodesView.From(World(), new AuditState(Report(Grave, Finding(BypassCode.NotGuaranteed, BypassSeverity.Warning, "node-1")), null), Worlds.At(100));

        var line = view.Lines[0];
        Assert.Equal("1 unprotected path", view.Title);
        Assert.Equal(("node-1", "alpha", "budget closed", "GKE forces after 1 h"), (line.Node, Assert.Single(line.Runs), Assert.Single(line.ProtectedBy), line.Floor!.Says));
        Assert.Equal((BypassCode.TwoBudgets, 2, "kured"), (line.Gravest!.Code, line.Bypasses, line.Demand!.Source));
        Assert.Equal(["node-1", "node-0"], view.Lines.Select(l => l.Node));
        Assert.Null(view.Lines[1].Gravest);
    }

    [Fact]
    public void Without_an_audit_nothing_is_said_of_floors_and_the_title_does_not_claim_protection()
    {
        var view = ClusterNodesView.From(World(), new AuditState(null, null), Worlds.At(100));

        Assert.Equal("Not audited", view.Title);
        Assert.All(view.Lines, l => Assert.Null(l.Floor));
    }

    [Fact]
    public void A_cluster_that_is_not_seen_is_told_in_the_title()
    {
        var world = World();

        Assert.Equal("Can’t see the cluster", ClusterNodesView.From(world with { Cluster = world.Cluster! with { Connected = false } }, new AuditState(Report(), null), Worlds.At(100)).Title);
        Assert.Equal(("No cluster", 0), (ClusterNodesView.From(world with { Cluster = null }, new AuditState(null, null), Worlds.At(100)) is var none ? none.Title : "", none.Lines.Count));
    }

    [Fact]
    public void A_workload_without_a_budget_of_ours_is_not_shown_as_held()
    {
        var world = World();

        var view = ClusterNodesView.From(world with { Cluster = world.Cluster! with { Floors = [world.Cluster.Floors[0] with { Owner = FloorOwner.Foreign }] } }, new AuditState(null, null), Worlds.At(100));

        Assert.Equal("no budget", Assert.Single(view.Lines[0].ProtectedBy));
    }

    private static Bypass Finding(BypassCode code, BypassSeverity severity, params string[] nodes) =>
        new() { Code = code, Severity = severity, Subject = new BypassSubject("Pod", "tezos", "baker-0"), Nodes = nodes, Why = "why", Mend = "mend" };

    private static BypassReport Report(params Bypass[] findings) => new(Worlds.At(100), Looks, findings, [new NodeFloor("node-1", FloorEnd.Forced, TimeSpan.FromHours(1), "GKE")]);

    private static Core.Gate.World World() => Worlds.World(100, Worlds.Rights(1_000), new ClusterView
    {
        Nodes = new[] { "node-0", "node-1" }.ToDictionary(n => n, n => new NodeView
        {
            Name = n, Uid = n, Unschedulable = false, Ready = true, BootId = "b", Demand = n == "node-1" ? new RebootDemand("kured", null) : null,
        }),
        Pods = [new PodView { Name = new PodName("tezos", "baker-0"), Uid = "p", Node = "node-1", Phase = "Running", Ready = true, Labels = new Dictionary<string, string> { ["app"] = "baker" } }],
        Floors = [new FloorView { Namespace = "tezos", Name = "bakewindow-alpha", Selector = "app=baker", Owner = FloorOwner.Ours, DisruptionsAllowed = 0, Observed = true, Closed = true }],
        SeenAt = Worlds.At(100),
        Connected = true,
    });
}
