using BakeWindow.Core.Maintenance;

namespace BakeWindow.Core.Ledger;

/// <summary>What we said of our own maintenances, against what came of it.</summary>
public sealed record Promises
{
    /// <summary>Maintenances that took a baker away, in the order in which they ended.</summary>
    public required IReadOnlyList<Kept> Works { get; init; }

    /// <summary>How many were back in time.</summary>
    public int BackInTime => Works.Count(w => w.BackInTime);

    /// <summary>How many took no longer than was planned with.</summary>
    public int WithinNeed => Works.Count(w => w.Away <= w.Need);

    /// <summary>Of how many it is known when the right behind their window came.</summary>
    public int EndsKnown => Works.Count(w => w.EndCame is not null);

    /// <summary>Of how many it came no earlier than we had guaranteed.</summary>
    public int EndsHeld => Works.Count(w => w.EndCame is { } came && came >= w.BackBy);

    /// <summary>The need that was planned with in the middle one of them; null: none.</summary>
    public TimeSpan? MedianNeed => Middle([.. Works.Select(w => w.Need)]);

    /// <summary>How long the middle one was away; null: none.</summary>
    public TimeSpan? MedianAway => Middle([.. Works.Select(w => w.Away)]);

    /// <summary>How long the longest was away; null: none.</summary>
    public TimeSpan? LongestAway => Works.Count == 0 ? null : Works.Max(w => w.Away);

    /// <summary>Reckons them.</summary>
    /// <param name="maintenances">Those that are to be looked at.</param>
    /// <param name="outcomes">What became of rights after them: the first that stood after a start shows when its window really ended.</param>
    public static Promises Of(IReadOnlyList<MaintenanceRecord> maintenances, IReadOnlyList<RightOutcome> outcomes) => new()
    {
        Works = [.. maintenances.Select(m => KeptOf(m, outcomes)).OfType<Kept>().OrderBy(k => k.Ended)],
    };

    private static Kept? KeptOf(MaintenanceRecord m, IReadOnlyList<RightOutcome> outcomes)
    {
        if (m.Phase.Outcome is not { Outage: { } away } receipt || ReceiptFindings.AwayOf(receipt) is not { } span)
        {
            return null;
        }

        // Only a right that was hard then closes a window: those of round 0 always are.
        var next = outcomes.Where(o => o is { Round: 0, At: not null } && o.At > receipt.StartedAt && receipt.Bakers?.Contains(o.Baker) is not false).MinBy(o => o.At);
        return new Kept(m.Id, m.Request.Action.Subject, receipt.Need, away, receipt.BackBy, span.End, receipt.EndedAt, next?.At);
    }

    private static TimeSpan? Middle(List<TimeSpan> spans)
    {
        spans.Sort();
        return spans.Count == 0 ? null : spans[spans.Count / 2];
    }

    /// <summary>One maintenance.</summary>
    /// <param name="Id">Which.</param>
    /// <param name="Subject">What it worked on.</param>
    /// <param name="Need">How long it was planned to take.</param>
    /// <param name="Away">How long the baker was away.</param>
    /// <param name="BackBy">All had to be back by then: the guaranteed end.</param>
    /// <param name="Back">When all were back.</param>
    /// <param name="Ended">When the marks were off.</param>
    /// <param name="EndCame">When the next right's block stood; null: that is not known.</param>
    public sealed record Kept(string Id, string Subject, TimeSpan Need, TimeSpan Away, DateTimeOffset BackBy, DateTimeOffset Back, DateTimeOffset Ended, DateTimeOffset? EndCame)
    {
        /// <summary>All were back in time.</summary>
        public bool BackInTime => Back <= BackBy;
    }
}
