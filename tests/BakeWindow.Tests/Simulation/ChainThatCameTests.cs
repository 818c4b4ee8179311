using BakeWindow.Core.Chain;
using BakeWindow.Simulation.Chain;

namespace BakeWindow.Tests.Simulation;

/// <summary>The simulated chain keeps the protocol's rules, or the proof proves nothing.</summary>
public sealed class ChainThatCameTests
{
    public static TheoryData<string> Eras => [.. Era.All.Select(e => e.Name)];

    private static ChainThatCame Chain(string era, double share = 0.02) => new(Era.All.Single(e => e.Name == era), share, seed: 5);

    [Theory]
    [MemberData(nameof(Eras))]
    public void Each_block_comes_when_the_rounds_before_it_have_passed(string era)
    {
        var chain = Chain(era);
        var constants = chain.Era.Constants;
        for (var level = new Level(2); level.Value < 3 * constants.BlocksPerCycle; level += 1)
        {
            var (before, now) = (chain.View(level - 1).Head, chain.View(level).Head);
            Assert.Equal(before.Timestamp + constants.RoundDuration(before.Round) + constants.RoundOffset(now.Round), now.Timestamp);
        }
    }

    [Theory]
    [MemberData(nameof(Eras))]
    public void The_head_at_a_time_is_the_last_block_that_stands(string era)
    {
        var chain = Chain(era);
        for (var level = new Level(1); level.Value < 2 * chain.Era.Constants.BlocksPerCycle; level += 37)
        {
            Assert.Equal(level, chain.HeadAt(chain.TimeOf(level)));
            Assert.Equal(level, chain.HeadAt(chain.TimeOf(level + 1).AddTicks(-1)));
        }
    }

    [Fact]
    public void Rights_are_as_dense_as_the_stake_and_late_blocks_as_frequent_as_told()
    {
        var chain = Chain("tenderbake");
        var cycles = Enumerable.Range(0, 20).Select(chain.Cycle).ToList();
        var levels = 20 * 14_400;

        Assert.InRange(cycles.Sum(c => c.Own.Length), levels * 0.02 * 0.95, levels * 0.02 * 1.05);
        Assert.InRange(cycles.Sum(c => Enumerable.Range(0, 14_400).Count(at => c.RoundOf(at) > 0)), levels * 0.0098 * 0.93, levels * 0.0098 * 1.07);
        Assert.All(cycles, c => Assert.All(c.Own, at => Assert.Equal(0, c.RoundOf(at))));
    }

    [Fact]
    public void A_turn_of_a_later_round_comes_only_where_the_chain_came_to_that_round()
    {
        var chain = Chain("tenderbake", share: 0.2);
        var late = Enumerable.Range(0, 20).SelectMany(i => chain.Cycle(i).Turns.Except(chain.Cycle(i).Own).Select(at => (Cycle: chain.Cycle(i), At: at))).ToList();

        Assert.NotEmpty(late);
        Assert.All(late, t => Assert.Contains(new Core.Rights.BakingRight(t.Cycle.Span.First + t.At, t.Cycle.RoundOf(t.At)), t.Cycle.Rights.Baking.ToArray()));
    }

    [Fact]
    public void A_block_just_before_and_one_just_after_an_outage_are_not_lost()
    {
        var chain = Chain("tenderbake");
        var own = chain.NextOwn(new Level(1_000));
        var at = chain.TimeOf(own);

        Assert.Equal(0, chain.Turns(own, at.AddSeconds(1)));
        Assert.Equal(0, chain.Turns(own - 1, at));
        Assert.Equal(1, chain.Turns(own - 1, at.AddTicks(1)));
    }

    [Fact]
    public void At_a_cycles_first_head_the_horizon_ends_two_cycles_later()
    {
        var known = Chain("tenderbake").Known(new Level((5 * 14_400) + 1)).Sheet;

        Assert.Equal(8 * 14_400, known.Last.Value);
        Assert.Equal((4 * 14_400) + 1, known.First.Value);
    }
}
