using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;

namespace BakeWindow.Core.Planning;

/// <summary>
/// Expected own blocks by level, as prefix sums: what lies in (x, y] costs two look-ups. A right of round r weighs m^r, for it matters only when all earlier owners miss;
/// a level that one baker owns at several rounds weighs as its lowest.
/// </summary>
public sealed class LossTable
{
    private readonly int[] levels;
    private readonly double[] weightBefore;
    private readonly BakerLoss[] bakers;
    private readonly ChainView chain;

    /// <summary>Makes the table for all bakers that an outage hits at once.</summary>
    public LossTable(ChainView chain, IReadOnlyList<BakerRights> rights, double missedRoundProbability)
    {
        this.chain = chain;
        var weighted = new List<(int Level, double Weight)>(rights.Sum(r => r.Sheet.Baking.Length));
        foreach (var baker in rights)
        {
            var last = int.MinValue;
            foreach (var right in baker.Sheet.Baking)
            {
                if (right.Level.Value != last)
                {
                    last = right.Level.Value;
                    weighted.Add((last, Math.Pow(missedRoundProbability, right.Round)));
                }
            }
        }

        if (rights.Count > 1)
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

    /// <summary>Expected blocks in (after, upTo].</summary>
    public double Blocks(Level after, Level upTo) => weightBefore[UpTo(upTo.Value)] - weightBefore[UpTo(after.Value)];

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
