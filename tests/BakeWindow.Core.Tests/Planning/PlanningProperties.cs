using BakeWindow.Core.Chain;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Rights;
using CsCheck;

namespace BakeWindow.Core.Tests.Planning;

/// <summary>What holds for every chain, not only for the examples.</summary>
public sealed class PlanningProperties
{
    private const int Cases = 200;

    private static void Holds(Func<GeneratedChain, bool> claim) => GeneratedChain.Gen.Sample(claim, iter: Cases, threads: 1);

    // Brute force, from the definition: every level that a right or the horizon closes, marked one by one.
    private static bool[] Closed(GeneratedChain c)
    {
        var closed = new bool[3_300];
        void Close(int right, int until)
        {
            for (var level = right - c.Clock().LevelsBefore(new Level(right), c.Policy.WarmUp); level < until; level++)
            {
                closed[level] = true;
            }
        }

        Close(3_001, closed.Length);
        foreach (var sheet in c.Bakers.Select(b => b.Sheet))
        {
            foreach (var right in sheet.Baking)
            {
                if (right.Round <= c.Policy.HardRounds)
                {
                    Close(right.Level.Value, right.Level.Value + c.Policy.SettleLevels);
                }
            }

            for (var level = 1_001; level <= 3_000 && c.Chain.Constants.Era is ConsensusEra.Priority; level++)
            {
                if (sheet.Attesting(new Level(level), new Level(level)).Levels > 0)
                {
                    Close(level, level + c.Policy.SettleLevels);
                }
            }
        }

        return closed;
    }

    [Fact]
    public void No_window_ever_meets_a_hard_span() =>
        Holds(c => Closed(c) is var closed && c.Plan().AllWindows.All(w => !closed.AsSpan(w.From.Value, w.To - w.From).Contains(true)));

    [Fact]
    public void Every_open_level_lies_in_a_window_so_each_is_maximal() => Holds(c =>
    {
        var closed = Closed(c);
        var inside = c.Plan().AllWindows.SelectMany(w => Enumerable.Range(w.From.Value, w.To - w.From)).ToHashSet();
        return Enumerable.Range(c.Chain.Head.Level.Value, 3_001 - c.Chain.Head.Level.Value).All(l => inside.Contains(l) != closed[l]);
    });

    [Fact]
    public void Windows_stand_apart_in_order_and_the_largest_gap_is_the_first_of_the_longest() => Holds(c =>
    {
        // They touch only where a right closes no level at all: without warm-up and settling.
        var plan = c.Plan();
        var all = plan.AllWindows;
        return all.All(w => w.From < w.To && w.Fits == (c.Outage.Need <= w.Guaranteed))
            && all.Zip(all.Skip(1)).All(p => p.First.To <= p.Second.From)
            && plan.LargestGap == all.OrderByDescending(w => w.Guaranteed).ThenBy(w => w.From).FirstOrDefault();
    });

    [Fact]
    public void The_cost_by_prefix_sums_is_the_cost_by_brute_force() => Holds(c =>
    {
        var k = (int)Math.Ceiling(c.Outage.Need / c.Chain.Constants.MinimalBlockDelay);
        return c.Plan().AllWindows.Where((_, i) => i % 7 == 0).All(w => Math.Abs(w.Cost.Blocks - BruteBlocks(c, w.From.Value, w.From.Value + k)) < 1e-9
            && Math.Abs(w.Cost.AttestationSlots - c.Bakers.Sum(b => Enumerable.Range(w.From.Value + 1, k).Sum(l => b.Sheet.Attesting(new Level(l), new Level(l)).Slots))) < 1e-6);
    });

    [Fact]
    public void The_expected_loss_is_the_mean_of_what_each_duration_loses() => Holds(c =>
    {
        var losses = new LossTable(c.Chain, c.Bakers, c.Policy.MissedRoundProbability, new Level(3_000));
        return c.Plan().AllWindows.Take(3).All(w =>
        {
            var brute = c.Outage.Durations.Durations.ToArray().Average(d => losses.Blocks(w.From, w.From + Math.Max(0, c.Clock().LevelsIn(d + c.Policy.WarmUp) - 1)));
            return Math.Abs(brute - w.ExpectedBlocks) < 1e-9;
        });
    });

    [Fact]
    public void No_simulated_block_comes_before_its_earliest_time() => Holds(c =>
    {
        var random = new Random(c.Seed + 1);
        var constants = c.Chain.Constants;
        var (at, round) = (c.Chain.Head.Timestamp, c.Chain.Head.Round);
        for (var level = c.Chain.Head.Level + 1; level <= new Level(3_000); level += 1)
        {
            var next = random.NextDouble() < 0.05 ? random.Next(1, 4) : 0;
            at += constants.RoundDuration(round) + constants.RoundOffset(next);
            if (c.Clock().Earliest(level) > at || c.Clock().Earliest(level, next) > at)
            {
                return false;
            }

            round = next;
        }

        return true;
    });

