using BakeWindow.Core.Chain;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Tests;
using BakeWindow.Core.Tests.Gate;
using BakeWindow.Core.Time;
using BakeWindow.Web.Views;

namespace BakeWindow.Tests.Web;

public sealed class WindowsViewTests
{
    private static readonly WindowsQuery Any = new();

    private static World World(Policy? policy = null, params int[] rights) => GateScene.World(policy: policy, rights: rights.Length == 0 ? [1_150, 1_300, 1_900, 1_950] : rights);

    private static WindowsView View(World world, WindowsQuery? query = null, double minutes = 12, string? node = "node-1", DateTimeOffset? now = null) =>
        WindowsView.From(world, new GateRequest { Node = node, Need = TimeSpan.FromMinutes(minutes) }, query ?? Any, _ => "alpha", now ?? GateScene.Now);

    [Fact]
    public void Windows_that_fit_are_told_with_their_latest_start_and_spare_and_those_too_short_are_counted()
    {
        var view = View(World());

        Assert.All(view.Rows, r => Assert.True(r.Window.Fits && r.LatestStart == r.Window.ClosesEarliest - TimeSpan.FromMinutes(12) && r.Spare == r.LatestStart - r.Starts && r.Spare >= TimeSpan.Zero));
        Assert.Equal([1_152, 1_302, 1_952], view.Rows.Select(r => r.Window.From.Value));
        Assert.Equal(2, view.TooShort);
        Assert.Contains("earliest", view.Rows[0].Why, StringComparison.Ordinal);
        Assert.Empty(view.WaysOut);
        Assert.Null(view.Unknown);
    }

    [Fact]
    public void After_the_horizon_nothing_is_promised_and_it_is_said_when_more_is_known()
    {
        var view = View(World());
        var plan = WindowPlanner.Plan(World().Chain!, [World().Bakers[0].Rights!], OutageEstimate.Stated(TimeSpan.FromMinutes(12)), new Policy());

        Assert.Equal(plan.LastKnown, view.End!.Level);
        Assert.Equal(view.End.Cycle + 1 - Sample.Chain(1_100).Constants.ConsensusRightsDelay, view.End.DrawnAt);
    }

    [Theory]
    [InlineData("earliest", 1_152)]
    [InlineData("spare", 1_952)]
    public void They_come_in_the_order_asked_for(string sort, int first) =>
        Assert.Equal(first, View(World(), WindowsQuery.Read(null, null, null, sort)).Rows[0].Window.From.Value);

    [Fact]
    public void What_costs_more_than_is_to_be_paid_is_counted_and_not_shown()
    {
        var view = View(World(), WindowsQuery.Read("share:0.001", null, null, null));

        Assert.Empty(view.Rows);
        Assert.Equal(3, view.TooDear);
        Assert.NotEmpty(view.WaysOut);
        Assert.Equal(3, View(World(), WindowsQuery.Read("share:0.05", null, null, null)).Rows.Count);
        Assert.Equal(3, View(World(), WindowsQuery.Read("blocks:0", null, null, null)).Rows.Count);
        Assert.Empty(View(World(), WindowsQuery.Read("free", null, null, null)).Rows);
        Assert.Equal(3, View(World(new Policy { ApprovedUpToBudget = 0.05 }), WindowsQuery.Read("free", null, null, null)).Rows.Count);
    }

    [Fact]
    public void Times_asked_for_and_freezes_leave_windows_out_or_move_their_start()
    {
        Assert.Equal([1_302, 1_952], View(World(), WindowsQuery.Read(null, "L1300", null, null)).Rows.Select(r => r.Window.From.Value));
        Assert.Equal(1, View(World(), WindowsQuery.Read(null, "L1300", null, null)).Elsewhere);

        var end = Sample.Noon.AddMinutes(60);
        var frozen = View(World(new Policy { Freezes = [new FreezePeriod(new TimeRange(Sample.Noon, end), "audit", "ak")] }));
        Assert.Equal(end, frozen.Rows[0].Starts);
        Assert.Equal(1, frozen.Elsewhere);
        Assert.Equal(3, View(World(new Policy { Freezes = [new FreezePeriod(new TimeRange(Sample.Noon, end), "audit", "ak") { Node = "node-2" }] })).Rows.Count);
    }

    [Fact]
    public void When_nothing_fits_there_are_ways_out_with_their_figures()
    {
        var view = View(World() with { Rewards = new(new(1), 2_000_000, 2_000_000, 4_000_000) }, minutes: 60 * 24);

        Assert.Empty(view.Rows);
        Assert.Contains(view.WaysOut, w => w.Words.StartsWith("Split the work", StringComparison.Ordinal) && w.Href!.Contains("need=PT", StringComparison.Ordinal));
        Assert.Contains(view.WaysOut, w => w.Words.StartsWith("Pay:", StringComparison.Ordinal) && w.Words.Contains('≈', StringComparison.Ordinal) && w.Href!.Contains("start=L", StringComparison.Ordinal));
    }

    [Fact]
    public void An_old_head_is_named_and_its_rows_stay()
    {
        var view = View(World(), now: GateScene.Now.AddMinutes(2));

        Assert.Contains("old", view.Unknown, StringComparison.Ordinal);
        Assert.NotEmpty(view.Rows);
        Assert.Contains("old", WindowsCsv.Of(view), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_known_shows_no_window()
    {
        Assert.Empty(View(World() with { Chain = null }).Rows);
        Assert.NotNull(View(World() with { Bakers = [World().Bakers[0] with { Rights = null }] }).Unknown);
        Assert.Contains("no node node-9", View(World(), node: "node-9").Unknown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cheap", null, null, "max=\"cheap\"")]
    [InlineData("share:2", null, null, "share:0.02")]
    [InlineData("blocks:-1", null, null, "blocks:0")]
    [InlineData(null, "tuesday", null, "tuesday")]
    [InlineData(null, null, "nicest", "sort=\"nicest\"")]
    [InlineData(null, null, "2", "sort=\"2\"")]
    public void What_can_t_be_read_is_repaired_and_named(string? max, string? from, string? sort, string named) =>
        Assert.Contains(named, Assert.Single(WindowsQuery.Read(max, from, null, sort).Repairs), StringComparison.Ordinal);

    [Fact]
    public void A_table_has_a_row_for_each_window_and_quotes_words()
    {
        var lines = WindowsCsv.Of(View(World())).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(4, lines.Length);
        Assert.All(lines.Skip(1), l => Assert.Contains("\"", l, StringComparison.Ordinal));
        Assert.StartsWith("2026-10-01T12:05:12Z,", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void The_hour_is_covered_and_never_open_where_it_is_closed()
    {
        var world = World();
        var plan = WindowPlanner.Plan(world.Chain!, [world.Bakers[0].Rights!], OutageEstimate.Stated(TimeSpan.FromMinutes(12)), world.Policy);
        var strip = HourStrip.Of(plan, GateScene.Now);

        Assert.Equal(100, strip.Spans.Sum(s => s.Width), 0.2);
        var clock = new LevelClock(world.Chain!);
        var right = (clock.Earliest(new Level(1_150)) - GateScene.Now) / HourStrip.Length * 100;
        Assert.Equal("held", strip.Spans.Single(s => s.From <= right && right < s.From + s.Width).Css);
    }
}
