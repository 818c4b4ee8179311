using BakeWindow.Core.Planning;

namespace BakeWindow.Core.Tests.Planning;

public sealed class DurationTests
{
    private static readonly DurationPrior Prior = new(TimeSpan.FromMinutes(5.5), TimeSpan.FromMinutes(12), TimeSpan.FromMinutes(40));

    [Fact]
    public void The_prior_has_the_median_and_the_p95_it_was_given()
    {
        var durations = DurationDistribution.From(Prior);

        Assert.Equal(5.5, durations.Quantile(0.5).TotalMinutes, 1.0 / 60);
        Assert.Equal(12, durations.Quantile(0.95).TotalMinutes, 5.0 / 60);
        Assert.Equal(0, durations.Runs);
    }

    [Fact]
    public void No_duration_exceeds_the_cap() =>
        Assert.All(DurationDistribution.From(Prior with { Cap = TimeSpan.FromMinutes(10) }).Durations.ToArray(), d => Assert.True(d <= TimeSpan.FromMinutes(10)));

    [Fact]
    public void Durations_stand_in_rising_order() =>
        Assert.Equal(DurationDistribution.From(Prior).Durations.ToArray().Order(), DurationDistribution.From(Prior).Durations.ToArray());

    [Fact]
    public void Few_runs_move_the_belief_and_many_replace_it()
    {
        var four = TimeSpan.FromMinutes(4);
        var three = DurationDistribution.Learn(Prior, [.. Enumerable.Repeat(four, 3)]);
        var many = DurationDistribution.Learn(Prior, [.. Enumerable.Repeat(four, 400)]);

        Assert.InRange(three.Quantile(0.95), TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(12));
        Assert.Equal(four, many.Quantile(0.5));
        Assert.Equal(four, many.Quantile(0.95));
        Assert.Equal(400, many.Runs);
    }

    [Fact]
    public void A_long_run_among_short_ones_raises_the_p95()
    {
        TimeSpan[] runs = [.. Enumerable.Repeat(TimeSpan.FromMinutes(4), 40), TimeSpan.FromMinutes(25), TimeSpan.FromMinutes(25), TimeSpan.FromMinutes(25), TimeSpan.FromMinutes(25)];

        Assert.True(DurationDistribution.Learn(Prior, runs).Quantile(0.95) > TimeSpan.FromMinutes(20));
    }

    [Fact]
    public void A_certain_duration_is_every_quantile()
    {
        var certain = DurationDistribution.Certain(TimeSpan.FromMinutes(7));

        Assert.Equal(TimeSpan.FromMinutes(7), certain.Quantile(0));
        Assert.Equal(TimeSpan.FromMinutes(7), certain.Quantile(1));
    }

    [Fact]
    public void The_learned_need_is_the_p95_and_the_guard_in_whole_seconds()
    {
        var prior = OutageEstimate.Learned(new Policy(), []);
        var learned = OutageEstimate.Learned(new Policy(), [TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(5)]);

        Assert.Equal(0, prior.Need.Ticks % TimeSpan.TicksPerSecond);
        Assert.InRange(prior.Need, TimeSpan.FromMinutes(12.9), TimeSpan.FromMinutes(13.2));
        Assert.Equal("prior p95 + guard", prior.Source);
        Assert.Equal("learned p95 of 2 runs + guard", learned.Source);
        Assert.True(learned.Need < prior.Need);
    }

    [Fact]
    public void A_stated_need_keeps_the_learned_distribution_for_its_price()
    {
        var learned = DurationDistribution.From(Prior);
        var stated = OutageEstimate.Stated(TimeSpan.FromMinutes(15), learned);

        Assert.Equal(("stated", TimeSpan.FromMinutes(15)), (stated.Source, stated.Need));
        Assert.Same(learned, stated.Durations);
        Assert.Equal(TimeSpan.FromMinutes(15), OutageEstimate.Stated(TimeSpan.FromMinutes(15)).Durations.Quantile(0.1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-60)]
    public void A_need_that_is_not_above_zero_does_not_construct(int seconds) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => OutageEstimate.Stated(TimeSpan.FromSeconds(seconds)));
}
