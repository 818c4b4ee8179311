using BakeWindow.Core.Calendar;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Tests.Maintenance;
using BakeWindow.Core.Time;
using BakeWindow.Web.Views;
using BakeWindow.Web.Views.Calendar;
using CsCheck;

namespace BakeWindow.Tests.Calendar;

public sealed class CalendarRowsTests
{
    private static readonly Gen<int[]> Levels = Gen.Int[101, 9_000].Array[0, 80];

    [Fact]
    public void Spans_are_the_plan_s_windows_and_no_open_level_is_a_closed_one() => Levels.Sample(levels =>
    {
        var (plan, spans, _) = Spans(Worlds.World(100, Worlds.Rights([.. levels.Distinct()]), ClusterView.Unseen), TimeSpan.FromMinutes(5));

        Assert.Equal(plan.AllWindows.Select(w => (w.From.Value, w.To.Value, w.Fits)), spans.Where(s => s.IsOpen).Select(s => (s.From, s.To, s.Kind is not LaneKind.Short)));
        Assert.All(spans.Where(s => s.IsOpen), open => Assert.DoesNotContain(spans, s => !s.IsOpen && s.From < open.To && s.To > open.From));
    }, iter: 100);

    [Fact]
    public void A_freeze_closes_from_where_the_chain_may_be_late_to_where_it_may_be_early()
    {
        var freeze = new FreezePeriod(new TimeRange(Worlds.At(1_100), Worlds.At(1_200)), "a launch", "ak");
        var world = Worlds.World(100, Worlds.Rights(5_000), ClusterView.Unseen, new Policy { Freezes = [freeze] });
        world = world with { Chain = world.Chain! with { Drift = TimeSpan.FromSeconds(0.6) } };
        var (_, spans, notes) = Spans(world, TimeSpan.FromMinutes(5));
        var frozen = Assert.Single(spans, s => s.Kind is LaneKind.Frozen);

        // A tenth late for 1,000 levels: the chain may only be at 1,009 when the freeze begins. It is over at 1,200 at the earliest.
        Assert.Equal((1_000, 1_200), (frozen.From, frozen.To));
        Assert.Contains("freeze by ak", notes[frozen.Note], StringComparison.Ordinal);
    }

    [Fact]
    public void Outside_allowed_hours_is_neither_open_nor_unknown()
    {
        var hours = new AllowedHours(TimeZoneInfo.Utc, [new WeeklySpan(Enum.GetValues<DayOfWeek>().ToHashSet(), new TimeOnly(14, 0), new TimeOnly(16, 0))]);
        var (_, spans, _) = Spans(Worlds.World(100, Worlds.Rights(9_000), ClusterView.Unseen, new Policy { Hours = hours }), TimeSpan.FromMinutes(5));

        Assert.Equal(LaneKind.Hours, spans[0].Kind);
        Assert.Equal(1_200, spans.First(s => s.IsOpen).From);
        Assert.Equal(2_400, spans.First(s => s.IsOpen).To);
    }

    [Fact]
    public void A_row_whose_rights_are_not_known_is_hatched_and_says_why_while_others_stay()
    {
        var world = Worlds.World(100, Worlds.Rights(5_000), ClusterView.Unseen);
        var other = Core.Rights.BakerAddress.Parse("tz1aSkwEot3L2kmUvcoxzjMomb9mvBNuzFK6");
        world = world with { Bakers = [world.Bakers[0], new BakerFacts { Baker = other, RightsProblem = "node-b answers 404" }] };
        var range = CalendarRange.Of(world.Chain!, [world.Bakers[0].Rights!.Sheet]);
        var query = CalendarQuery.Read(new CalendarTold(), range, ["alpha", "beta"], []);

        var rows = CalendarRows.Of(world, query, OutageEstimate.Stated(TimeSpan.FromMinutes(5)), [], b => b == other ? "beta" : "alpha");

        Assert.Equal(["All 2 bakers", "alpha", "beta"], rows.Select(r => r.Name));
        Assert.Equal([Word.CannotSay, Word.Open, Word.CannotSay], rows.Select(r => r.Word(100)));
        Assert.Equal(LaneKind.Unknown, Assert.Single(rows[2].Spans).Kind);
        Assert.Contains("404", rows[2].Notes[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Only_what_the_chain_has_passed_is_no_reason_to_send_an_answer_again() => Levels.Select(Gen.Int[101, 6_000]).Sample((levels, head) =>
    {
        var rights = Worlds.Rights([.. levels.Distinct()]);
        var before = Spans(Worlds.World(100, rights, ClusterView.Unseen), TimeSpan.FromMinutes(5)).Spans;
        var after = Spans(Worlds.World(head, rights, ClusterView.Unseen), TimeSpan.FromMinutes(5)).Spans;
        var more = Spans(Worlds.World(head, Worlds.Rights([.. levels.Append(9_500).Distinct()]), ClusterView.Unseen), TimeSpan.FromMinutes(5)).Spans;

        Assert.True(RowWire.Same(before, after, head));
        Assert.False(RowWire.Same(before, more, head));
    }, iter: 100);

    private static (Plan Plan, IReadOnlyList<LaneSpan> Spans, IReadOnlyList<string> Notes) Spans(World world, TimeSpan need)
    {
        var plan = WindowPlanner.Plan(world.Chain!, [world.Bakers[0].Rights!], OutageEstimate.Stated(need), world.Policy);
        var range = CalendarRange.Of(world.Chain!, [world.Bakers[0].Rights!.Sheet]);
        var (spans, notes) = LaneSpans.Of(plan, CalendarBands.Of(range, world.Policy, Viewer.Utc, world.Chain!.Head.Timestamp), _ => "alpha");
        return (plan, spans, notes);
    }
}
