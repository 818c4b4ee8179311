using BakeWindow.Core.Chain;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Rights;

namespace BakeWindow.Core.Tests.Gate;

/// <summary>Does the work fit before the next hard right? Six-second blocks, warm-up 10 levels, settle 2; 12 minutes are 120 levels.</summary>
public sealed class FittingTests
{
    private static readonly TimeSpan Warm = new Policy().WarmUp;

    [Fact]
    public void A_yes_says_until_when_for_how_long_and_at_what_cost()
    {
        var yes = Assert.IsType<Verdict.Allowed>(GateScene.Decide(GateScene.World(rights: [1_300, 1_900])));

        // Back by the least time of level 1,290.
        Assert.Equal(Sample.Noon.AddSeconds(190 * 6), yes.BackBy);
        Assert.Equal(yes.BackBy - GateScene.Now, yes.SafeFor);
        Assert.Equal(GateScene.Now, yes.NextSafeAt);
        Assert.Equal(TimeSpan.FromSeconds(6 * (2_991 - 1_902)), yes.LargestGap);
        Assert.Equal(120 * 35, yes.Cost!.AttestationSlots);
        Assert.Equal(new Level(1_300), yes.Right!.Right.Level);
        Assert.Equal(Sample.Noon.AddSeconds(1_200), yes.Right.Earliest);
        Assert.Equal(ReasonCode.SafeWindow, yes.Reason);
        Assert.Null(yes.Ticket);
    }

    [Theory]
    [InlineData(1_230, 0, 720, true)]    // level 1,220 comes no earlier than in 720 s
    [InlineData(1_230, 0, 721, false)]
    [InlineData(1_229, 0, 717, false)]   // level 1,219: 714 s …
    [InlineData(1_229, 1, 717, true)]    // … and 3 s later behind a head of round 1
    public void The_need_must_end_before_the_least_time_of_the_closing_level(int right, int round, int seconds, bool fits) =>
        Assert.Equal(fits, GateScene.Decide(GateScene.World(round: round, rights: [right]), GateScene.Ask(seconds / 60.0), Sample.Noon) is Verdict.Allowed);

    [Fact]
    public void The_head_is_the_start_of_the_count_not_the_clock()
    {
        // Exactly fits at the head's own time; one second later it does not.
        var world = GateScene.World(rights: [1_230]);

        Assert.IsType<Verdict.Allowed>(GateScene.Decide(world, now: Sample.Noon));
        Assert.Equal(ReasonCode.BakingRightAhead, GateScene.Decide(world, now: Sample.Noon.AddSeconds(1)).Reason);
    }

