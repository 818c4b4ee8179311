using BakeWindow.Core.Chain;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Rights;

namespace BakeWindow.Core.Tests.Planning;

/// <summary>The edges that the design decides, one test each. Six-second blocks: warm-up w = 10 levels, settle 2, known to level 3,000.</summary>
public sealed class PlanningEdgesTests
{
    private static string[] All(Plan plan) => Sample.Spans(plan.AllWindows);

    [Fact]
    public void Between_two_rights_lies_the_window_from_settle_after_one_to_warm_up_before_the_other() =>
        Assert.Equal(["1100-1190", "1202-1490", "1502-2991"], All(Sample.Plan(Sample.Chain(1_100), Sample.Rights(1_200, 1_500))));

    [Theory]
    [InlineData(1_213, new[] { "1100-1190", "1202-1203", "1215-2991" })]
    [InlineData(1_212, new[] { "1100-1190", "1214-2991" })]   // s = e is no window
    [InlineData(1_205, new[] { "1100-1190", "1207-2991" })]   // nor is one that would end before it starts
    public void A_window_that_would_end_where_it_starts_is_none(int second, string[] windows) =>
        Assert.Equal(windows, All(Sample.Plan(Sample.Chain(1_100), Sample.Rights(1_200, second))));

    [Fact]
    public void A_window_is_guaranteed_to_last_its_levels_at_b_and_opens_no_earlier_than_its_first_level()
    {
        var window = Sample.Plan(Sample.Chain(1_100) with { Drift = TimeSpan.FromSeconds(0.09) }, Sample.Rights(1_200, 1_500)).AllWindows[1];

        Assert.Equal(TimeSpan.FromSeconds(6 * 288), window.Guaranteed);
        Assert.Equal(Sample.Noon.AddSeconds(612), window.OpensEarliest);
        Assert.Equal(Sample.Noon.AddSeconds(612 + (101 * 0.09)), window.OpensExpected);
        Assert.Equal(Sample.Noon.AddSeconds(6 * 390), window.ClosesEarliest);
    }

    [Fact]
    public void The_window_that_is_open_now_starts_at_the_head_and_only_what_is_left_of_it_counts()
    {
        var window = Sample.Plan(Sample.Chain(1_150), Sample.Rights(1_100, 1_200)).AllWindows[0];

        Assert.Equal("1150-1190", Sample.Spans([window])[0]);
        Assert.Equal(Sample.Noon, window.OpensEarliest);
        Assert.Equal(TimeSpan.FromSeconds(240), window.Guaranteed);
    }

    [Theory]
    [InlineData(1_150, "1152-2991")]
    [InlineData(1_149, "1151-2991")]
    [InlineData(1_148, "1150-2991")]
    public void A_right_at_the_head_or_one_below_still_closes(int right, string window) =>
        Assert.Equal([window], All(Sample.Plan(Sample.Chain(1_150), Sample.Rights(right))));

    [Fact]
    public void A_right_one_below_the_head_still_closes_across_a_cycles_boundary() =>
        Assert.Equal(["2002-2991"], All(Sample.Plan(Sample.Chain(2_001), Sample.Rights(2_000))));

    [Fact]
    public void Where_the_cycle_before_is_not_known_its_last_levels_may_have_been_rights()
    {
        var sheet = RightsSheet.From([Sample.Rights(2_500).Sheet.Cycles[1]], 0.005);

        Assert.Equal(["2002-2490", "2502-2991"], All(WindowPlanner.Plan(Sample.Chain(2_001), [new BakerRights(sheet)], Sample.Need(12), new Policy())));
    }

    [Fact]
    public void The_first_unknown_level_counts_as_a_right()
    {
        var plan = Sample.Plan(Sample.Chain(1_100), Sample.Rights());

        Assert.Equal(["1100-2991"], All(plan));
        Assert.Equal((new Level(3_000), new Cycle(11)), (plan.LastKnown, plan.LastKnownCycle));
        Assert.Empty(plan.HardRights);
        Assert.Equal(ExclusionCause.UnknownRights, plan.ClosedBy(new Level(2_991))!.Cause);
        Assert.Null(plan.ClosedBy(new Level(2_990)));
    }

