using BakeWindow.Core.Chain;

namespace BakeWindow.Core.Tests.Chain;

public sealed class LevelClockTests
{
    private static readonly TimeSpan Six = TimeSpan.FromSeconds(6);

    [Theory]
    [InlineData(1_100, 0, 0)]
    [InlineData(1_101, 0, 6)]
    [InlineData(1_102, 0, 12)]
    [InlineData(1_102, 1, 18)]   // round 0 of 6 s passes first
    [InlineData(1_102, 2, 27)]   // then round 1 of 9 s
    [InlineData(1_102, 3, 39)]
    [InlineData(2_100, 0, 6_000)]
    public void The_earliest_time_counts_b_for_each_level_and_the_rounds_before(int level, int round, int seconds) =>
        Assert.Equal(Sample.Noon.AddSeconds(seconds), new LevelClock(Sample.Chain(1_100)).Earliest(new Level(level), round));

    [Fact]
    public void A_head_of_a_later_round_delays_the_next_block_by_that_rounds_length()
    {
        var clock = new LevelClock(Sample.Chain(1_100, round: 2));

        Assert.Equal(Sample.Noon.AddSeconds(12), clock.Earliest(new Level(1_101)));
        Assert.Equal(Sample.Noon.AddSeconds(18), clock.Earliest(new Level(1_102)));
        Assert.Equal(TimeSpan.FromSeconds(6), clock.Nominal(new Level(1_100), new Level(1_101)));
    }

    [Fact]
    public void In_the_priority_era_the_heads_priority_delays_nothing_and_a_levels_own_delays_only_itself()
    {
        var clock = new LevelClock(new ChainView { Head = Sample.Head(1_100, round: 3), Constants = Sample.Babylon });

        Assert.Equal(Sample.Noon.AddSeconds(60), clock.Earliest(new Level(1_101)));
        Assert.Equal(Sample.Noon.AddSeconds(140), clock.Earliest(new Level(1_101), round: 2));
        Assert.Equal(Sample.Noon.AddSeconds(120), clock.Earliest(new Level(1_102)));
    }

    [Fact]
    public void The_expected_time_adds_the_drift_of_the_levels_between()
    {
        var clock = new LevelClock(Sample.Chain(1_100) with { Drift = TimeSpan.FromSeconds(0.09) });

        Assert.Equal(Sample.Noon, clock.Expected(new Level(1_100)));
        Assert.Equal(clock.Earliest(new Level(1_101)), clock.Expected(new Level(1_101)));
        Assert.Equal(clock.Earliest(new Level(1_201)).AddSeconds(9), clock.Expected(new Level(1_201)));
    }

    [Fact]
    public void Before_the_head_no_time_is_bounded() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new LevelClock(Sample.Chain(1_100)).Earliest(new Level(1_099)));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(6, 1)]
    [InlineData(7, 2)]
    [InlineData(60, 10)]
    [InlineData(61, 11)]
    [InlineData(-5, 0)]
    public void An_outage_covers_at_most_the_levels_that_fit_at_the_fastest_pace(int seconds, int levels) =>
        Assert.Equal(levels, new LevelClock(Sample.Chain(1_100)).LevelsIn(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void Time_is_piecewise_across_an_activation_that_lies_behind()
    {
        // Level 1,095 is the first with 6 s blocks; before it they took 15 s.
        var clock = new LevelClock(Sample.Chain(1_100, activations: new ProtocolActivation(new Level(1_095), "PsUshuai", TimeSpan.FromSeconds(15))));

        Assert.Equal(Six * 5, clock.Nominal(new Level(1_095), new Level(1_100)));
        Assert.Equal(Six * 6, clock.Nominal(new Level(1_094), new Level(1_100)));
        Assert.Equal((Six * 6) + TimeSpan.FromSeconds(15), clock.Nominal(new Level(1_093), new Level(1_100)));
        Assert.Equal(TimeSpan.FromSeconds(45), clock.Nominal(new Level(1_090), new Level(1_093)));
    }

    [Fact]
    public void Time_is_piecewise_across_two_activations()
    {
        // 60 s up to level 1,089, 15 s up to 1,094, 6 s from 1,095 on.
        var clock = new LevelClock(Sample.Chain(1_100, activations:
        [
            new ProtocolActivation(new Level(1_090), "PsTALLiN", TimeSpan.FromSeconds(60)),
            new ProtocolActivation(new Level(1_095), "PsUshuai", TimeSpan.FromSeconds(15)),
        ]));

        Assert.Equal(TimeSpan.FromSeconds((6 * 6) + (5 * 15) + (4 * 60)), clock.Nominal(new Level(1_085), new Level(1_100)));
    }

    [Theory]
    [InlineData(1_200, 10)]  // far behind the activation: ⌈60 / 6⌉
    [InlineData(1_104, 10)]  // 1,094…1,104 are all steps of 6 s
    [InlineData(1_103, 10)]  // nine steps of 6 s, then 6 s in a step of 15 s
    [InlineData(1_098, 7)]   // four steps of 6 s, then 36 s in steps of 15 s
    [InlineData(1_095, 5)]   // one of 6 s, then 54 s
    public void The_warm_up_is_the_fewest_levels_whose_nominal_time_is_at_least_as_long(int level, int levels)
    {
        var clock = new LevelClock(Sample.Chain(1_100, activations: new ProtocolActivation(new Level(1_095), "PsUshuai", TimeSpan.FromSeconds(15))));

        Assert.Equal(levels, clock.LevelsBefore(new Level(level), TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public void A_warm_up_that_is_no_multiple_of_the_block_time_is_rounded_up() =>
        Assert.Equal(11, new LevelClock(Sample.Chain(1_100)).LevelsBefore(new Level(1_200), TimeSpan.FromSeconds(61)));
}