    [Fact]
    public void A_no_names_the_right_its_least_time_and_the_next_window()
    {
        var no = Assert.IsType<Verdict.Held>(GateScene.Decide(GateScene.World(rights: [1_150, 1_900])));

        Assert.Equal(ReasonCode.BakingRightAhead, no.Reason);
        Assert.Equal(new HardRight(Sample.Baker, RightKind.Baking, new Level(1_150), 0), no.Right!.Right);
        Assert.Equal(Sample.Noon.AddSeconds(300), no.Right.Earliest);
        Assert.Equal(Sample.Noon.AddSeconds(52 * 6), no.NextSafeAt);
        Assert.Equal(TimeSpan.FromSeconds((1_890 - 1_152) * 6), no.SafeFor);
        Assert.Contains("bakes level 1150 (round 0) no earlier than 2026-10-01 12:05:00Z; a 12 min outage does not fit. Next window 2026-10-01 12:05:12Z", no.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_nothing_fits_any_more_there_is_no_next_time()
    {
        var no = GateScene.Decide(GateScene.World(rights: [1_150, 1_250, 1_350]), GateScene.Ask(60 * 24));

        Assert.Null(no.NextSafeAt);
        Assert.Contains("No window of 24 h is known up to level 3000", no.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1_100)]
    [InlineData(1_099)]
    public void A_right_at_the_head_or_one_below_is_not_settled(int right)
    {
        var no = GateScene.Decide(GateScene.World(rights: [right, 1_900]));

        Assert.Equal(ReasonCode.RightNotSettled, no.Reason);
        Assert.Equal(right, no.Right!.Right.Level.Value);
        Assert.IsType<Verdict.Allowed>(GateScene.Decide(GateScene.World(rights: [1_098, 1_900])));
    }

    [Fact]
    public void Work_that_would_reach_beyond_the_known_rights_is_held()
    {
        // The last window ends at 3,001 − 10; from 2,950 on that is 4 minutes.
        var rights = Sample.Rights(2_940);
        rights = rights with { Sheet = RightsSheet.From(rights.Sheet.Cycles, 0.0001), Participation = rights.Participation! with { ReadAt = new Level(2_001) } };
        var no = GateScene.Decide(Sample.World(Sample.Chain(2_950), rights), GateScene.Ask(node: null));

        Assert.Equal(ReasonCode.HorizonTooNear, no.Reason);
        Assert.Contains("known up to level 3000 only", no.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_endorsing_right_of_the_priority_era_is_named_as_one()
    {
        var slots = new short[1_000];
        Array.Fill(slots, AttestationDuties.Known.None);
        slots[104] = 1;
        var rights = new BakerRights(RightsSheet.From([new CycleRights(Sample.Baker, Sample.Ten, [], new AttestationDuties.Known(slots))], 0.001));
        var no = GateScene.Decide(Sample.World(new ChainView { Head = Sample.Head(1_100, protocol: "PsBabyM1"), Constants = Sample.Babylon }, rights), GateScene.Ask(node: null));

        Assert.Equal(ReasonCode.AttestationRightAhead, no.Reason);
        Assert.Contains("endorses level 1105", no.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Own_nonces_that_are_to_be_revealed_hold_until_they_are()
    {
        var world = GateScene.World(head: 2_010, rights: [2_900]);
        var facts = world.Bakers[0];
        World With(bool revealed) => world with
        {
            Bakers = [facts with { Rights = facts.Rights! with { Nonces = [new NonceDuty(new Level(1_111), new Level(2_001), new Level(2_401), revealed)], Participation = facts.Rights!.Participation! with { ReadAt = new Level(2_001) } } }],
        };

        var no = GateScene.Decide(With(false));
        Assert.Equal(ReasonCode.NonceRevelation, no.Reason);
        Assert.Equal(new HardRight(Sample.Baker, RightKind.NonceRevelation, new Level(1_111), 0), no.Right!.Right);
        Assert.Equal(Sample.Noon.AddSeconds((2_401 - 2_010) * 6), no.NextSafeAt);
        Assert.IsType<Verdict.Allowed>(GateScene.Decide(With(true)));
    }

    [Theory]
    [InlineData(1_500, false)]   // an hour is 600 levels; the freeze begins at 900
    [InlineData(1_821, true)]    // the freeze begins at 1,221, twelve minutes end at 1,220
    [InlineData(1_819, false)]
    public void Near_a_coming_activation_the_gate_is_closed(int activation, bool open)
    {
        var world = GateScene.World();
        var verdict = GateScene.Decide(world with { Chain = Sample.Chain(1_100, activations: new ProtocolActivation(new Level(activation), "PtNext")) }, now: Sample.Noon);

        Assert.Equal(open ? ReasonCode.SafeWindow : ReasonCode.ProtocolActivation, verdict.Reason);
    }

    [Theory]
    [InlineData(501, false)]    // 600 levels after it: 1,101
    [InlineData(500, true)]
    public void Just_after_an_activation_too(int activation, bool open)
    {
        var world = GateScene.World() with { Chain = Sample.Chain(1_100, activations: new ProtocolActivation(new Level(activation), "PsUshuai", TimeSpan.FromSeconds(6))) };

        Assert.Equal(open ? ReasonCode.SafeWindow : ReasonCode.ProtocolActivation, GateScene.Decide(world).Reason);
    }

    [Fact]
    public void In_a_sick_chain_the_next_rounds_are_hard_too()
    {
        var rights = Sample.Rights(Sample.Baker, new BakingRight(new Level(1_150), 2), new BakingRight(new Level(1_900), 0));
        World At(int round, double drift) => Sample.World(Sample.Chain(1_100, round) with { Drift = TimeSpan.FromSeconds(drift) }, rights);

        Assert.Equal(ReasonCode.SafeWindow, GateScene.Decide(At(1, 0.09), GateScene.Ask(node: null)).Reason);
        Assert.Equal(ReasonCode.BakingRightAhead, GateScene.Decide(At(2, 0.09), GateScene.Ask(node: null)).Reason);
        Assert.Equal(ReasonCode.BakingRightAhead, GateScene.Decide(At(0, 0.7), GateScene.Ask(node: null)).Reason);
    }

    [Fact]
    public void The_learned_need_of_the_node_is_used_when_none_is_stated()
    {
        var world = GateScene.World(rights: [1_250, 1_900]);
        var slow = world with { Outages = new Dictionary<string, OutageEstimate> { ["node-1"] = OutageEstimate.Stated(TimeSpan.FromMinutes(20)) } };

        Assert.IsType<Verdict.Allowed>(GateScene.Decide(world, GateScene.Ask(null)));
        Assert.Equal(TimeSpan.FromMinutes(20), Assert.IsType<Verdict.Held>(GateScene.Decide(slow, GateScene.Ask(null))).Outage.Need);
    }

    [Fact]
    public void A_node_without_a_protected_workload_is_free_whatever_the_chain_does()
    {
        var world = GateScene.World() with { Chain = null };
        var yes = Assert.IsType<Verdict.Allowed>(GateScene.Decide(world, GateScene.Ask(node: "node-2")));

        Assert.Equal((ReasonCode.NoDutyHere, DateTimeOffset.MaxValue), (yes.Reason, yes.BackBy));
        Assert.Null(yes.SafeFor);
    }

    [Fact]
    public void A_maintenance_gets_a_ticket_bound_to_head_node_boot_and_window()
    {
        var yes = Assert.IsType<Verdict.Allowed>(GateScene.Decide(GateScene.World(rights: [1_300]), GateScene.Ask(maintenance: "M-1")));

        Assert.Equal(new Ticket("M-1", "node-1", "node-1-uid", "node-1-boot", TimeSpan.FromMinutes(12), new Level(1_100), "BL1100",
            yes.BackBy - TimeSpan.FromMinutes(12), yes.BackBy), yes.Ticket);
    }

    [Fact]
    public void An_answer_is_good_until_the_latest_start_or_the_head_is_stale_whichever_comes_first()
    {
        Assert.Equal(Sample.Noon.AddSeconds(23), GateScene.Decide(GateScene.World()).ValidUntil);
        Assert.Equal(Sample.Noon.AddSeconds(6), GateScene.Decide(GateScene.World(rights: [1_231])).ValidUntil);
    }

    [Fact]
    public void The_warm_up_that_policy_asks_for_is_what_closes()
    {
        Assert.Equal(TimeSpan.FromSeconds(60), Warm);
        Assert.Equal(ReasonCode.BakingRightAhead, GateScene.Decide(GateScene.World(policy: new Policy { WarmUp = TimeSpan.FromSeconds(120) }, rights: [1_235])).Reason);
        Assert.Equal(ReasonCode.SafeWindow, GateScene.Decide(GateScene.World(policy: new Policy { WarmUp = TimeSpan.FromSeconds(54) }, rights: [1_235])).Reason);
    }
}
