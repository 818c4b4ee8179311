using BakeWindow.Core.Chain;

namespace BakeWindow.Core.Tests.Chain;

public sealed class DriftTests
{
    private static readonly TimeSpan Six = TimeSpan.FromSeconds(6);

    private static Drift After(Drift drift, int levels, double seconds, double weight = 1.0 / 600) =>
        drift.Observe(Sample.Head(1_100), Sample.Head(1_100 + levels, Sample.Noon.AddSeconds(seconds)), Six, weight);

    [Fact]
    public void Blocks_on_time_leave_no_drift() => Assert.Equal(TimeSpan.Zero, After(default, 10, 60).PerBlock);

    [Fact]
    public void One_block_moves_the_mean_by_its_weight() => Assert.Equal(0.9, After(default, 1, 15, 0.1).PerBlock.TotalSeconds, 6);

    [Fact]
    public void Many_blocks_at_once_weigh_as_many()
    {
        var oneByOne = default(Drift);
        for (var i = 0; i < 300; i++)
        {
            oneByOne = After(oneByOne, 1, 6.09);
        }

        Assert.Equal(oneByOne.PerBlock.TotalSeconds, After(default, 300, 300 * 6.09).PerBlock.TotalSeconds, 4);
    }

    [Fact]
    public void It_settles_on_what_is_observed() => Assert.Equal(0.09, After(default, 100_000, 100_000 * 6.09).PerBlock.TotalSeconds, 4);

    [Fact]
    public void Blocks_that_claim_to_be_early_and_blocks_of_no_higher_level_teach_nothing()
    {
        var drift = new Drift(TimeSpan.FromSeconds(0.5));

        Assert.Equal(drift, After(drift, 0, 30));
        Assert.Equal(drift, After(drift, -3, 30));
        Assert.True(After(drift, 10, 30).PerBlock >= TimeSpan.Zero);
    }
}
