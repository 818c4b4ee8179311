using BakeWindow.Core.Maintenance;
using BakeWindow.Core.Time;

namespace BakeWindow.Core.Ledger;

/// <summary>Which own rights fell inside a maintenance, and what became of them: the evidence behind a receipt.</summary>
/// <param name="Inside">The rights whose block stood during the outage, or whose level the journal says lay in it; in order of level.</param>
public sealed record ReceiptFindings(IReadOnlyList<RightOutcome> Inside)
{
    /// <summary>Nothing was disturbed, or no right lay in it.</summary>
    public static ReceiptFindings None { get; } = new([]);

    /// <summary>Blocks that were made although the work was on.</summary>
    public int Made => Inside.Count(o => o.Fate is RightFate.Made or RightFate.Stolen);

    /// <summary>Blocks that were missed.</summary>
    public int Missed => Inside.Count(o => o.Fate is RightFate.Missed);

    /// <summary>Rights of which it is not known what became.</summary>
    public int Unknown => Inside.Count(o => o.Fate is RightFate.Unknown);

    /// <summary>True when a right was missed although the work was over in time: it was let begin when it should not.</summary>
    public bool Blames { get; private init; }

    /// <summary>When the bakers were away, as far as the receipt tells: an older one tells the length only, and then the whole work counts, for the outage lies in it.</summary>
    /// <returns>Null when nothing was evicted.</returns>
    public static TimeRange? AwayOf(Receipt receipt) => receipt switch
    {
        { Outage: null } => null,
        { AwayFrom: { } from, Outage: { } away } => new TimeRange(from, from + away),
        _ => new TimeRange(receipt.StartedAt, receipt.EndedAt),
    };

    /// <summary>Finds them.</summary>
    /// <param name="record">The maintenance; one that has no receipt yet has none of these either.</param>
    /// <param name="outcomes">What became of rights around it; those of bakers that it did not disturb are left out.</param>
    public static ReceiptFindings Of(MaintenanceRecord record, IReadOnlyList<RightOutcome> outcomes)
    {
        if (record.Phase.Outcome is not { } receipt || AwayOf(receipt) is not { } away)
        {
            return None;
        }

        var told = receipt.HardRightsInside.Select(r => (r.Baker, r.Level)).ToHashSet();
        var within = outcomes.Where(o => o.IsDue && (told.Contains((o.Baker, o.Level)) || (o.At is { } at && away.Contains(at) && receipt.Bakers?.Contains(o.Baker) is not false))).ToList();
        var known = within.Select(o => (o.Baker, o.Level)).ToHashSet();
        // What the journal saw inside and nobody has looked up is there all the same, as unknown.
        within.AddRange(receipt.HardRightsInside.Where(r => !known.Contains((r.Baker, r.Level))).Select(r => new RightOutcome(r.Baker, r.Level, r.Round, default, RightFate.Unknown)));
        return new ReceiptFindings([.. within.OrderBy(o => o.Level).ThenBy(o => o.Round)]) { Blames = within.Exists(o => o.Fate is RightFate.Missed) && away.Duration <= receipt.Need };
    }
}
