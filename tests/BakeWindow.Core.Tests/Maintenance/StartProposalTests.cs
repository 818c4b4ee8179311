using BakeWindow.Core.Chain;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Maintenance;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Rights;
using BakeWindow.Core.Tests.Gate;
using BakeWindow.Core.Time;

namespace BakeWindow.Core.Tests.Maintenance;

/// <summary>Which start is proposed. The need is the prior's p95 and a guard, 13 minutes or 131 levels; a right that lies 300 levels ahead is as good as out of reach.</summary>
public sealed class StartProposalTests
{
    private static readonly OutageEstimate Learned = OutageEstimate.Learned(new Policy(), []);
    private static readonly Policy Lavish = new() { MostBlocks = 0.5 };

    private static World World(int head, Policy? policy, params int[] rights) =>
        GateScene.World(head, policy: policy, rights: rights) with { DefaultOutage = Learned };

    private static MaintenanceRequest Request(double? deadlineHours = null, Urgency urgency = Urgency.Normal, TimeSpan? need = null, double? notBeforeMinutes = null) => new()
    {
        Id = "M-1",
        Action = new MaintenanceAction.RebootNode("node-1"),
        Need = need,
        NotBefore = notBeforeMinutes is { } m ? Sample.Noon.AddMinutes(m) : null,
        Deadline = deadlineHours is { } h ? Sample.Noon.AddHours(h) : null,
        Urgency = urgency,
        Reason = "kernel",
        RequestedBy = "ak",
        RequestedAt = Sample.Noon,
    };

    private static PlannedStart Start(World world, MaintenanceRequest request, DateTimeOffset? now = null) =>
        Assert.IsType<StartProposal.Found>(StartProposal.Of(world, request, now ?? GateScene.Now)).Start;

    [Fact]
    public void Of_the_starts_that_are_as_good_as_free_the_earliest()
    {
        var start = Start(World(1_100, null, 1_250, 1_600, 2_000, 2_500), Request());

        // 1,100…1,240 would hold the need, but one outage in twenty overruns it; 1,252…1,590 is free.
        Assert.Equal((new Level(1_252), new Level(1_590)), (start.From, start.To));
        Assert.InRange(start.ExpectedBlocks, 0, 0.002);
        Assert.Equal(Learned.Need, start.Need);
    }

    [Fact]
    public void Of_its_own_drained_node_a_maintenance_still_knows_the_bakers_and_promises_nothing_any_more()
    {
        // The board may know that it is at work before the one who asks does.
        var drained = World(1_100, null, 1_250, 1_600) with
        {
            Cluster = GateScene.Cluster with { Pods = [] },
            Active = [new ActiveMaintenance("M-1", "node-1", "rack-a", [Sample.Baker], Evicting: true)],
        };

        Assert.Equal(new Level(1_252), Start(drained, Request()).From);
        Assert.Null(RequestOutlook.Of(drained, MaintenanceRecord.New(Request()), GateScene.Now));
    }

    [Fact]
    public void Where_none_is_free_the_cheapest_that_is_known()
    {
        var start = Start(World(1_100, Lavish, [.. Enumerable.Range(0, 13).Select(i => 1_250 + (i * 145)), 2_999]), Request());

        // Gaps of 145 levels are too short; the first (150 ahead of the head) and none other holds the need.
        Assert.Equal(new Level(1_100), start.From);
        Assert.InRange(start.ExpectedBlocks, 0.01, 0.1);
    }

    [Fact]
    public void Urgent_work_takes_the_first_that_is_free_and_without_one_the_first_that_holds_it()
    {
        Assert.Equal(new Level(1_252), Start(World(1_100, null, 1_250, 1_600), Request(urgency: Urgency.High)).From);
        // Windows of 138 and 158 levels: the second is cheaper, the first is sooner.
        Assert.Equal(new Level(1_100), Start(World(1_100, null, 1_248, 1_418), Request(deadlineHours: 0.3, urgency: Urgency.High)).From);
        Assert.Equal(new Level(1_250), Start(World(1_100, null, 1_248, 1_418), Request(deadlineHours: 0.3)).From);
    }

    [Fact]
    public void Where_a_later_round_is_near_the_start_waits_until_it_has_passed()
    {
        // The right of round 1 at 1,110 costs a hundredth of a block; ten levels later nothing is near.
        var world = World(1_100, null, 1_900);
        var rights = Sample.Rights(Sample.Baker, new BakingRight(new Level(1_110), 1), new BakingRight(new Level(1_900), 0));
        var start = Start(world with { Bakers = [world.Bakers[0] with { Rights = rights }] }, Request());

        Assert.Equal((new Level(1_110), new Level(1_890)), (start.From, start.To));
        Assert.Equal(TimeSpan.FromSeconds(6 * 780), start.Guaranteed);
        Assert.Equal(0, start.ExpectedBlocks);
    }

