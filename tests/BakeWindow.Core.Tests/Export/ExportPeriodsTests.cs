using BakeWindow.Core.Chain;
using BakeWindow.Core.Export;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Time;

namespace BakeWindow.Core.Tests.Export;

/// <summary>Which spans a cloud is told: only such as last hours, and each too long rather than too short.</summary>
public sealed class ExportPeriodsTests
{
    private static readonly DateTimeOffset Now = Sample.Noon.AddSeconds(1);
    private static readonly CycleSpan[] Cycles = [Sample.Ten, Sample.Eleven];

    [Fact]
    public void A_cycle_without_a_window_for_the_need_is_closed_whole_and_one_with_a_window_is_not()
    {
        // A right every fifty levels: gaps of four minutes; none in cycle 11.
        var periods = Of(Sample.Chain(1_100), [.. Enumerable.Range(21, 20).Select(i => i * 50)], 12);

        var period = Assert.Single(periods);
        Assert.Equal("bakewindow-cycle-10", period.Name);
        Assert.Equal(Now, period.Span.Start);
        Assert.Equal(Sample.Noon.AddSeconds(6 * (2_001 - 1_100)) + ExportPeriods.Slack, period.Span.End);
        Assert.Equal("cycle 10: no window holds 12 min", period.Why);
    }

    [Fact]
    public void A_shorter_need_leaves_the_cycle_open() =>
        Assert.Empty(Of(Sample.Chain(1_100), [.. Enumerable.Range(21, 20).Select(i => i * 50)], 2));

    [Fact]
    public void A_cycle_that_comes_begins_at_its_least_time()
    {
        var period = Assert.Single(Of(Sample.Chain(1_100), [.. Enumerable.Range(40, 20).Select(i => i * 50)], 12));

        Assert.Equal("bakewindow-cycle-11", period.Name);
        Assert.Equal(Sample.Noon.AddSeconds(6 * (2_001 - 1_100)), period.Span.Start);
    }

    [Fact]
    public void Around_an_activation_the_freeze_is_closed_from_the_least_time_to_the_likely_one_and_more()
    {
        var chain = Sample.Chain(1_100, activations: new ProtocolActivation(new Level(2_501), null)) with { Drift = TimeSpan.FromSeconds(0.1) };

        var period = Of(chain, [1_900], 12).Single(p => p.Name == "bakewindow-activation-2501");

        Assert.Equal(Sample.Noon.AddSeconds(6 * 1_401) - TimeSpan.FromHours(1), period.Span.Start);
        Assert.Equal(Sample.Noon.AddSeconds((6 * 1_401) + 140) + TimeSpan.FromHours(2), period.Span.End);
    }

    [Fact]
    public void Freezes_that_have_not_passed_are_told_with_reason_and_owner()
    {
        var policy = new Policy { Freezes = [Freeze(-48, -24, "past"), Freeze(24, 72, "launch")] };

        var period = Assert.Single(Of(Sample.Chain(1_100), [1_900], 12, policy));

        Assert.Equal(("bakewindow-freeze-20261002-1200", "freeze: launch (ak)"), (period.Name, period.Why));
    }

    [Fact]
    public void Beyond_known_rights_nothing_is_claimed()
    {
        var chain = Sample.Chain(1_100);

        var periods = ExportPeriods.Of(Sample.Plan(chain, Sample.Rights(1_900)), [.. Cycles, Sample.Eleven.Next(1_000)], Now);

        Assert.Empty(periods);
    }

    private static IReadOnlyList<ExportPeriod> Of(ChainView chain, int[] rights, double need, Policy? policy = null) =>
        ExportPeriods.Of(Sample.Plan(chain, Sample.Rights(rights), need, policy), Cycles, Now);

    private static FreezePeriod Freeze(double from, double to, string reason) => new(new TimeRange(Sample.Noon.AddHours(from), Sample.Noon.AddHours(to)), reason, "ak");
}
