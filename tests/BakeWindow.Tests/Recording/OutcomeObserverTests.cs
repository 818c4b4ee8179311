using BakeWindow.Core.Chain;
using BakeWindow.Core.Ledger;
using BakeWindow.Core.Rights;
using BakeWindow.Simulator.Scenarios;
using BakeWindow.Tests.Web;

namespace BakeWindow.Tests.Recording;

/// <summary>What became of own rights, against a simulated chain that knows it.</summary>
public sealed class OutcomeObserverTests
{
    [Fact]
    public async Task Every_settled_right_is_looked_up_a_few_blocks_a_head_and_is_what_the_chain_says()
    {
        await using var place = await Observatory.OpenAsync();
        await place.HeadAsync();
        var first = place.Board.Now.Chain!.Head.Level;
        place.Sim.Advance(TimeSpan.FromHours(4));

        for (var i = 0; i < 60; i++)
        {
            await place.HeadAsync();
            var before = place.Calls("/metadata");
            await place.Outcomes.LookAsync(default);
            Assert.InRange(place.Calls("/metadata") - before, 0, 4);
            place.Sim.Advance(TimeSpan.FromSeconds(6));
        }

        var cycle = place.Board.Now.Chain!.Head.Cycle.Cycle;
        var outcomes = (await place.OutcomeStore.OfCyclesAsync(place.Board.Now.Chain.Head.ChainId, cycle, cycle, default)).Where(o => o.Round == 0).ToDictionary(o => o.Level);
        var due = new List<BakingRight>();
        foreach (var right in place.Facts.Rights!.Sheet.Baking)
        {
            if (right.Round == 0 && right.Level > first && right.Level <= place.Board.Now.Chain.Head.Level - 2)
            {
                due.Add(right);
            }
        }

        Assert.NotEmpty(due);
        Assert.All(due, right => Assert.Equal(place.MadeAt(right.Level) == place.Facts.Baker.Value && outcomes[right.Level].MadeRound == 0 ? RightFate.Made : RightFate.Missed, outcomes[right.Level].Fate));
        Assert.DoesNotContain(outcomes.Values, o => o.Level > place.Board.Now.Chain.Head.Level - 2);
    }

    [Fact]
    public async Task A_restart_asks_for_no_block_again()
    {
        await using var place = await Observatory.OpenAsync();
        await place.HeadAsync();
        place.Sim.Advance(TimeSpan.FromHours(2));
        for (var i = 0; i < 40; i++)
        {
            await place.HeadAsync();
            await place.Outcomes.LookAsync(default);
            place.Sim.Advance(TimeSpan.FromSeconds(6));
        }

        await using var again = place.Restarted();
        await again.HeadAsync();
        var before = again.Calls("/metadata");
        await again.Outcomes.LookAsync(default);

        // At most the one that has settled in between.
        Assert.InRange(again.Calls("/metadata") - before, 0, 1);
    }

    [Fact]
    public async Task The_cycle_s_figures_are_kept_and_read_once_more_at_its_end()
    {
        await using var place = await Observatory.OpenAsync(NearTheEnd);
        await place.HeadAsync();
        await place.Cycles.LookAsync(default);
        var (chainId, span) = (place.Board.Now.Chain!.Head.ChainId, place.Board.Now.Chain.Head.Cycle);
        var during = (await place.CycleStore.LoadAsync(chainId, span.Cycle, default))[place.Facts.Baker].Figures;

        place.Sim.AdvanceToLevel(span.Last.Value + 3);
        await place.HeadAsync();
        await place.Cycles.LookAsync(default);
        var after = (await place.CycleStore.LoadAsync(chainId, span.Cycle, default))[place.Facts.Baker];

        Assert.Equal(place.Board.Now.Chain.Constants.AllowedMissedLevels, during.AllowedLevels);
        Assert.NotNull(during.StartedAt);
        Assert.Equal(span, after.Span);
        Assert.Equal(span.Last - 1, after.Figures.SeenLevel);
        Assert.Equal(during.ExpectedSlots, after.Figures.ExpectedSlots);
        Assert.Contains(span.Cycle + 1, await place.CycleStore.KnownAsync(chainId, default));
    }

    private static Scenario NearTheEnd(Scenario s)
    {
        var cycle = s.Chain.Cycles.SpanAt(s.Chain.AnchorLevel);
        return s with { Events = [], Chain = s.Chain with { AnchorLevel = cycle.Last.Value - 10 } };
    }
}