    [Fact]
    public void Of_several_bakers_the_least_known_ends_the_horizon()
    {
        var other = new BakerRights(RightsSheet.From([new CycleRights(Sample.Other, Sample.Ten, Sample.At(1_700), new AttestationDuties.Estimated(1))], 0.001));
        var plan = WindowPlanner.Plan(Sample.Chain(1_100), [Sample.Rights(1_400), other], Sample.Need(12), new Policy());

        Assert.Equal(["1100-1390", "1402-1690", "1702-1991"], All(plan));
        Assert.Equal(new Cycle(10), plan.LastKnownCycle);
    }

    [Fact]
    public void A_head_of_a_later_round_delays_the_closing_and_not_the_guarantee()
    {
        var (calm, late) = (Sample.Plan(Sample.Chain(1_100), Sample.Rights(1_200)).AllWindows[0], Sample.Plan(Sample.Chain(1_100, round: 1), Sample.Rights(1_200)).AllWindows[0]);

        Assert.Equal(calm.ClosesEarliest.AddSeconds(3), late.ClosesEarliest);
        Assert.Equal(calm.Guaranteed, late.Guaranteed);
    }

    [Fact]
    public void Hard_rounds_N_means_rounds_0_to_N()
    {
        var rights = Sample.Rights(Sample.Baker, new(new Level(1_200), 0), new(new Level(1_400), 1), new(new Level(1_600), 2));

        Assert.Equal(["1100-1190", "1202-2991"], All(Sample.Plan(Sample.Chain(1_100), rights)));
        Assert.Equal(["1100-1190", "1202-1390", "1402-2991"], All(Sample.Plan(Sample.Chain(1_100), rights, policy: new Policy { HardRounds = 1 })));
        Assert.Equal([0, 1, 2], Sample.Plan(Sample.Chain(1_100), rights, policy: new Policy { HardRounds = 2 }).HardRights.Select(r => r.Round));
    }

    [Fact]
    public void A_level_owned_at_several_rounds_is_listed_once_at_the_lowest()
    {
        var rights = Sample.Rights(Sample.Baker, new(new Level(1_200), 2), new(new Level(1_200), 1), new(new Level(1_200), 4));

        Assert.Equal(new HardRight(Sample.Baker, RightKind.Baking, new Level(1_200), 1), Assert.Single(Sample.Plan(Sample.Chain(1_100), rights, policy: new Policy { HardRounds = 9 }).HardRights));
    }

    [Fact]
    public void Listed_are_the_hard_rights_that_still_close_something() =>
        Assert.Equal([1_149, 1_150, 1_200, 3_000], Sample.Plan(Sample.Chain(1_150), Sample.Rights(1_100, 1_148, 1_149, 1_150, 1_200, 3_000)).HardRights.Select(r => r.Level.Value));

    [Fact]
    public void A_window_fits_a_need_that_is_as_long_as_its_guarantee()
    {
        // 1,202…1,490 are 288 levels: 28 minutes and 48 seconds.
        bool Fits(double minutes) => Sample.Plan(Sample.Chain(1_100), Sample.Rights(1_200, 1_500), minutes).AllWindows[1].Fits;

        Assert.True(Fits(28.8));
        Assert.False(Fits(28.81));
    }

    [Fact]
    public void The_largest_gap_is_the_longest_of_all_windows_also_of_those_too_short_and_the_earliest_of_equals()
    {
        var plan = Sample.Plan(Sample.Chain(2_100), Sample.Rights(2_400, 2_700, 2_990), minutes: 60);

        Assert.Empty(plan.Windows);
        Assert.Equal(["2100-2390", "2402-2690", "2702-2980"], All(plan));
        Assert.Equal(new Level(2_100), plan.LargestGap!.From);
        // Two of 288 levels.
        Assert.Equal(new Level(2_402), Sample.Plan(Sample.Chain(2_399), Sample.Rights(2_400, 2_700, 3_000)).LargestGap!.From);
    }

    [Fact]
    public void Planning_does_not_look_at_the_clock()
    {
        var old = Sample.Plan(Sample.Chain(1_100, at: Sample.Noon.AddYears(-7)), Sample.Rights(1_200));

        Assert.Equal(All(Sample.Plan(Sample.Chain(1_100), Sample.Rights(1_200))), All(old));
    }

