using BakeWindow.Core.Rights;
using BakeWindow.Simulator.Rpc;
using BakeWindow.Simulator.Scenarios;
using BakeWindow.Core.Signers;

namespace BakeWindow.Tests.Web;

public sealed class BakerObserverTests
{
    [Fact]
    public async Task Rights_are_asked_for_once_a_cycle_however_many_heads_come()
    {
        await using var place = await Observatory.OpenAsync();
        await place.HeadAsync();
        var cycles = place.Facts.Rights!.Sheet.Cycles;
        Assert.Equal(3, cycles.Count);
        Assert.Equal(cycles.Sum(c => c.Span.Length), place.TakeRightsAsked().Count);

        for (var i = 0; i < 5; i++)
        {
            place.Sim.Advance(TimeSpan.FromMinutes(4));
            await place.HeadAsync();
            await place.Bakers.RefreshRightsAsync(default);
        }

        Assert.Empty(place.TakeRightsAsked());
        Assert.Null(place.Facts.RightsProblem);
    }

    [Fact]
    public async Task When_a_cycle_begins_exactly_the_new_one_is_asked_for()
    {
        await using var place = await Observatory.OpenAsync(NearTheEnd);
        await place.HeadAsync();
        var last = place.Facts.Rights!.Sheet.Cycles[^1].Span;
        place.TakeRightsAsked();

        place.Sim.AdvanceToLevel(place.Board.Now.Chain!.Head.Cycle.Last.Value + 3);
        await place.HeadAsync();

        // Whose nonces are to be revealed is known from the former cycle, which is not asked for again either.
        var asked = place.TakeRightsAsked().Order().ToList();
        Assert.Equal(last.Last + 1, asked[0]);
        Assert.Equal(last.Length, asked.Count);
        Assert.Equal(asked[^1], place.Facts.Rights!.Sheet.Last);
    }

    [Fact]
    public async Task A_restart_takes_rights_from_the_store()
    {
        await using var place = await Observatory.OpenAsync();
        await place.HeadAsync();
        var before = place.Facts.Rights!.Sheet;

        await using var again = place.Restarted();
        await again.HeadAsync();

        Assert.Empty(again.TakeRightsAsked());
        Assert.Equal(before.Last, again.Facts.Rights!.Sheet.Last);
        Assert.Equal(before.Baking.ToArray(), again.Facts.Rights.Sheet.Baking.ToArray());
    }

    [Fact]
    public async Task The_slots_that_participation_tells_stand_in_the_first_estimate_already()
    {
        await using var place = await Observatory.OpenAsync();
        await place.HeadAsync();

        var told = (double)place.Facts.Rights!.Participation!.ExpectedSlots / place.Board.Now.Chain!.Constants.BlocksPerCycle;
        Assert.Equal(told, Assert.IsType<AttestationDuties.Estimated>(place.Facts.Rights.Sheet.Cycles[0].Attestations).SlotsPerLevel, 6);
    }

    [Fact]
    public async Task A_failed_read_keeps_what_is_known_says_why_and_is_not_repeated_at_every_head()
    {
        await using var place = await Observatory.OpenAsync(NearTheEnd);
        await place.HeadAsync();
        var known = place.Facts.Rights!.Sheet.Last;
        place.Sim.Nodes["node-b"].Fault = new NodeFault.Down(DownHow.Unavailable);
        place.Sim.AdvanceToLevel(place.Board.Now.Chain!.Head.Cycle.Last.Value + 3);
        place.TakeRightsAsked();

        for (var i = 0; i < 20; i++)
        {
            await place.HeadAsync();
        }

        Assert.Equal(known, place.Facts.Rights!.Sheet.Last);
        Assert.Contains("node-b", place.Facts.RightsProblem, StringComparison.Ordinal);
        Assert.InRange(place.TakeRightsAsked().Count, 1, place.Facts.Rights.Sheet.Cycles[^1].Span.Length);

        place.Sim.Nodes["node-b"].Fault = new NodeFault.None();
        await place.Bakers.RefreshRightsAsync(default);
        Assert.Null(place.Facts.RightsProblem);
        Assert.True(place.Facts.Rights!.Sheet.Last > known);
    }

