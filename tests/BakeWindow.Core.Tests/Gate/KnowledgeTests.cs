using BakeWindow.Core.Chain;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Rights;

namespace BakeWindow.Core.Tests.Gate;

/// <summary>Whatever can't be known is no yes, and says what is missing.</summary>
public sealed class KnowledgeTests
{
    private static readonly World Known = GateScene.World();

    private static void CannotKnow(ReasonCode reason, World world, GateRequest? request = null, DateTimeOffset? now = null)
    {
        var verdict = Assert.IsType<Verdict.CannotKnow>(GateScene.Decide(world, request, now));
        Assert.Equal(reason, verdict.Reason);
        Assert.StartsWith("Can't know: ", verdict.Message, StringComparison.Ordinal);
        Assert.False(verdict.Findings[^1].Passed);
        Assert.Equal(reason.Kebab(), verdict.Findings[^1].Check);
    }

    private static World With(Func<BakerFacts, BakerFacts> change) => Known with { Bakers = [change(Known.Bakers[0])] };

    private static World WithHead(Head head) => Known with { Chain = Known.Chain! with { Head = head } };

    [Fact]
    public void Everything_known_is_a_yes() => Assert.IsType<Verdict.Allowed>(GateScene.Decide(Known));

    [Fact]
    public void No_head_yet() => CannotKnow(ReasonCode.HeadMissing, Known with { Chain = null });

    [Theory]
    [InlineData(23, true)]
    [InlineData(24, false)]
    public void A_head_older_than_three_blocks_and_five_seconds(int age, bool fresh)
    {
        var at = Sample.Noon.AddSeconds(age);
        var world = Known with { Cluster = GateScene.Cluster with { SeenAt = at } };
        if (fresh)
        {
            Assert.IsType<Verdict.Allowed>(GateScene.Decide(world, now: at));
        }
        else
        {
            CannotKnow(ReasonCode.HeadStale, world, now: at);
        }
    }

    [Fact]
    public void A_head_of_round_1_is_not_stale_while_its_successor_may_still_come() =>
        Assert.IsType<Verdict.Allowed>(GateScene.Decide(GateScene.World(round: 1), now: Sample.Noon.AddSeconds(9 + 9)));

    [Fact]
    public void A_head_more_than_two_seconds_in_the_future()
    {
        Assert.IsType<Verdict.Allowed>(GateScene.Decide(Known, now: Sample.Noon.AddSeconds(-2)));
        CannotKnow(ReasonCode.ClockSkew, Known, now: Sample.Noon.AddSeconds(-2.1));
    }

    [Fact]
    public void Two_sources_that_tell_different_chains()
    {
        var other = new SourceView("node-b", SourceState.Disagreeing, new Level(1_100), "BLother", Sample.Noon, "another block at final level 1098");
        CannotKnow(ReasonCode.SourcesDisagree, Known with { Sources = [other] });
        Assert.IsType<Verdict.Allowed>(GateScene.Decide(Known with { Sources = [other with { State = SourceState.Lagging }, other with { State = SourceState.Unreachable }] }));
    }

    [Fact]
    public void A_next_block_of_a_protocol_whose_constants_are_not_known() =>
        CannotKnow(ReasonCode.ConstantsUnknown, WithHead(Known.Chain!.Head with { NextProtocol = "PtNext" }));

    [Fact]
    public void Rights_that_were_not_fetched_with_the_reason_why()
    {
        CannotKnow(ReasonCode.RightsUnknown, With(b => b with { Rights = null, RightsProblem = "401 from node-a" }));
        Assert.Contains("401 from node-a", GateScene.Decide(With(b => b with { Rights = null, RightsProblem = "401 from node-a" })).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3_001)]   // past the last known
    [InlineData(1_000)]   // before the first
    [InlineData(1_001)]   // the level before may be an unsettled right
    public void Rights_of_other_levels_than_the_present(int head)
    {
        var world = WithHead(Sample.Head(head, cycle: Sample.Ten));
        CannotKnow(ReasonCode.RightsUnknown, world);
    }

    [Fact]
    public void Rights_that_begin_one_level_below_the_head_are_enough() =>
        Assert.IsType<Verdict.Allowed>(GateScene.Decide(WithHead(Sample.Head(1_002))));

    [Fact]
    public void A_baker_that_is_not_declared() =>
        CannotKnow(ReasonCode.RightsUnknown, Known, new GateRequest { Bakers = [Sample.Other] });

    [Fact]
    public void Nothing_declared_at_all() => CannotKnow(ReasonCode.RightsUnknown, Known with { Bakers = [] }, new GateRequest());

    [Fact]
    public void An_answer_without_rights_that_can_not_be_true()
    {
        var empty = Sample.Rights(Sample.Baker);
        CannotKnow(ReasonCode.RightsImplausible, With(b => b with { Rights = empty with { Sheet = RightsSheet.From(empty.Sheet.Cycles, 0.05) } }));
    }

    [Fact]
    public void Participation_that_was_not_read_in_this_cycle()
    {
        CannotKnow(ReasonCode.ParticipationUnknown, With(b => b with { Rights = b.Rights! with { Participation = null } }));
        CannotKnow(ReasonCode.ParticipationUnknown, With(b => b with { Rights = b.Rights! with { Participation = b.Rights!.Participation! with { ReadAt = new Level(1_000) } } }));
    }

    [Fact]
    public void The_priority_era_has_no_participation()
    {
        var slots = new short[1_000];
        Array.Fill(slots, AttestationDuties.Known.None);
        var rights = new BakerRights(RightsSheet.From([new CycleRights(Sample.Baker, Sample.Ten, Sample.At(1_900), new AttestationDuties.Known(slots))], 0.001));
        var chain = new ChainView { Head = Sample.Head(1_100, protocol: "PsBabyM1"), Constants = Sample.Babylon };

        Assert.IsType<Verdict.Allowed>(GateScene.Decide(Sample.World(chain, rights), new GateRequest()));
    }

    [Fact]
    public void A_cluster_that_is_not_seen()
    {
        CannotKnow(ReasonCode.ClusterUnknown, Known with { Cluster = null });
        CannotKnow(ReasonCode.ClusterUnknown, Known with { Cluster = GateScene.Cluster with { Connected = false } });
        CannotKnow(ReasonCode.ClusterUnknown, Known with { Cluster = GateScene.Cluster with { SeenAt = GateScene.Now - TimeSpan.FromMinutes(3.1) } });
    }

    [Fact]
    public void A_node_that_the_cluster_does_not_have() => CannotKnow(ReasonCode.NodeUnknown, Known, GateScene.Ask(node: "node-7"));

    [Fact]
    public void A_question_about_a_baker_needs_no_cluster() => Assert.IsType<Verdict.Allowed>(GateScene.Decide(Known with { Cluster = null }, GateScene.Ask(node: null)));
}
