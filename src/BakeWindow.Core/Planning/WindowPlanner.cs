using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;

namespace BakeWindow.Core.Planning;

/// <summary>
/// Finds the maximal spans of levels in which nothing that must not be missed can happen. Between hard rights L1 &lt; L2 lies the window s = L1 + settle … e = L2 − w, if s &lt; e;
/// w = ⌈warm-up / b⌉. The first unknown level counts as a right. A pure function of chain, rights, need and policy.
/// </summary>
public static class WindowPlanner
{
    /// <summary>Plans for all bakers that the work would hit at once.</summary>
    /// <exception cref="ArgumentException">No baker is given: then nothing can be missed and nothing need be planned.</exception>
    public static Plan Plan(ChainView chain, IReadOnlyList<BakerRights> bakers, OutageEstimate outage, Policy policy)
    {
        if (bakers.Count == 0)
        {
            throw new ArgumentException("a plan needs at least one baker", nameof(bakers));
        }

        var clock = new LevelClock(chain);
        var horizon = Horizon.Of(chain, bakers);
        var hard = HardRightsOf(chain, bakers, policy, horizon.Last);
        var exclusions = Exclusions.Of(chain, clock, bakers, hard, policy, horizon);
        var losses = new LossTable(chain, bakers, policy.MissedRoundProbability, horizon.Last);
        var away = ExpectedLoss.LevelsAway(clock, outage.Durations, policy.WarmUp);
        var windows = Gaps(chain.Head.Level, exclusions)
            .Select(gap => Window(gap.From, gap.To, clock, losses, outage, away))
            .ToArray();
        return new Plan
        {
            Chain = chain,
            Outage = outage,
            Policy = policy,
            LastKnown = horizon.Last,
            LastKnownCycle = horizon.Cycle,
            HardRights = hard,
            Exclusions = exclusions,
            AllWindows = windows,
            LargestGap = windows.Length == 0 ? null : windows.MaxBy(w => (w.Guaranteed, -w.From.Value)),
        };
    }

    private static List<HardRight> HardRightsOf(ChainView chain, IReadOnlyList<BakerRights> bakers, Policy policy, Level last)
    {
        var hard = new List<HardRight>();
        var first = chain.Head.Level - policy.SettleLevels + 1;
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

        hard.Sort((a, b) => (a.Level, a.Round, a.Kind, a.Baker.Value).CompareTo((b.Level, b.Round, b.Kind, b.Baker.Value)));
        return hard;
    }

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

    // What is left of [head, ∞) when all exclusions are taken out. The last exclusion is the unknown, which never ends.
    private static IEnumerable<(Level From, Level To)> Gaps(Level head, IReadOnlyList<ExclusionWindow> exclusions)
    {
        var open = head;
        foreach (var exclusion in exclusions)
        {
            if (open < exclusion.From)
            {
                yield return (open, exclusion.From);
            }

            open = Level.Max(open, exclusion.To);
        }
    }

    private static MaintenanceWindow Window(Level from, Level to, LevelClock clock, LossTable losses, OutageEstimate outage, int[] away)
    {
        var guaranteed = clock.Nominal(from, to);
        return new MaintenanceWindow
        {
            From = from,
            To = to,
            OpensEarliest = clock.Earliest(from),
            OpensExpected = clock.Expected(from),
            ClosesEarliest = clock.Earliest(to),
            Guaranteed = guaranteed,
            Fits = outage.Need <= guaranteed,
            Cost = losses.Cost(from, from + clock.LevelsIn(outage.Need)),
            ExpectedBlocks = losses.MeanBlocks(from, away),
        };
    }
}
