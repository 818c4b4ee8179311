using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;

namespace BakeWindow.Core.Ledger;

/// <summary>How much is known of what became of one baker's rights in one cycle: without it a list of losses, or an empty one, says nothing.</summary>
/// <param name="Baker">Whose.</param>
/// <param name="Cycle">Which cycle.</param>
/// <param name="Known">Due rights whose outcome is known.</param>
/// <param name="Unknown">The levels of due rights of which nobody knows what became, in order; a level with two such rights stands twice.</param>
/// <param name="RightsKnown">False: which rights there are is not known, so neither is what else was due.</param>
public sealed record CycleCoverage(BakerAddress Baker, Cycle Cycle, int Known, IReadOnlyList<Level> Unknown, bool RightsKnown)
{
    /// <summary>Every right that was due has its outcome.</summary>
    public bool IsWhole => RightsKnown && Unknown.Count == 0;

    /// <summary>Reckons it.</summary>
    /// <param name="baker">Whose.</param>
    /// <param name="cycle">Which cycle.</param>
    /// <param name="settled">The last level that is final now.</param>
    /// <param name="rights">The rights of the cycle; null when they are not known any more, or not yet.</param>
    /// <param name="outcomes">What became of rights, as far as it was looked up; of any baker and cycle.</param>
    /// <param name="hardRounds">Rights up to this round are looked up.</param>
    public static CycleCoverage Of(BakerAddress baker, Cycle cycle, Level settled, CycleRights? rights, IReadOnlyList<RightOutcome> outcomes, int hardRounds)
    {
        if (rights is null)
        {
            List<RightOutcome> due = [.. outcomes.Where(o => o.Baker == baker && o.Cycle == cycle && o.IsDue)];
            return new(baker, cycle, due.Count(o => o.Fate is not RightFate.Unknown), [.. due.Where(o => o.Fate is RightFate.Unknown).Select(o => o.Level).Order()], RightsKnown: false);
        }

        var account = BakerLedger.Of(baker, rights.Span, settled, rights, outcomes, null, [], hardRounds, 0);
        return new(baker, cycle, account.Due.Count - account.Unknown, [.. account.Due.Where(o => o.Fate is RightFate.Unknown).Select(o => o.Level)], RightsKnown: true);
    }
}
