using BakeWindow.Core.Maintenance;

namespace BakeWindow.Web.Feeds;

/// <summary>A maintenance as an entry of a feed: proposed, at work, or ended lately.</summary>
internal static class FeedMaintenance
{
    // What ended is of interest for so long.
    private static readonly TimeSpan Lately = TimeSpan.FromDays(30);

    /// <summary>The entry; null when it has no time yet, or ended long ago.</summary>
    public static FeedEvent? Of(MaintenanceRecord m, FeedQuestion question, DateTimeOffset now)
    {
        if (TimesOf(m) is not var (start, end) || (m.Phase.IsTerminal && m.Since < now - Lately))
        {
            return null;
        }

        var begins = FeedEvents.Inwards(start, up: false);
        return new()
        {
            Category = "Maintenance",
            Uid = $"{m.Id}-{question.Scope}@bakewindow",
            Summary = $"{m.Id} {m.Request.Action.Word} {m.Request.Action.Subject}: {StateOf(m.Phase)}",
            Description = $"{StateOf(m.Phase)}. Asked for by {m.Request.RequestedBy}: {m.Request.Reason}. {Meaning(m.Phase)}{(m.Phase.Explanation is { } why ? $" {why}." : "")}",
            Start = begins,
            End = FeedEvents.Later(begins, FeedEvents.Inwards(end, up: true)),
            Status = m.Phase is Phase.Cancelled or Phase.Rejected or Phase.Expired ? "CANCELLED" : m.Phase.Proposed is null ? "CONFIRMED" : "TENTATIVE",
            Revised = FeedEvent.Minutes(m.Since),
        };
    }

    private static (DateTimeOffset Start, DateTimeOffset End)? TimesOf(MaintenanceRecord m) => m.Phase switch
    {
        { Underway: { } work } => (work.StartedAt, work.Ticket.ExpiresAt),
        { Outcome: { } receipt } => (receipt.StartedAt, receipt.EndedAt),
        { Proposed: { } start } => (start.StartsEarliest, start.StartsEarliest + start.Need),
        // One that was called off keeps its place in the calendars that had it.
        Phase.Expired { LeastBadStart: { } least } => (least.StartsEarliest, least.StartsEarliest + least.Need),
        _ => null,
    };

    private static string StateOf(Phase phase) => phase switch
    {
        Phase.AwaitingApproval => "Needs approval",
        Phase.Waiting or Phase.Locking => "Waiting for its window",
        Phase.Completed => "Done",
        Phase.RolledBack => "Rolled back",
        { Underway: not null } => $"Running, {phase.Name}",
        _ => phase.Name,
    };

    private static string Meaning(Phase phase) => phase switch
    {
        { Underway: { } work } => $"Under way; all must be back by {FeedEvents.Utc(work.Ticket.ExpiresAt)} at the latest.",
        { Outcome: not null } => "Times are those of its receipt.",
        { Proposed: { } start } => $"It starts when the chain reaches level {start.From}, not before {FeedEvents.Utc(start.StartsEarliest)}; the chain can only be later. All must be back by {FeedEvents.Utc(start.BackBy)}.",
        _ => "It was not begun.",
    };
}