    [Fact]
    public void Adding_a_right_never_opens_more() => Holds(c =>
    {
        var random = new Random(c.Seed + 2);
        var level = new Level(random.Next(1_001, 3_001));
        var more = c with { Bakers = [WithRight(c.Bakers[0], new BakingRight(level, 0)), .. c.Bakers.Skip(1)] };
        return NoMoreOpen(than: c.Plan(), more.Plan());
    });

    [Fact]
    public void A_longer_need_never_comes_earlier() => Holds(c =>
    {
        var longer = c with { Outage = OutageEstimate.Stated(c.Outage.Need * 1.5) };
        var (first, then) = (c.Plan().Windows.FirstOrDefault(), longer.Plan().Windows.FirstOrDefault());
        return then is null || (first is not null && first.From <= then.From);
    });

    [Fact]
    public void A_longer_warm_up_or_settling_never_opens_more() => Holds(c =>
    {
        var careful = c with { Policy = c.Policy with { WarmUp = c.Policy.WarmUp + TimeSpan.FromSeconds(30), SettleLevels = c.Policy.SettleLevels + 1 } };
        return NoMoreOpen(than: c.Plan(), careful.Plan());
    });

    [Fact]
    public void Equal_worlds_give_equal_verdicts() => Holds(c =>
    {
        Verdict Decide(ChainView chain) => Gatekeeper.Decide(World(c with { Chain = chain }), new GateRequest { Need = c.Outage.Need }, c.Chain.Head.Timestamp.AddSeconds(1));
        var (one, two) = (Decide(c.Chain), Decide(c.Chain with { }));
        return one.Reason == two.Reason && one.Message == two.Message && one.NextSafeAt == two.NextSafeAt && one.SafeFor == two.SafeFor
            && one.Right == two.Right && one.Cost == two.Cost && one.Findings.SequenceEqual(two.Findings);
    });

    [Fact]
    public void The_gate_says_yes_where_the_plan_has_a_window_that_still_holds_the_need_and_nowhere_else() => Holds(c =>
    {
        var now = c.Chain.Head.Timestamp.AddSeconds(1);
        var open = c.Plan().AllWindows.FirstOrDefault(w => w.From == c.Chain.Head.Level);
        var verdict = Gatekeeper.Decide(World(c), new GateRequest { Need = c.Outage.Need }, now);
        // A chain whose head is of round 2 is sick: then later rounds are hard at the gate and the plan does not say it.
        return ChainHealth.IsSick(c.Chain) || verdict.Reason is ReasonCode.RightsImplausible || verdict is Verdict.Allowed == (open is not null && now + c.Outage.Need <= open.ClosesEarliest);
    });

    private static bool NoMoreOpen(Plan than, Plan now) => now.AllWindows.All(w => than.AllWindows.Any(o => o.From <= w.From && w.To <= o.To));

    private static World World(GeneratedChain c) => new()
    {
        Policy = c.Policy with { BudgetPerMaintenance = 1_000, BudgetReserve = -1_000 },
        Chain = c.Chain,
        Bakers = [.. c.Bakers.Select(b => new BakerFacts { Baker = b.Sheet.Baker, Rights = b with { Participation = Sample.Rights().Participation } })],
        DefaultOutage = c.Outage,
    };

    private static double BruteBlocks(GeneratedChain c, int after, int upTo)
    {
        var sum = 0d;
        foreach (var sheet in c.Bakers.Select(b => b.Sheet))
        {
            sum += sheet.Baking.ToArray().Where(r => r.Level.Value > after && r.Level.Value <= upTo).GroupBy(r => r.Level).Sum(g => Math.Pow(0.01, g.Min(r => r.Round)));
            sum += Math.Max(0, upTo - Math.Max(after, 3_000)) * sheet.Share!.Value;
            for (var l = after + 1; l <= upTo && c.Chain.Constants.Era is ConsensusEra.Priority; l++)
            {
                sum += sheet.Attesting(new Level(l), new Level(l)).Slots / 8;
            }
        }

        return sum;
    }

    private static BakerRights WithRight(BakerRights rights, BakingRight right) => rights with
    {
        Sheet = RightsSheet.From([.. rights.Sheet.Cycles.Select(c => c.Span.Contains(right.Level) ? new CycleRights(c.Baker, c.Span, [.. c.Baking, right], c.Attestations) : c)], rights.Sheet.Share),
    };
}
