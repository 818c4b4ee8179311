using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;

namespace BakeWindow.Core.Signers;

/// <summary>
/// When a signer must be left in peace: a health check has made a hardware key fail 200 ms before it had to sign. No probe may be under way while a level at work is at most two away from a
/// duty, nor when it can't be known whether one is. A duty is a right to bake at one of the hard rounds and, in the priority era, an endorsement; in Tenderbake attestations come at nearly every
/// level and forbid nothing.
/// </summary>
public static class SignerQuiet
{
    /// <summary>So many levels before and after a duty.</summary>
    public const int Levels = 2;

    private const int LongestLook = 200;

    // Our clock may be this far behind those by which blocks are made.
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(1);

    /// <summary>Why it must be left in peace now; null: it may be asked.</summary>
    /// <param name="chain">The chain as last seen; null: not yet.</param>
    /// <param name="sheet">The baker's rights; null: not known.</param>
    /// <param name="hardRounds">Rounds 0…N are duties.</param>
    /// <param name="now">The present.</param>
    /// <param name="patience">For how long an answer may be awaited, in the chain's time.</param>
    public static SignerRest? Rest(ChainView? chain, RightsSheet? sheet, int hardRounds, DateTimeOffset now, TimeSpan patience)
    {
        if (chain is null)
        {
            return new SignerRest("no-head", "no head is known, so it is not known whether a duty is near", null);
        }

        if (now - chain.Head.Timestamp > 2 * chain.Constants.MinimalBlockDelay)
        {
            return new SignerRest("old-head", "the head is old, so it is not known whether a duty is near", null);
        }

        if (sheet is null)
        {
            return new SignerRest("no-rights", "its rights are not known, so it is not known whether a duty is near", null);
        }

        return Forbids(chain, sheet, hardRounds, chain.Head.Level, LastPossible(chain, now + patience)) ? new SignerRest("duty", $"a duty is within {Levels} levels, or may be before an answer is there", Free(chain, sheet, hardRounds, patience)) : null;
    }

    /// <summary>Whether a duty, or the end of what is known, is within two levels of any level that is at work while the head goes from one level to another.</summary>
    public static bool Forbids(ChainView chain, RightsSheet sheet, int hardRounds, Level head, Level lastHead)
    {
        var (first, last) = (head - Levels, lastHead + 1 + Levels);
        // Beyond what the sheet knows there may always be a duty, and after an activation blocks may come faster.
        return last > sheet.Last || chain.Activations.Any(a => a.First > head && a.First <= last)
            || Bakes(sheet.Baking, hardRounds, first, last)
            || (chain.Constants.Era is ConsensusEra.Priority && sheet.Attesting(first, last).Levels > 0);
    }

    // The highest head that there can be at an instant: blocks come late, never early.
    private static Level LastPossible(ChainView chain, DateTimeOffset at)
    {
        var ahead = at + Skew - new LevelClock(chain).Earliest(chain.Head.Level + 1);
        return ahead < TimeSpan.Zero ? chain.Head.Level : chain.Head.Level + 1 + (int)(ahead.Ticks / chain.Constants.MinimalBlockDelay.Ticks);
    }

    private static bool Bakes(ReadOnlySpan<BakingRight> rights, int hardRounds, Level first, Level last)
    {
        var (low, high) = (0, rights.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = rights[middle].Level < first ? (middle + 1, high) : (low, middle);
        }

        for (; low < rights.Length && rights[low].Level <= last; low++)
        {
            if (rights[low].Round <= hardRounds)
            {
                return true;
            }
        }

        return false;
    }

    // The first head at which, by what is known now, it may be asked again just after the block came; beyond what the sheet knows nothing can be told.
    private static Level? Free(ChainView chain, RightsSheet sheet, int hardRounds, TimeSpan patience)
    {
        var during = (int)((patience + Skew).Ticks / chain.Constants.MinimalBlockDelay.Ticks);
        for (var head = chain.Head.Level + 1; head < sheet.Last && head - chain.Head.Level < LongestLook; head += 1)
        {
            if (!Forbids(chain, sheet, hardRounds, head, head + during))
            {
                return head;
            }
        }

        return null;
    }
}

/// <summary>Why a signer is left in peace.</summary>
/// <param name="Code">In kebab case.</param>
/// <param name="Why">In words.</param>
/// <param name="Until">It is asked again when the chain has come to this level; null where that can't be told.</param>
public sealed record SignerRest(string Code, string Why, Level? Until);