    [Theory]
    [InlineData(1_897, 1_899)]
    [InlineData(1_896, 2_401)]   // the eighth in 112 of cycle 10: it will commit to a nonce, to be revealed from 2,001 on for 400 levels
    public void Where_nonces_of_blocks_to_come_will_be_revealed_no_start_is_planned(int right, int start) =>
        Assert.Equal(new Level(start), Start(World(1_800, null, right), Request()).From);

    [Fact]
    public void Not_before_it_is_wanted_and_not_after_its_deadline()
    {
        var world = World(1_100, null, 1_600, 2_200);

        Assert.Equal(Sample.Noon.AddMinutes(70), Start(world, Request(notBeforeMinutes: 70)).StartsEarliest);
        Assert.Equal(new Level(1_602), Start(world, Request(notBeforeMinutes: 70)).From);
        Assert.IsType<StartProposal.Wait>(StartProposal.Of(World(1_100, null, 1_150, 1_600), Request(deadlineHours: 0.05), GateScene.Now));
    }

    [Fact]
    public void A_start_that_is_moved_later_into_its_window_costs_what_is_then_so_much_nearer()
    {
        // The window 1,100…1,390 ends with a right at 1,400. Fifteen minutes later 131 of its levels are left: it fits, but it is no longer free.
        var world = World(1_100, null, 1_400, 1_401);
        var (early, late) = (Start(world, Request(deadlineHours: 0.4)), Start(world, Request(deadlineHours: 0.4, notBeforeMinutes: 15)));

        Assert.Equal(early.From, late.From);
        Assert.Equal(0, early.ExpectedBlocks);
        Assert.InRange(late.ExpectedBlocks, 0.02, 0.2);
    }

    [Fact]
    public void Hours_and_freezes_move_the_start()
    {
        var hours = new Policy { Hours = new AllowedHours(TimeZoneInfo.Utc, [new WeeklySpan(new HashSet<DayOfWeek>(Enum.GetValues<DayOfWeek>()), new TimeOnly(12, 30), new TimeOnly(14, 0))]) };
        var frozen = new Policy { Freezes = [new FreezePeriod(new TimeRange(Sample.Noon.AddHours(-1), Sample.Noon.AddMinutes(20)), "launch", "ak")] };

        Assert.Equal(Sample.Noon.AddMinutes(30), Start(World(1_100, hours, 1_900), Request()).StartsEarliest);
        Assert.Equal(Sample.Noon.AddMinutes(20), Start(World(1_100, frozen, 1_900), Request()).StartsEarliest);
    }

    private static readonly int[] Crowded = [.. Enumerable.Range(0, 19).Select(i => 1_105 + (i * 100)), 2_999];

    [Fact]
    public void Where_no_window_holds_the_need_the_price_that_is_paid_rises_towards_the_deadline()
    {
        // A right every hundred levels: windows of 88 levels, 8 min 48 s, that one outage in six overruns.
        var (early, late) = (Request(deadlineHours: 24 * 7), Request(deadlineHours: 3));
        var wait = Assert.IsType<StartProposal.Wait>(StartProposal.Of(World(1_100, Lavish, Crowded), early, GateScene.Now));
        var start = Start(World(1_100, Lavish, Crowded), late);

        Assert.Contains("the least bad start is level", wait.Why, StringComparison.Ordinal);
        Assert.Contains("are paid by then", wait.Why, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds((88 * 6) - 30), start.Need);
        Assert.StartsWith("shortened from 13 min", start.NeedSource, StringComparison.Ordinal);
        Assert.InRange(start.ExpectedBlocks, 0.1, 0.5);
        // Not the first: the price that is paid has to rise to what it costs.
        Assert.True(start.StartsEarliest > Sample.Noon.AddMinutes(20));
    }

    [Fact]
    public void A_shortened_start_is_one_that_the_gate_lets_pass_when_its_level_comes()
    {
        var start = Start(World(1_100, Lavish, Crowded), Request(deadlineHours: 3));
        var arrived = World(start.From.Value, Lavish, Crowded);

        Assert.IsType<Verdict.Allowed>(GateScene.Decide(arrived, GateScene.Ask(start.Need.TotalMinutes, "M-1"), Sample.Noon.AddSeconds(20)));
    }

    [Fact]
    public void A_need_that_somebody_stated_is_never_shortened() =>
        Assert.IsType<StartProposal.Wait>(StartProposal.Of(World(1_100, Lavish, Crowded), Request(deadlineHours: 3, need: TimeSpan.FromMinutes(12)), GateScene.Now));

