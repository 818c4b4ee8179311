using BakeWindow.Core.Chain;
using BakeWindow.Tezos.Network;

namespace BakeWindow.Tests.Tezos;

/// <summary>The pure rules behind the network: who is believed, and what heads teach.</summary>
public sealed class NetworkRulesTests
{
    private static readonly DateTimeOffset Start = new(2026, 10, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Without_an_answer_there_is_no_head()
    {
        var (best, views) = SourceComparison.Compare([State("a", null), State("b", null, failure: "down")], null);

        Assert.Null(best);
        Assert.Equal([(SourceState.Unreachable, "it has not answered yet"), (SourceState.Unreachable, "down")], views.Select(v => (v.State, v.Note)));
    }

    [Fact]
    public void The_highest_head_counts_and_of_equals_the_preferred_ones()
    {
        Assert.Equal(0, SourceComparison.Compare([State("a", 10), State("b", 10)], null).Best);
        Assert.Equal(1, SourceComparison.Compare([State("a", 10), State("b", 11)], null).Best);
        Assert.Equal(0, SourceComparison.Compare([State("a", 10), State("b", 11, failure: "down")], null).Best);
    }

    [Theory]
    [InlineData(2, SourceState.Ok)]
    [InlineData(3, SourceState.Lagging)]
    public void Two_levels_behind_is_normal(int behind, SourceState expected) =>
        Assert.Equal(expected, SourceComparison.Compare([State("a", 100 - behind), State("b", 100)], null).Views[0].State);

    [Fact]
    public void A_node_on_a_fork_disagrees_even_with_a_higher_head_and_does_not_count()
    {
        var (best, views) = SourceComparison.Compare([State("a", 10), State("b", 14, fork: true)], null);

        Assert.Equal((0, SourceState.Disagreeing), (best, views[1].State));
    }

    [Fact]
    public void Another_block_at_a_level_that_is_not_final_is_normal() =>
        Assert.Equal(SourceState.Ok, SourceComparison.Compare([State("a", 10, from: 9), State("b", 10, fork: true, from: 9)], null).Views[1].State);

    [Fact]
    public void The_same_block_with_another_next_protocol_disagrees()
    {
        var other = State("b", 10);
        var (_, views) = SourceComparison.Compare([State("a", 10), other with { Head = other.Head! with { NextProtocol = "PtForced" } }], null);

        Assert.Equal((SourceState.Disagreeing, "after block B10 it goes on with protocol PtForced, a with PtOne"), (views[1].State, views[1].Note));
    }

    [Fact]
    public void A_reorganisation_forgets_what_is_no_longer_sure()
    {
        var trail = new HeadTrail();
        trail.Add(HeadAt(10, "B10", "B9"));
        trail.Add(HeadAt(11, "B11", "B10"));
        trail.Add(HeadAt(11, "C11", "C10"));

        Assert.Equal(("C11", "C10", null), (trail.At(new Level(11)), trail.At(new Level(10)), trail.At(new Level(9))));
    }

    [Fact]
    public void A_missed_block_at_the_activation_still_makes_it_known()
    {
        var one = Constants("PtOne", 8);
        var two = Constants("PtTwo", 6);
        var memory = new ChainMemory().With(HeadAt(98, "B98", "B97"), one)
            .With(HeadAt(102, "B102", "B101") with { Protocol = "PtTwo", NextProtocol = "PtTwo" }, two)
            .With(HeadAt(103, "B103", "B102") with { Protocol = "PtTwo", NextProtocol = "PtTwo" }, two);

        Assert.Equal([new ProtocolActivation(new Level(102), "PtTwo", TimeSpan.FromSeconds(8))], memory.View(Outlook.Empty)!.Activations);
    }

    [Fact]
    public void What_was_witnessed_and_read_is_told_once_and_with_the_former_delay()
    {
        var memory = new ChainMemory().With(HeadAt(99, "B99", "B98"), Constants("PtOne", 8))
            .With(HeadAt(100, "B100", "B99") with { NextProtocol = "PtTwo" }, Constants("PtTwo", 6))
            .With(HeadAt(101, "B101", "B100") with { Protocol = "PtTwo", NextProtocol = "PtTwo" }, Constants("PtTwo", 6));

        var view = memory.View(new Outlook([new ProtocolActivation(new Level(101), "PtTwo")], null))!;

        Assert.Equal([new ProtocolActivation(new Level(101), "PtTwo", TimeSpan.FromSeconds(8))], view.Activations);
    }

    private static NodeState State(string name, int? level, bool fork = false, string? failure = null, int from = 3)
    {
        var trail = new HeadTrail();
        var letter = fork ? "F" : "B";
        Head? head = null;
        for (var at = from; at <= level; at++)
        {
            head = HeadAt(at, $"{letter}{at}", at == from ? "" : $"{letter}{at - 1}");
            trail.Add(head);
        }

        return new NodeState(name, head, trail, Start, failure);
    }

    private static Head HeadAt(int level, string hash, string predecessor) => new()
    {
        Level = new Level(level),
        Hash = hash,
        Predecessor = predecessor,
        Timestamp = Start + TimeSpan.FromSeconds(6 * level),
        Round = 0,
        ChainId = "Net",
        Protocol = "PtOne",
        NextProtocol = "PtOne",
        Cycle = new CycleSpan(new Cycle(0), new Level(1), new Level(1000)),
    };

    private static ProtocolConstants Constants(string protocol, int delay) => new()
    {
        Protocol = protocol,
        Era = ConsensusEra.Tenderbake,
        MinimalBlockDelay = TimeSpan.FromSeconds(delay),
        DelayIncrement = TimeSpan.FromSeconds(delay / 2),
        BlocksPerCycle = 1000,
        ConsensusRightsDelay = 2,
        CommitteeSize = 7000,
        BlocksPerCommitment = 100,
        NonceRevelationThreshold = 50,
    };
}
