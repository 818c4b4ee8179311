using BakeWindow.Core.Chain;
using BakeWindow.Simulator.Baking;
using BakeWindow.Simulator.Chain;
using BakeWindow.Simulator.Clock;
using BakeWindow.Simulator.Scenarios;

namespace BakeWindow.Tests.Simulator;

public sealed class ChainTests
{
    private static readonly DateTimeOffset Noon = new(2026, 10, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1)]
    [InlineData(77)]
    public void Blocks_and_slots_fall_to_bakers_in_proportion_to_their_stake(ulong seed)
    {
        var plan = DefaultScenario.Make(seed, Noon).Chain;
        var lottery = new Lottery(seed, plan.Bakers, plan.Cycles, null);
        var first = plan.AnchorCycle.First.Value;
        var blocks = Enumerable.Range(first, 14_400).CountBy(l => lottery.BakerAt(l, 0).Index).ToDictionary();
        var slots = plan.Bakers.All.ToDictionary(b => b.Index, b => Enumerable.Range(first, 30).Sum(l => lottery.CommitteeAt(l).Power(b.Index)));

        Assert.All(plan.Bakers.All, b =>
        {
            Likely(14_400, plan.Bakers.ShareOf(b), blocks.GetValueOrDefault(b.Index));
            Likely(30 * 7_000, plan.Bakers.ShareOf(b), slots[b.Index]);
        });
    }

    [Fact]
    public void The_same_seed_makes_the_same_chain_and_another_seed_another()
    {
        Assert.Equal(Hashes(5), Hashes(5));
        Assert.NotEqual(Hashes(5), Hashes(6));

        static List<string> Hashes(ulong seed)
        {
            using var time = VirtualTime.Manual(Noon);
            using var chain = new SimChain(DefaultScenario.Make(seed, Noon).Chain, time);
            time.Advance(TimeSpan.FromMinutes(30));
            return [.. chain.Since(chain.Plan.AnchorLevel).Select(b => $"{b.Unix} {b.Round} {b.Baker} {chain.Names.Block(b.Level, b.Variant)}")];
        }
    }

    [Fact]
    public void It_does_not_matter_whether_anybody_looked_while_it_grew()
    {
        using var slow = VirtualTime.Manual(Noon);
        using var watched = new SimChain(DefaultScenario.Make(3, Noon).Chain, slow);
        for (var i = 0; i < 600; i++)
        {
            slow.Advance(TimeSpan.FromSeconds(7));
            _ = watched.Head;
        }

        var jump = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(Noon);
        using var unwatched = new SimChain(DefaultScenario.Make(3, Noon).Chain, jump);
        jump.Advance(TimeSpan.FromSeconds(4_200));

        Assert.Equal(watched.Since(watched.Plan.AnchorLevel), unwatched.Since(watched.Plan.AnchorLevel));
    }

    // The heart of the product's promise: whatever the chain does, no block comes before its earliest time as seen from any head before it.
    [Theory]
    [InlineData(25)]
    [InlineData(19)]
    [InlineData(11)]
    [InlineData(5)]
    public void No_block_ever_comes_before_its_earliest_time(int protocol)
    {
        var plan = DefaultScenario.Make(9, Noon, ProtocolVersion.Of(protocol)).Chain with { ReorgChance = 0.02, SlowChance = 0.05 };
        using var time = VirtualTime.Manual(Noon);
        var others = plan.Bakers.All.Skip(1).Take(3).Select(b => b.Address).ToHashSet();
        using var chain = new SimChain(plan, time, new Sometimes(others));
        List<(Head Head, LevelClock Clock)> clocks = [];
        var (seen, highest, reorgs) = (chain.Head, 0, 0);
        for (var second = 0; clocks.Count < 1_500; second++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            if (second % 9_000 == 4_000)
            {
                chain.Halt();
            }
            else if (second % 9_000 == 4_700)
            {
                chain.Resume();
            }

            var head = chain.Head;
            if (head == seen)
            {
                continue;
            }

            Assert.All(clocks.TakeLast(40), c => Assert.True(head.Level <= c.Head.Level.Value || c.Clock.Earliest(new Level(head.Level), head.Round) <= head.Time,
                $"level {head.Level} came at {head.Time:O}, before its bound as seen from {c.Head}"));
            reorgs += head.Level <= highest ? 1 : 0;
            (seen, highest) = (head, Math.Max(highest, head.Level));
            clocks.Add(Seen(chain, head));
        }

        Assert.InRange(reorgs, 10, 100);
    }

    [Fact]
    public void About_one_block_in_a_hundred_is_late_by_chance_so_that_the_chain_drifts()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(Noon);
        using var chain = new SimChain(DefaultScenario.Make(4, Noon).Chain, time);
        time.Advance(TimeSpan.FromHours(20));
        var blocks = chain.Since(chain.Plan.AnchorLevel);

        Assert.InRange(blocks.Count(b => b.Round > 0) / (double)blocks.Count, 0.006, 0.016);
        Assert.InRange((blocks[^1].Time - blocks[0].Time).TotalSeconds / (blocks.Count - 1), 6.05, 6.16);
    }

    [Fact]
    public void Three_cycles_ahead_are_made_at_once_and_old_blocks_are_dropped()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(Noon);
        using var chain = new SimChain(DefaultScenario.Make(4, Noon).Chain, time);
        time.Advance(TimeSpan.FromDays(3));
        var cycle = chain.Cycles.SpanAt(chain.Head.Level).Cycle.Value;

        Assert.Equal(chain.Plan.AnchorCycle.Cycle.Value + 3, cycle);
        Assert.Equal(chain.Cycles.SpanOf(cycle - 1).First.Value, chain.FirstKept);
        Assert.Null(chain.At(chain.Plan.AnchorLevel));
    }

    [Fact]
    public void The_default_scenario_asks_for_a_reboot_three_minutes_before_an_own_block_that_a_long_gap_follows()
    {
        for (var seed = 1UL; seed <= 20; seed++)
        {
            var scenario = DefaultScenario.Make(seed, Noon);
            var lottery = new Lottery(seed, scenario.Chain.Bakers, scenario.Chain.Cycles, null);
            var own = Enumerable.Range(scenario.Chain.AnchorLevel, 2_000).Where(l => lottery.BakerAt(l, 0).Index == 0).Take(2).ToList();

            Assert.Equal(40, own[0] - scenario.Chain.AnchorLevel);
            Assert.True((own[1] - own[0]) * 6 >= 20 * 60, $"seed {seed}: only {own[1] - own[0]} levels of gap");
            Assert.True(scenario.Chain.AnchorLevel - scenario.Chain.AnchorCycle.First.Value > 400);
        }
    }

    private static void Likely(int draws, double share, int seen)
    {
        var (mean, deviation) = (draws * share, Math.Sqrt(draws * share * (1 - share)));
        Assert.InRange(seen, mean - (5 * deviation) - 1, mean + (5 * deviation) + 1);
    }

    private static (Head Head, LevelClock Clock) Seen(SimChain chain, Block block)
    {
        var head = new Head
        {
            Level = new Level(block.Level),
            Hash = chain.Names.Block(block.Level, block.Variant),
            Predecessor = "",
            Timestamp = block.Time,
            Round = block.Round,
            ChainId = chain.Plan.ChainId,
            Protocol = "",
            NextProtocol = "",
            Cycle = chain.Cycles.SpanAt(block.Level),
        };
        return (head, new LevelClock(new ChainView { Head = head, Constants = chain.Cycles.ProtocolAt(block.Level + 1).Constants }));
    }

    private sealed class Sometimes(HashSet<string> bakers) : IBakerLife
    {
        public bool CanSign(string baker, DateTimeOffset at) => !bakers.Contains(baker) || at.Minute % 10 < 7;
    }
}
