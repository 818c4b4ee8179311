using BakeWindow.Core.Chain;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Rights;
using BakeWindow.Core.Time;

namespace BakeWindow.Core.Tests.Gate;

/// <summary>What people decided beforehand: hours, freezes, tickets, budgets.</summary>
public sealed class PolicyTests
{
    private static readonly HashSet<DayOfWeek> EveryDay = [.. Enum.GetValues<DayOfWeek>()];

    // Paris is two hours ahead of UTC on 1 October: the head at noon is 14:00 there.
    private static Policy Hours(int from, int to) =>
        new() { Hours = new AllowedHours(TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris"), [new WeeklySpan(EveryDay, new TimeOnly(from, 0), new TimeOnly(to, 0))]) };

    private static Policy Frozen(double fromMinutes, double toMinutes) =>
        new() { Freezes = [new FreezePeriod(new TimeRange(Sample.Noon.AddMinutes(fromMinutes), Sample.Noon.AddMinutes(toMinutes)), "audit", "ak")] };

    private static World Missed(long slots, int levels, Policy? policy = null, bool allBakersAttest = false)
    {
        var world = GateScene.World(policy: policy);
        var rights = world.Bakers[0].Rights!;
        return world with
        {
            Chain = world.Chain! with { AllBakersAttestFrom = allBakersAttest ? new Level(1_001) : null },
            Bakers = [world.Bakers[0] with { Rights = rights with { Participation = rights.Participation! with { MissedSlots = slots, MissedLevels = levels } } }],
        };
    }

    [Theory]
    [InlineData(14, 16, true)]
    [InlineData(15, 16, false)]
    [InlineData(12, 14, false)]
    public void The_whole_work_must_lie_in_allowed_hours(int from, int to, bool allowed) =>
        Assert.Equal(allowed ? ReasonCode.SafeWindow : ReasonCode.OutsideAllowedHours, GateScene.Decide(GateScene.World(policy: Hours(from, to))).Reason);

    [Fact]
    public void Work_that_would_reach_beyond_the_hours_is_held_and_told_when_they_open_next()
    {
        var now = Sample.Noon.AddMinutes(50);
        var world = Sample.World(Sample.Chain(1_100, at: now.AddSeconds(-1)), Sample.Rights(1_900, 2_900), Hours(14, 15));
        var no = GateScene.Decide(world, GateScene.Ask(node: null), now);

        Assert.Equal(ReasonCode.OutsideAllowedHours, no.Reason);
        Assert.Contains("Europe/Paris", no.Message, StringComparison.Ordinal);
        Assert.Contains("from 2026-10-02 12:00:00Z", no.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_next_safe_time_lies_in_a_window_and_in_allowed_hours()
    {
        // The window that is open goes on to level 1,890, 13:19 UTC; hours begin at 13:00 UTC.
        var no = GateScene.Decide(GateScene.World(policy: Hours(15, 16)));

        Assert.Equal(Sample.Noon.AddHours(1), no.NextSafeAt);
    }

    [Theory]
    [InlineData(-60, 0, true)]
    [InlineData(-60, 0.1, false)]
    [InlineData(12, 60, false)]     // one second past noon twelve minutes more touch it
    [InlineData(12.1, 60, true)]
    public void A_freeze_holds_whatever_would_touch_it(double from, double to, bool allowed)
    {
        var verdict = GateScene.Decide(GateScene.World(policy: Frozen(from, to)));

        Assert.Equal(allowed ? ReasonCode.SafeWindow : ReasonCode.Freeze, verdict.Reason);
        Assert.True(allowed || verdict.Message.Contains("by ak: audit", StringComparison.Ordinal));
    }

    [Fact]
    public void After_a_freeze_the_next_safe_time_is_its_end() =>
        Assert.Equal(Sample.Noon.AddMinutes(30), GateScene.Decide(GateScene.World(policy: Frozen(-60, 30))).NextSafeAt);

    [Fact]
    public void Where_policy_wants_tickets_only_a_maintenance_may_pass()
    {
        var world = GateScene.World(policy: new Policy { Access = WindowAccess.Ticketed });

        Assert.Equal(ReasonCode.TicketRequired, GateScene.Decide(world).Reason);
        Assert.IsType<Verdict.Allowed>(GateScene.Decide(world, GateScene.Ask(maintenance: "M-1")));
    }

    [Theory]
    [InlineData(79_800, true)]    // 4,200 slots more make 84,000, half of the 168,000 that may be missed
    [InlineData(79_801, false)]
    public void Half_of_the_slot_budget_is_kept_for_accidents(long missed, bool allowed)
    {
        var verdict = GateScene.Decide(Missed(missed, 0));

        Assert.Equal(allowed ? ReasonCode.SafeWindow : ReasonCode.BudgetExceeded, verdict.Reason);
        if (!allowed)
        {
            Assert.Contains("4200 slots of 168000, 79801 missed already; 50", verdict.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void One_maintenance_may_spend_its_share_only_and_no_later_time_changes_that()
    {
        var no = GateScene.Decide(Missed(0, 0, new Policy { BudgetPerMaintenance = 0.024 }));

        Assert.Equal(ReasonCode.BudgetExceeded, no.Reason);
        Assert.Null(no.NextSafeAt);
    }

    [Fact]
    public void With_the_reserve_reached_the_next_safe_time_lies_in_the_next_cycle()
    {
        var world = Missed(100_000, 0);
        var rights = Sample.Rights(1_900, 2_100);
        var no = GateScene.Decide(world with { Bakers = [world.Bakers[0] with { Rights = rights with { Participation = world.Bakers[0].Rights!.Participation } }] });

        Assert.Equal(ReasonCode.BudgetExceeded, no.Reason);
        Assert.Equal(Sample.Noon.AddSeconds(6 * (2_102 - 1_100)), no.NextSafeAt);
    }

    [Theory]
    [InlineData(0, 0.40, true)]       // 120 of 333 levels are 36 %
    [InlineData(0, 0.30, false)]
    [InlineData(100, 0.40, false)]    // and 220 are more than half
    public void Under_All_Bakers_Attest_levels_are_the_budget(int missedLevels, double share, bool allowed) =>
        Assert.Equal(allowed ? ReasonCode.SafeWindow : ReasonCode.BudgetExceeded,
            GateScene.Decide(Missed(1_000_000, missedLevels, new Policy { BudgetPerMaintenance = share }, allBakersAttest: true)).Reason);

    [Fact]
    public void A_baker_without_any_budget_can_not_be_disturbed()
    {
        var world = GateScene.World();
        var rights = world.Bakers[0].Rights!;
        var none = rights with { Participation = rights.Participation! with { ExpectedSlots = 0, MinimalSlots = 0 } };

        Assert.Equal(ReasonCode.BudgetExceeded, GateScene.Decide(world with { Bakers = [world.Bakers[0] with { Rights = none }] }).Reason);
    }

    [Fact]
    public void The_priority_era_has_no_budget()
    {
        var slots = new short[1_000];
        Array.Fill(slots, AttestationDuties.Known.None);
        var rights = new BakerRights(RightsSheet.From([new CycleRights(Sample.Baker, Sample.Ten, Sample.At(1_900), new AttestationDuties.Known(slots))], 0.001));
        var yes = GateScene.Decide(Sample.World(new ChainView { Head = Sample.Head(1_100, protocol: "PsBabyM1"), Constants = Sample.Babylon }, rights), GateScene.Ask(node: null));

        Assert.Equal(MissCost.None, Assert.IsType<Verdict.Allowed>(yes).Cost);
    }
}
