using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;

namespace BakeWindow.Core.Planning;

/// <summary>The rights that must not be missed and still close something: baking rights of rounds 0…N, and in the priority era every endorsement.</summary>
internal static class HardRights
{
    public static List<HardRight> Of(ChainView chain, IReadOnlyList<BakerRights> bakers, Policy policy, Level last) =>
        Between(chain, bakers, policy, chain.Head.Level - policy.SettleLevels + 1, last);

    /// <summary>Those from one level to another, both included.</summary>
    public static List<HardRight> Between(ChainView chain, IReadOnlyList<BakerRights> bakers, Policy policy, Level first, Level last)
    {
        var hard = new List<HardRight>();
        foreach (var baker in bakers)
        {
            var sheet = baker.Sheet;
            var before = int.MinValue;
            foreach (var right in sheet.Baking)
            {
                // Ordered by round within a level, so the first one met is the lowest.
                if (right.Round <= policy.HardRounds && right.Level.Value != before && right.Level >= first && right.Level <= last)
                {
                    before = right.Level.Value;
                    hard.Add(new HardRight(sheet.Baker, RightKind.Baking, right.Level, right.Round));
                }
            }

            if (chain.Constants.Era is ConsensusEra.Priority)
            {
                AddEndorsements(hard, sheet, first, last);
            }
        }

        // A sheet is in order; only what was put beside it has to be put into it.
        if (bakers.Count > 1 || chain.Constants.Era is ConsensusEra.Priority)
        {
            hard.Sort(ByLevel);
        }

        return hard;
    }

    // Ordinal: the order must not depend on the culture of whoever asks.
    private static int ByLevel(HardRight a, HardRight b) =>
        a.Level != b.Level ? a.Level.CompareTo(b.Level)
        : a.Round != b.Round ? a.Round.CompareTo(b.Round)
        : a.Kind != b.Kind ? a.Kind.CompareTo(b.Kind)
        : string.CompareOrdinal(a.Baker.Value, b.Baker.Value);

    // Before Tenderbake every endorsement missed is lost for good, so each is as hard as a block and stands as round 0; a block of the same baker at the level covers it.
    private static void AddEndorsements(List<HardRight> hard, RightsSheet sheet, Level first, Level last)
    {
        var baked = hard.Where(r => r.Baker == sheet.Baker).ToDictionary(r => r.Level);
        foreach (var cycle in sheet.Cycles)
        {
            if (cycle.Attestations is not AttestationDuties.Known { SlotsPerLevel: var slots })
            {
                continue;
            }

            for (var level = Level.Max(first, cycle.Span.First); level <= last && level <= cycle.Span.Last; level += 1)
            {
                if (slots[level - cycle.Span.First] == AttestationDuties.Known.None)
                {
                    continue;
                }

                if (!baked.TryGetValue(level, out var block))
                {
                    hard.Add(new HardRight(sheet.Baker, RightKind.Attestation, level, 0));
                }
                else if (block.Round > 0)
                {
                    hard.Remove(block);
                    hard.Add(new HardRight(sheet.Baker, RightKind.Attestation, level, 0));
                }
            }
        }
    }
}
