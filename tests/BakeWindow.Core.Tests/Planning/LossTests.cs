using BakeWindow.Core.Chain;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Rights;

namespace BakeWindow.Core.Tests.Planning;

public sealed class LossTests
{
    private static readonly ChainView Chain = Sample.Chain(1_100);
    private static readonly Level End = new(3_000);

    private static LossTable Table(params BakerRights[] rights) => new(Chain, rights, 0.01, End);

    private static Level L(int level) => new(level);

    [Fact]
    public void What_is_lost_lies_after_the_start_and_up_to_the_end()
    {
        var table = Table(Sample.Rights(1_200, 1_210));

        Assert.Equal(0, table.Blocks(L(1_200), L(1_209)));
        Assert.Equal(1, table.Blocks(L(1_199), L(1_200)));
        Assert.Equal(2, table.Blocks(L(1_199), L(1_210)));
    }

    [Fact]
    public void A_later_round_weighs_the_chance_that_all_before_it_miss()
    {
        var table = Table(Sample.Rights(Sample.Baker, new BakingRight(L(1_200), 1), new BakingRight(L(1_300), 2)));

        Assert.Equal(0.01, table.Blocks(L(1_199), L(1_200)), 12);
        Assert.Equal(0.0001, table.Blocks(L(1_299), L(1_300)), 12);
    }

    [Fact]
    public void A_level_owned_at_several_rounds_weighs_as_its_lowest() =>
        Assert.Equal(1, Table(Sample.Rights(Sample.Baker, new BakingRight(L(1_200), 2), new BakingRight(L(1_200), 0))).Blocks(L(1_100), L(1_300)));

    [Fact]
    public void Two_bakers_on_one_level_both_lose() =>
        Assert.Equal(1.01, Table(Sample.Rights(1_200), Sample.Rights(Sample.Other, new BakingRight(L(1_200), 1))).Blocks(L(1_100), L(1_300)), 12);

    [Fact]
    public void Beyond_the_horizon_each_level_costs_the_bakers_share()
    {
        var table = Table(Sample.Rights(1_200));

        Assert.Equal(0.005 * 100, table.Blocks(L(3_000), L(3_100)), 12);
        Assert.Equal(0.005 * 40, table.Blocks(L(2_990), L(3_040)), 12);
        Assert.Equal(0.005 * 40, ExpectedLoss.Blocks(table, new LevelClock(Chain), L(2_990), DurationDistribution.Certain(TimeSpan.FromSeconds(6 * 51)), TimeSpan.Zero), 12);
    }

    [Fact]
    public void A_baker_of_unknown_share_is_taken_to_own_the_unknown_as_densely_as_the_known()
    {
        var sheet = RightsSheet.From([new CycleRights(Sample.Baker, Sample.Ten, Sample.At(1_100, 1_200, 1_300, 1_400), new AttestationDuties.Estimated(1))], share: null);

        Assert.Equal(0.004 * 10, new LossTable(Chain, [new BakerRights(sheet)], 0.01, L(2_000)).Blocks(L(2_000), L(2_010)), 12);
    }

    [Fact]
    public void In_the_priority_era_an_endorsing_slot_is_lost_as_an_eighth_of_a_block()
    {
        var slots = new short[1_000];
        Array.Fill(slots, AttestationDuties.Known.None);
        slots[200] = 3;
        var sheet = RightsSheet.From([new CycleRights(Sample.Baker, Sample.Ten, Sample.At(1_300), new AttestationDuties.Known(slots))], 0.001);
        var table = new LossTable(Chain with { Constants = Sample.Babylon }, [new BakerRights(sheet)], 0.01, L(2_000));

        Assert.Equal(0.375, table.Blocks(L(1_200), L(1_201)), 12);
        Assert.Equal(1.375, table.Blocks(L(1_200), L(1_300)), 12);
    }

    [Theory]
    [InlineData(10, 60, 0)]    // back after 10 levels, warmed up at level 1,220: the block there is baked
    [InlineData(10, 66, 1)]    // one level later it is not
    [InlineData(11, 60, 1)]
    public void A_block_is_lost_if_the_baker_is_not_back_and_warmed_up_by_its_turn(int levelsAway, int warmUp, double lost)
    {
        var table = Table(Sample.Rights(1_220));

        Assert.Equal(lost, ExpectedLoss.Blocks(table, new LevelClock(Chain), L(1_200), DurationDistribution.Certain(TimeSpan.FromSeconds(6 * levelsAway)), TimeSpan.FromSeconds(warmUp)));
    }

    [Fact]
    public void The_expected_loss_is_the_mean_over_the_distribution_of_durations()
    {
        var durations = DurationDistribution.From(new Policy().Prior);
        var table = Table(Sample.Rights(1_250, 1_260, 1_300));
        var brute = durations.Durations.ToArray().Average(d => new[] { 1_250, 1_260, 1_300 }.Count(l => d + TimeSpan.FromMinutes(1) > TimeSpan.FromSeconds(6 * (l - 1_200))));

        Assert.Equal(brute, ExpectedLoss.Blocks(table, new LevelClock(Chain), L(1_200), durations, TimeSpan.FromMinutes(1)), 12);
        Assert.InRange(brute, 0.5, 2.5);
    }

    [Fact]
    public void A_rare_long_outage_has_its_price_too()
    {
        // P(D > 19 min) = 0.0045 for the prior: dearer than what counts as free.
        var table = Table(Sample.Rights(1_300));
        var price = ExpectedLoss.Blocks(table, new LevelClock(Chain), L(1_100), DurationDistribution.From(new Policy().Prior), TimeSpan.FromMinutes(1));

        Assert.InRange(price, 0.003, 0.006);
    }

    [Fact]
    public void Under_All_Bakers_Attest_the_budget_is_spent_in_levels_before_it_in_slots()
    {
        var rights = Sample.Rights(1_900);
        var slots = new LossTable(Chain, [rights], 0.01, End).Cost(L(1_100), L(1_200));
        var levels = new LossTable(Chain with { AllBakersAttestFrom = L(1_001) }, [rights], 0.01, End).Cost(L(1_100), L(1_200));

        Assert.Equal(new MissCost(0, 3_500, 100, 3_500d / 168_000), slots);
        // A third of a cycle's 1,000 levels may be missed.
        Assert.Equal(new MissCost(0, 3_500, 100, 100d / 333), levels);
    }

    [Fact]
    public void Without_participation_the_budget_is_a_third_of_what_the_sheet_expects_of_a_cycle()
    {
        var cost = new LossTable(Chain, [Sample.Rights(1_900) with { Participation = null }], 0.01, End).Cost(L(1_100), L(1_200));

        Assert.Equal(3_500d / (35_000 - 23_333), cost.BudgetShare, 12);
    }
}
