using BakeWindow.Core.Cluster;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Tests.Maintenance;
using BakeWindow.Web.Views;
using CsCheck;

namespace BakeWindow.Tests.Web;

public sealed class CalendarViewTests
{
    private static readonly Gen<int[]> Levels = Gen.Int[101, 9_000].Array[0, 80];

    [Fact]
    public void No_pixel_that_looks_safe_lies_over_a_closed_level() => Levels.Select(Gen.Int[20, 14_400]).Sample((levels, span) =>
    {
        var view = Draw(levels, span, TimeSpan.FromMinutes(5));
        foreach (var open in view.Answer.Where(m => m.Kind is CalendarView.Kind.Open or CalendarView.Kind.Short))
        {
            Assert.DoesNotContain(view.Plan!.Exclusions, e => Pixel(view, e.From.Value) < open.X + open.Width && Pixel(view, Math.Min(e.To.Value, view.To.Value)) > open.X && e.From < view.To && e.To > view.From);
        }
    }, iter: 300);

    [Fact]
    public void Every_hard_right_in_range_has_a_mark() => Levels.Sample(levels =>
    {
        var view = Draw(levels, 5_000, TimeSpan.FromMinutes(5));
        var inRange = view.Plan!.HardRights.Count(r => r.Level >= view.From && r.Level < view.To);

        Assert.Equal(inRange, Assert.Single(view.Rows).Rights.Count);
    }, iter: 100);

    [Fact]
    public void Labels_are_least_times_in_order_and_the_next_cycle_is_marked()
    {
        var view = Draw([1_000], 14_400, TimeSpan.FromMinutes(5));
        var times = view.Ticks.Where(t => !t.CycleStart).ToList();

        Assert.InRange(times.Count, 3, 12);
        Assert.Equal(times.OrderBy(t => t.X), times);
        Assert.Equal("C2", Assert.Single(view.Ticks, t => t.CycleStart).Label);
    }

    private static double Pixel(CalendarView view, int level) => (double)CalendarView.Width * (Math.Clamp(level, view.From.Value, view.To.Value) - view.From.Value) / (view.To.Value - view.From.Value);

    private static CalendarView Draw(int[] levels, int span, TimeSpan need)
    {
        var world = Worlds.World(100, Worlds.Rights([.. levels.Distinct()]), ClusterView.Unseen);
        return CalendarView.Draw(world, [world.Bakers[0].Rights!], OutageEstimate.Stated(need), TimeSpan.FromSeconds(6 * span), [], _ => "alpha", Viewer.Utc);
    }
}