    [Fact]
    public void A_window_that_half_of_all_outages_overrun_is_none()
    {
        int[] packed = [.. Enumerable.Range(0, 40).Select(i => 1_105 + (i * 48))];

        Assert.IsType<StartProposal.Wait>(StartProposal.Of(World(1_100, Lavish, packed), Request(deadlineHours: 1), GateScene.Now));
    }

    [Fact]
    public void Who_pays_nothing_is_given_nothing_that_is_not_free_and_is_asked_about_the_least_bad()
    {
        var stingy = new Policy { MostBlocks = 0 };

        Assert.IsType<StartProposal.Escalate>(StartProposal.Of(World(1_100, stingy, Crowded), Request(deadlineHours: 3), GateScene.Now));
        Assert.IsType<StartProposal.Escalate>(StartProposal.Of(World(1_100, stingy, 1_250), Request(deadlineHours: 0.2), GateScene.Now));
    }

    [Fact]
    public void Without_a_deadline_patience_is_the_measure()
    {
        var hasty = new Policy { MostBlocks = 0.5, Patience = TimeSpan.FromHours(3) };

        Assert.Equal(TimeSpan.FromSeconds((88 * 6) - 30), Start(World(1_100, hasty, Crowded), Request()).Need);
    }

    [Fact]
    public void A_spent_budget_waits_for_the_next_cycle()
    {
        var world = World(1_100, null, 1_900, 2_400);
        var rights = world.Bakers[0].Rights!;
        var spent = world with { Bakers = [world.Bakers[0] with { Rights = rights with { Participation = rights.Participation! with { MissedSlots = 100_000 } } }] };

        Assert.Equal(new Level(2_402), Start(spent, Request()).From);
    }

    [Fact]
    public void A_start_is_given_up_only_for_one_that_is_known_to_be_cheaper()
    {
        // At 1,400 the window before 1,550 is dear; then a later one is known that is free.
        var request = Request(deadlineHours: 24);
        var dear = Start(World(1_400, Lavish, 1_390, 1_550, 1_551), request with { Deadline = Sample.Noon.AddMinutes(5) });
        Assert.True(dear.ExpectedBlocks > 0.002);

        Assert.Equal(new Level(1_553), StartProposal.Cheaper(World(1_400, Lavish, 1_390, 1_550, 1_551), request, dear, GateScene.Now)!.From);
        Assert.Null(StartProposal.Cheaper(World(1_400, Lavish, 1_390, 1_550, 1_551), request with { Deadline = Sample.Noon.AddMinutes(5) }, dear, GateScene.Now));
        Assert.Null(StartProposal.Cheaper(World(1_400, Lavish, 1_390, 1_550, 1_551), request with { Urgency = Urgency.High }, dear, GateScene.Now));
        Assert.Null(StartProposal.Cheaper(World(1_400, Lavish, 1_390, 1_550, 1_551), request, dear with { ExpectedBlocks = 0.001 }, GateScene.Now));
    }

    [Fact]
    public void A_maintenance_whose_time_has_come_goes_on_waiting_for_a_cheaper_start_that_its_approval_covers()
    {
        var world = World(1_400, Lavish, 1_390, 1_550, 1_551);
        var request = Request(deadlineHours: 24);
        var dear = Start(world, request with { Deadline = Sample.Noon.AddMinutes(5) });
        StepResult Look(Approval approval) =>
            MaintenanceMachine.Step(MaintenanceRecord.New(request) with { Phase = new Phase.Waiting(dear, approval) }, new MaintenanceEvent.Looked(), world, GateScene.Now);

        Assert.Equal(new Level(1_553), Assert.IsType<Phase.Waiting>(Look(new Approval("ak", Sample.Noon, 1, 1)).Next.Phase).Start.From);
        Assert.IsType<Phase.Locking>(Look(new Approval("ak", Sample.Noon, 1, 0.001)).Next.Phase);
    }

    [Fact]
    public void What_can_not_be_known_or_is_not_healthy_waits()
    {
        var world = World(1_100, null, 1_900);

        Assert.Equal("head-missing", Assert.IsType<StartProposal.Wait>(StartProposal.Of(world with { Chain = null }, Request(), GateScene.Now)).Reason);
        Assert.Equal("node-behind", Assert.IsType<StartProposal.Wait>(StartProposal.Of(world with { Bakers = [world.Bakers[0] with { NodeSynced = false }] }, Request(), GateScene.Now)).Reason);
        Assert.Equal("signer-unhealthy", Assert.IsType<StartProposal.Wait>(StartProposal.Of(world with { Bakers = [world.Bakers[0] with { SignerHealthy = false }] }, Request(), GateScene.Now)).Reason);
    }

    [Fact]
    public void A_node_without_bakers_starts_at_once() =>
        Assert.Equal(GateScene.Now, Start(World(1_100, null, 1_150), Request() with { Action = new MaintenanceAction.RebootNode("node-2") }).StartsEarliest);
}