    [Fact]
    public async Task A_node_that_never_gives_rights_is_asked_twice_a_minute_at_most()
    {
        await using var place = await Observatory.OpenAsync();
        place.Sim.Nodes["node-b"].Fault = new NodeFault.Down(DownHow.Unavailable);
        var tries = 0;

        // Two minutes of heads.
        for (var i = 0; i < 20; i++)
        {
            await place.HeadAsync();
            tries += place.TakeRightsAsked().Count > 0 ? 1 : 0;
            place.Sim.Advance(TimeSpan.FromSeconds(6));
        }

        Assert.Equal(4, tries);
        Assert.Null(place.Facts.Rights);
        Assert.Contains("node-b", place.Facts.RightsProblem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signer_is_asked_between_duties_and_never_within_two_levels_of_one()
    {
        await using var place = await Observatory.OpenAsync();
        await place.HeadAsync();
        var duty = place.Facts.Rights!.Sheet.Baking.ToArray().First(r => r.Round == 0 && r.Level > place.Board.Now.Chain!.Head.Level + 10).Level.Value;
        var asked = new List<int>();
        for (var level = duty - 8; level <= duty + 8; level++)
        {
            place.Sim.AdvanceToLevel(level);
            await place.HeadAsync();
            var before = place.Sim.Signer.Probes.Count;
            await place.Signers.LookAsync(default);
            if (place.Sim.Signer.Probes.Count > before)
            {
                asked.Add(level);
            }
        }

        Assert.Contains(asked, level => level < duty - SignerQuiet.Levels);
        Assert.Contains(asked, level => level > duty + SignerQuiet.Levels);
        Assert.DoesNotContain(asked, level => Math.Abs(level - duty) <= SignerQuiet.Levels);
        Assert.True(place.Facts.SignerHealthy);
        Assert.All(place.Sim.Signer.Probes.Zip(place.Sim.Signer.Probes.Skip(place.Sim.Signer.KeysAsked.Count)), p => Assert.True(p.Second - p.First >= ProbePace.Default.InDoubt));
    }

    [Fact]
    public async Task Where_the_chain_stands_unknown_the_signer_is_left_in_peace()
    {
        await using var place = await Observatory.OpenAsync();
        await place.HeadAsync();
        await place.Signers.LookAsync(default);
        var before = place.Sim.Signer.Probes.Count;
        Assert.InRange(before, 1, 2);

        // The chain goes on, and nobody told.
        place.Sim.Advance(TimeSpan.FromMinutes(3));
        await place.Signers.LookAsync(default);

        Assert.Equal(before, place.Sim.Signer.Probes.Count);
        Assert.Equal("old-head", place.Book.Of(place.Facts.Baker).Signer.Rest!.Code);
    }

    [Fact]
    public async Task The_keys_that_the_chain_tells_are_asked_for()
    {
        await using var place = await Observatory.OpenAsync();
        await place.HeadAsync();
        await place.Signers.LookAsync(default);

        Assert.Contains(place.Sim.Chain.Watched.ConsensusKey, place.Sim.Signer.KeysAsked);
        Assert.Equal(place.Sim.Chain.Watched.SignsWithBls ? 2 : 1, place.Sim.Signer.KeysAsked.Count);
        Assert.Equal(("key-served", false), (place.Facts.Signer!.Code, place.Book.Of(place.Facts.Baker).Signer.Authentication["signer"]));
        Assert.Null(place.Book.Of(place.Facts.Baker).Signer.KeysProblem);
    }

    [Fact]
    public async Task A_signer_that_fails_and_a_node_that_does_not_answer_are_unhealthy()
    {
        await using var place = await Observatory.OpenAsync();
        await place.HeadAsync();
        place.Sim.Signer.State = new BakeWindow.Simulator.Signer.SignerState.Down(DownHow.Unavailable);
        place.Sim.Nodes["alpha-node-0"].Fault = new NodeFault.Down(DownHow.Abort);

        await place.Signers.LookAsync(default);
        await place.Nodes.LookAsync(default);

        Assert.False(place.Facts.SignerHealthy);
        Assert.False(place.Facts.NodeSynced);
        Assert.Equal("silent", place.Facts.TezosNode!.Code);
    }

    // The chain begins so near the end of its cycle that the next begins within minutes.
    private static Scenario NearTheEnd(Scenario s)
    {
        var cycle = s.Chain.Cycles.SpanAt(s.Chain.AnchorLevel);
        return s with { Events = [], Chain = s.Chain with { AnchorLevel = cycle.Last.Value - 10 } };
    }
}