    [Fact]
    public void Without_a_baker_there_is_nothing_to_plan() =>
        Assert.Throws<ArgumentException>(() => WindowPlanner.Plan(Sample.Chain(1_100), [], Sample.Need(12), new Policy()));

    [Fact]
    public void A_dust_baker_without_rights_has_one_long_window()
    {
        var dust = Sample.Rights();
        dust = dust with { Sheet = RightsSheet.From(dust.Sheet.Cycles, 0.00001) };

        Assert.Null(RightsDoubt.About(dust.Sheet, Sample.Chain(1_100), new Policy()));
        Assert.Equal(["1100-2991"], All(Sample.Plan(Sample.Chain(1_100), dust)));
    }

    [Fact]
    public void The_unspent_window_of_a_nonce_is_closed_until_it_stands_revealed()
    {
        BakerRights With(bool revealed) => Sample.Rights(1_500) with { Nonces = [new NonceDuty(new Level(1_111), new Level(2_001), new Level(2_401), revealed)] };

        Assert.Equal(["1100-1490", "1502-2001", "2401-2991"], All(Sample.Plan(Sample.Chain(1_100), With(false))));
        Assert.Equal(["1100-1490", "1502-2991"], All(Sample.Plan(Sample.Chain(1_100), With(true))));
        Assert.Equal(["2401-2991"], All(Sample.Plan(Sample.Chain(2_100), With(false))));
        Assert.Equal(["2401-2991"], All(Sample.Plan(Sample.Chain(2_401), With(false))));
    }

    [Fact]
    public void A_right_inside_a_nonces_window_does_not_open_it()
    {
        var rights = Sample.Rights(2_100) with { Nonces = [new NonceDuty(new Level(1_111), new Level(2_001), new Level(2_401), false)] };

        Assert.Equal(["1100-2001", "2401-2991"], All(Sample.Plan(Sample.Chain(1_100), rights)));
    }

    [Theory]
    [InlineData(2_500, "1100-1900")]   // an hour before it: 600 levels
    [InlineData(1_750, "1100-1150")]
    public void A_known_activation_ends_the_proof_and_the_window_before_it_ends_a_freeze_ahead(int activation, string window)
    {
        var plan = Sample.Plan(Sample.Chain(1_100, activations: new ProtocolActivation(new Level(activation), "PtNext")), Sample.Rights(2_900));

        Assert.Equal([window], All(plan));
        Assert.Equal(new Level(activation - 1), plan.LastKnown);
        Assert.Empty(plan.HardRights);
    }

    [Fact]
    public void An_activation_just_behind_keeps_closed_for_a_freeze() =>
        Assert.Equal(["1640-2991"], All(Sample.Plan(Sample.Chain(1_100, activations: new ProtocolActivation(new Level(1_040), "PsUshuai", TimeSpan.FromSeconds(6))), Sample.Rights())));

    [Fact]
    public void Equal_worlds_give_equal_plans()
    {
        Plan Make() => Sample.Plan(Sample.Chain(1_100), Sample.Rights(1_200, 1_500, 2_222));
        var (one, two) = (Make(), Make());

        Assert.Equal(one.AllWindows, two.AllWindows);
        Assert.Equal(one.HardRights, two.HardRights);
        Assert.Equal(one.Exclusions, two.Exclusions);
        Assert.Equal(one.LargestGap, two.LargestGap);
    }

    [Fact]
    public void The_best_window_is_the_one_with_the_least_expected_loss()
    {
        var outage = OutageEstimate.Learned(new Policy(), []);
        var plan = WindowPlanner.Plan(Sample.Chain(1_100), [Sample.Rights(1_250, 1_450, 2_000, 2_010)], outage, new Policy());
        var ranked = plan.Ranked.ToArray();

        Assert.Equal(["1100-1240", "1252-1440", "1452-1990", "2012-2991"], Sample.Spans(plan.Windows));
        Assert.Equal(["1452-1990", "2012-2991", "1252-1440", "1100-1240"], Sample.Spans(ranked));
        Assert.Equal(0, ranked[0].ExpectedBlocks);
        Assert.InRange(ranked[^1].ExpectedBlocks, 0.02, 0.2);
    }
}
