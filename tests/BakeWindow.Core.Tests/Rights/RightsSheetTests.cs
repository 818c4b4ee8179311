using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;

namespace BakeWindow.Core.Tests.Rights;

public sealed class RightsSheetTests
{
    private static readonly CycleSpan Small = new(new Cycle(3), new Level(21), new Level(30));

    private static CycleRights Cycle(CycleSpan span, AttestationDuties duties, params BakingRight[] baking) => new(Sample.Baker, span, baking, duties);

    [Fact]
    public void Rights_are_sorted_and_kept_once()
    {
        var cycle = Cycle(Small, new AttestationDuties.Estimated(1), new(new Level(25), 1), new(new Level(22), 0), new(new Level(25), 0), new(new Level(22), 0));

        Assert.Equal([new(new Level(22), 0), new(new Level(25), 0), new(new Level(25), 1)], cycle.Baking.ToArray());
    }

    [Theory]
    [InlineData(20)]
    [InlineData(31)]
    public void A_right_outside_its_cycle_is_refused(int level) =>
        Assert.Contains("outside cycle 3", Assert.Throws<ArgumentException>(() => Cycle(Small, new AttestationDuties.Estimated(1), new BakingRight(new Level(level), 0))).Message, StringComparison.Ordinal);

    [Fact]
    public void Attestation_entries_must_be_one_a_level() =>
        Assert.Throws<ArgumentException>(() => Cycle(Small, new AttestationDuties.Known(new short[9])));

    [Fact]
    public void A_duty_of_no_slots_is_a_duty_and_no_duty_is_none()
    {
        // Under All Bakers Attest a baker without a slot attests too; -1 is a level without a duty.
        var cycle = Cycle(Small, new AttestationDuties.Known([3, 0, -1, -1, 2, -1, -1, -1, -1, 4]));

        Assert.Equal((5, 3), cycle.Attesting(new Level(21), new Level(25)));
        Assert.Equal((0, 1), cycle.Attesting(new Level(22), new Level(24)));
        Assert.Equal((9, 4), cycle.Attesting(new Level(1), new Level(99)));
        Assert.Equal((0, 0), cycle.Attesting(new Level(31), new Level(99)));
        Assert.Equal((0, 0), cycle.Attesting(new Level(25), new Level(24)));
    }

    [Fact]
    public void An_estimate_is_a_duty_at_every_level() =>
        Assert.Equal((17.5, 5), Cycle(Small, new AttestationDuties.Estimated(3.5)).Attesting(new Level(26), new Level(40)));

    [Fact]
    public void Cycles_are_put_together_in_order_whatever_order_they_come_in()
    {
        var next = Small.Next(10);
        var sheet = RightsSheet.From([Cycle(next, new AttestationDuties.Estimated(1), new BakingRight(new Level(31), 0)), Cycle(Small, new AttestationDuties.Estimated(2), new BakingRight(new Level(30), 0))], 0.1);

        Assert.Equal((new Level(21), new Level(40)), (sheet.First, sheet.Last));
        Assert.Equal([30, 31], sheet.Baking.ToArray().Select(r => r.Level.Value));
        Assert.Equal((2 + 1, 2), sheet.Attesting(new Level(30), new Level(31)));
    }

    [Fact]
    public void A_gap_between_cycles_two_bakers_and_nothing_are_refused()
    {
        var far = Small.Next(10).Next(10);
        var other = new CycleRights(Sample.Other, Small.Next(10), [], new AttestationDuties.Estimated(1));
        var first = Cycle(Small, new AttestationDuties.Estimated(1));

        Assert.Contains("jump from level 30 to 41", Assert.Throws<ArgumentException>(() => RightsSheet.From([first, Cycle(far, new AttestationDuties.Estimated(1))], null)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => RightsSheet.From([first, other], null));
        Assert.Throws<ArgumentException>(() => RightsSheet.From([], null));
    }

    [Fact]
    public void A_cycle_that_ends_before_it_begins_does_not_construct() =>
        Assert.Throws<ArgumentException>(() => new CycleSpan(new Cycle(1), new Level(10), new Level(9)));

    [Fact]
    public void The_slots_that_may_be_missed_are_what_exceeds_two_thirds() =>
        // Octez's own example: 409 expected, 272 at least.
        Assert.Equal(137, new Participation { ExpectedSlots = 409, MinimalSlots = 272, MissedSlots = 0, MissedLevels = 0, ExpectedRewardMutez = 958_287, ReadAt = new Level(1) }.BudgetSlots);

    [Fact]
    public void Under_All_Bakers_Attest_a_third_of_the_levels_may_be_missed() =>
        Assert.Equal(4_800, (Sample.Tenderbake with { BlocksPerCycle = 14_400 }).AllowedMissedLevels);
}
