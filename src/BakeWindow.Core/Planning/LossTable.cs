using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;

namespace BakeWindow.Core.Planning;

/// <summary>
/// Expected own blocks by level, as prefix sums: what lies in (x, y] costs two look-ups. A right of round r weighs m^r, for it matters only when all earlier owners miss;
/// a level that one baker owns at several rounds weighs as its lowest. Levels beyond the horizon weigh what the baker's share makes likely: unknown is not free.
/// </summary>
public sealed class LossTable
{
    // Babylon (005) paid 2 tez for an endorsing slot and 16 for a block; before Tenderbake an endorsement missed was lost for good.
    private const double BlocksPerEndorsingSlot = 2d / 16;

    private readonly int[] levels;
    private readonly double[] weightBefore;
    private readonly BakerLoss[] bakers;
    private readonly ChainView chain;
    private readonly int lastKnown;
    private readonly double perUnknownLevel;

    /// <summary>Makes the table for all bakers that an outage hits at once.</summary>
    /// <param name="chain">The chain.</param>
    /// <param name="rights">The bakers' rights.</param>
    /// <param name="missedRoundProbability">m: the chance that the owner of a round does not bake.</param>
    /// <param name="lastKnown">H: the last level whose rights are known.</param>
    public LossTable(ChainView chain, IReadOnlyList<BakerRights> rights, double missedRoundProbability, Level lastKnown)
    {
        this.chain = chain;
        this.lastKnown = lastKnown.Value;
        var weighted = new List<(int Level, double Weight)>(rights.Sum(r => r.Sheet.Baking.Length));
        foreach (var baker in rights)
        {
            AddBlocks(weighted, baker.Sheet, missedRoundProbability, lastKnown);
            if (chain.Constants.Era is ConsensusEra.Priority)
            {
                AddEndorsements(weighted, baker.Sheet, lastKnown);
            }

            perUnknownLevel += baker.Sheet.Share ?? (double)baker.Sheet.Baking.Length / (baker.Sheet.Last - baker.Sheet.First + 1);
        }

        if (rights.Count > 1 || chain.Constants.Era is ConsensusEra.Priority)
        {
            weighted.Sort((a, b) => a.Level.CompareTo(b.Level));
        }

        levels = new int[weighted.Count];
        weightBefore = new double[weighted.Count + 1];
        for (var i = 0; i < weighted.Count; i++)
        {
            levels[i] = weighted[i].Level;
            weightBefore[i + 1] = weightBefore[i] + weighted[i].Weight;
        }

        bakers = [.. rights.Select(r => new BakerLoss(r, chain))];
    }

    /// <summary>Expected blocks in (after, upTo]; an endorsing slot of the priority era counts as an eighth of one.</summary>
    public double Blocks(Level after, Level upTo) => weightBefore[UpTo(upTo.Value)] - weightBefore[UpTo(after.Value)] + Unknown(after.Value, upTo.Value);

    /// <summary>Expected blocks after the level, each weighed with the chance that the outage still lasts at its turn.</summary>
    /// <param name="after">The level at which the outage begins.</param>
    /// <param name="stillAway">The chance that the n-th level after it is lost; 1 or less, never rising; from its length on, none.</param>
    internal double ExpectedBlocks(Level after, ReadOnlySpan<double> stillAway)
    {
        var sum = 0d;
        var end = after.Value + stillAway.Length;
        for (var i = UpTo(after.Value); i < levels.Length && levels[i] < end; i++)
        {
            sum += (weightBefore[i + 1] - weightBefore[i]) * stillAway[levels[i] - after.Value];
        }

        for (var level = Math.Max(lastKnown, after.Value) + 1; level < end; level++)
        {
            sum += perUnknownLevel * stillAway[level - after.Value];
        }

        return sum;
    }

    /// <summary>The levels after the one and before the other at which something can be lost, in order.</summary>
    internal IEnumerable<Level> LevelsBetween(Level after, Level before)
    {
        for (var i = UpTo(after.Value); i < levels.Length && levels[i] < before.Value; i++)
        {
            yield return new Level(levels[i]);
        }
    }

    /// <summary>What is lost by being away for the levels in (after, upTo].</summary>
    public MissCost Cost(Level after, Level upTo)
    {
        var (slots, duties, share) = (0d, 0, 0d);
        foreach (var baker in bakers)
        {
            var (someSlots, someLevels) = baker.Rights.Sheet.Attesting(after + 1, upTo);
            slots += someSlots;
            duties += someLevels;
            share = Math.Max(share, baker.Share(someSlots, someLevels, chain.AllBakersAttestAt(after + 1)));
        }

        return new MissCost(Blocks(after, upTo), slots, duties, share);
    }

    private double Unknown(int after, int upTo) => upTo <= lastKnown ? 0 : (upTo - Math.Max(after, lastKnown)) * perUnknownLevel;

    private static void AddBlocks(List<(int Level, double Weight)> weighted, RightsSheet sheet, double missedRoundProbability, Level lastKnown)
    {
        var last = int.MinValue;
        foreach (var right in sheet.Baking)
        {
            if (right.Level.Value != last && right.Level <= lastKnown)
            {
                last = right.Level.Value;
                weighted.Add((last, right.Round == 0 ? 1 : Math.Pow(missedRoundProbability, right.Round)));
            }
        }
    }

    private static void AddEndorsements(List<(int Level, double Weight)> weighted, RightsSheet sheet, Level lastKnown)
    {
        foreach (var cycle in sheet.Cycles)
        {
            if (cycle.Attestations is not AttestationDuties.Known { SlotsPerLevel: var slots })
            {
                continue;
            }

            for (var i = 0; i < slots.Length && cycle.Span.First + i <= lastKnown; i++)
            {
                if (slots[i] > 0)
                {
                    weighted.Add(((cycle.Span.First + i).Value, slots[i] * BlocksPerEndorsingSlot));
                }
            }
        }
    }

    // How many entries lie at or below the level.
    private int UpTo(int level)
    {
        var at = Array.BinarySearch(levels, level);
        if (at < 0)
        {
            return ~at;
        }

        while (at + 1 < levels.Length && levels[at + 1] == level)
        {
            at++;
        }

        return at + 1;
    }

    private sealed class BakerLoss(BakerRights rights, ChainView chain)
    {
        private readonly double budgetSlots = BudgetSlots(rights, chain);
        private readonly int budgetLevels = chain.Constants.AllowedMissedLevels;

        public BakerRights Rights => rights;

        public double Share(double slots, int levels, bool inLevels) =>
            chain.Constants.Era is ConsensusEra.Priority ? 0
            : inLevels ? (double)levels / budgetLevels
            : slots <= 0 ? 0
            : budgetSlots > 0 ? slots / budgetSlots
            : 1;

        // B = E − ⌊E·num/den⌋ (delegate_missed_attestations_storage): from the node when it told, else from what the sheet expects of a whole cycle.
        private static double BudgetSlots(BakerRights rights, ChainView chain)
        {
            if (rights.Participation is { BudgetSlots: > 0 } told)
            {
                return told.BudgetSlots;
            }

            var cycle = rights.Sheet.Cycles[^1];
            var perLevel = cycle.Attesting(cycle.Span.First, cycle.Span.Last).Slots / cycle.Span.Length;
            var expected = Math.Floor(perLevel * chain.Constants.BlocksPerCycle);
            var (numerator, denominator) = chain.Constants.MinimalParticipation;
            return expected - Math.Floor(expected * numerator / denominator);
        }
    }
}
