using BakeWindow.Core.Chain;
using BakeWindow.Core.Planning;

namespace BakeWindow.Core.Rehearsing;

/// <summary>What a start of a rehearsal loses.</summary>
/// <param name="ExpectedBlocks">Own blocks on average over all outages.</param>
/// <param name="BlocksMet">Own blocks of round 0 inside the drawn one.</param>
/// <param name="Cost">Attestation missed in the drawn one.</param>
internal sealed record RehearsalPrice(double ExpectedBlocks, int BlocksMet, MissCost Cost)
{
    /// <summary>Prices a start at the chain's head; <paramref name="back"/> is the head when the baker is back and warm.</summary>
    public static RehearsalPrice Of(ChainView chain, IReadOnlyList<BakerRights> rights, Policy policy, DurationDistribution durations, TimeSpan outage, Level back)
    {
        if (rights.Count == 0)
        {
            return new(0, 0, MissCost.None);
        }

        var (head, clock) = (chain.Head.Level, new LevelClock(chain));
        var losses = new LossTable(chain, rights, policy.MissedRoundProbability, Horizon.Of(chain, rights).Last);
        var met = 0;
        foreach (var baker in rights)
        {
            foreach (var right in baker.Sheet.Baking)
            {
                met += right.Round == 0 && right.Level > head && right.Level <= back ? 1 : 0;
            }
        }

        return new(ExpectedLoss.Blocks(losses, clock, head, durations, policy.WarmUp), met, losses.Cost(head, head + clock.LevelsIn(outage)));
    }
}
