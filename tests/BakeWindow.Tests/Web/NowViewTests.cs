using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Maintenance;
using BakeWindow.Core.Tests.Maintenance;
using BakeWindow.Web.Views;

namespace BakeWindow.Tests.Web;

public sealed class NowViewTests
{
    private static readonly TimeSpan Need = TimeSpan.FromMinutes(12);

    [Fact]
    public void A_window_that_fits_is_open_and_says_its_latest_start()
    {
        var view = At(level: 100, right: 1_000);

        Assert.Equal(Word.Open, view.Word);
        Assert.Equal(((Verdict.Allowed)view.Verdict).BackBy - Need, view.LatestStart);
        Assert.Equal(Word.Open, Assert.Single(view.Nodes).Word);
    }

    [Fact]
    public void A_right_ahead_holds_and_the_next_window_is_told()
    {
        var view = At(level: 950, right: 1_000);

        Assert.Equal(Word.Held, view.Word);
        Assert.Equal(Worlds.At(1_002), view.Verdict.NextSafeAt);
        Assert.Contains("held", view.IfYouDoNothing, StringComparison.Ordinal);
    }

    [Fact]
    public void What_can_t_be_known_never_looks_open()
    {
        var view = Of(World(100, 1_000) with { Chain = null }, Worlds.At(100));

        Assert.Equal(Word.CannotSay, view.Word);
        Assert.All(view.Nodes, n => Assert.Equal(Word.CannotSay, n.Word));
    }

    [Fact]
    public void A_node_at_work_is_running()
    {
        var world = World(100, 1_000) with { Active = [new ActiveMaintenance("M-1", "node-1", "cluster", [Worlds.Baker])] };

        Assert.Equal(Word.Running, Of(world, Worlds.At(100)).Word);
    }

    [Fact]
    public void Who_waits_for_approval_needs_you_and_doing_nothing_starts_nothing()
    {
        var start = Assert.IsType<StartProposal.Found>(StartProposal.Of(World(100, 1_000), Request(), Worlds.At(100))).Start;
        var waiting = new MaintenanceRecord(Request(), new Phase.AwaitingApproval(start), Worlds.At(100));

        var view = Of(World(100, 1_000), Worlds.At(100), waiting);

        Assert.Equal(waiting, Assert.Single(view.NeedYou));
        Assert.Empty(view.GoingOn);
        Assert.Contains("M-1 is not approved: it does not start", view.IfYouDoNothing, StringComparison.Ordinal);
    }

    [Fact]
    public void Steps_to_come_are_shown_from_the_start()
    {
        var record = new MaintenanceRecord(Request(), new Phase.Requested(), Worlds.At(100));

        var steps = StepsView.From(record, [(Worlds.At(100), "Requested")]).Steps;

        Assert.Equal(StepsView.State.Now, steps[0].State);
        Assert.All(steps.Skip(1), s => Assert.Equal(StepsView.State.ToCome, s.State));
        Assert.Equal("Completed", steps[^1].Phase);
    }

    [Fact]
    public void A_deferred_maintenance_begins_its_steps_anew()
    {
        var record = new MaintenanceRecord(Request(), new Phase.Deferred("baking-right-ahead", "level 1000", Worlds.At(130), null), Worlds.At(120));

        var steps = StepsView.From(record, [(Worlds.At(100), "Requested"), (Worlds.At(101), "Waiting"), (Worlds.At(110), "Cordoning"), (Worlds.At(120), "Deferred")]).Steps;

        Assert.All(steps.Skip(1), s => Assert.Equal(StepsView.State.ToCome, s.State));
    }

    private static NowView At(int level, int right) => Of(World(level, right), Worlds.At(level));

    private static NowView Of(World world, DateTimeOffset now, params MaintenanceRecord[] open) =>
        NowView.From(world, open, new GateRequest { Node = "node-1", Need = Need }, _ => "alpha", now);

    private static MaintenanceRequest Request() => new() { Id = "M-1", Action = new MaintenanceAction.RebootNode("node-1"), Need = Need, Reason = "kernel", RequestedBy = "ak", RequestedAt = Worlds.At(100) };

    private static World World(int level, int right) => Worlds.World(level, Worlds.Rights(right), new ClusterView
    {
        Nodes = new Dictionary<string, NodeView> { ["node-1"] = new() { Name = "node-1", Uid = "u1", Unschedulable = false, Ready = true, BootId = "b1" } },
        Pods = [new PodView { Name = new PodName("tezos", "baker-0"), Uid = "p", Node = "node-1", Phase = "Running", Ready = true, Labels = new Dictionary<string, string> { ["app"] = "baker" } }],
        SeenAt = Worlds.At(level),
        Connected = true,
    });
}
