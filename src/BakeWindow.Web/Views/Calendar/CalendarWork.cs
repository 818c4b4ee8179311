using BakeWindow.Core.Maintenance;
using BakeWindow.Core.Planning;

namespace BakeWindow.Web.Views.Calendar;

/// <summary>A maintenance on the line of levels.</summary>
/// <param name="Id">Which.</param>
/// <param name="From">The level at which it starts or started.</param>
/// <param name="Half">The level at which half of such works are over.</param>
/// <param name="To">The level by which what was planned for it is over; of one that ended, the level at which it did.</param>
/// <param name="State"><c>open</c>, <c>done</c>, <c>failed</c>.</param>
/// <param name="Text">In words.</param>
public sealed record CalendarWork(string Id, int From, int Half, int To, string State, string Text)
{
    /// <summary>All that have a place on the line, in order of their start.</summary>
    public static IReadOnlyList<CalendarWork> Of(CalendarRange range, IEnumerable<MaintenanceRecord> records, OutageEstimate outage)
    {
        var median = outage.Durations.Quantile(0.5);
        return [.. records.Select(r => Of(range, r, median)).OfType<CalendarWork>().OrderBy(w => w.From)];
    }

    private static CalendarWork? Of(CalendarRange range, MaintenanceRecord m, TimeSpan median)
    {
        var text = $"{m.Id} {m.Request.Action.Subject}: {PhaseWords.Text(m.Phase)}";
        CalendarWork Between(int from, TimeSpan need, string state) => new(m.Id, from, from + Levels(range, median < need ? median : need), from + Levels(range, need), state, text);
        return m.Phase switch
        {
            { Underway: { } work } => Between(range.LevelAt(work.DrainingSince ?? work.StartedAt), m.Request.Need ?? work.Ticket.ExpiresAt - work.StartedAt, "open"),
            { Proposed: { } start } => Between(Math.Max(start.From.Value, range.LevelAt(start.StartsEarliest)), start.Need, "open"),
            Phase.Completed c => Ended(range, m.Id, c.Receipt, "done", text),
            Phase.Failed f => Ended(range, m.Id, f.Receipt, "failed", text),
            Phase.RolledBack b => Ended(range, m.Id, b.Receipt, "failed", text),
            _ => null,
        };
    }

    private static CalendarWork Ended(CalendarRange range, string id, Receipt receipt, string state, string text)
    {
        var (from, to) = (range.LevelAt(receipt.StartedAt), range.LevelAt(receipt.EndedAt));
        return new CalendarWork(id, from, Math.Max(from + 1, to), Math.Max(from + 1, to), state, text);
    }

    private static int Levels(CalendarRange range, TimeSpan time) => Math.Max(1, (int)Math.Ceiling(time / range.Chain.Constants.MinimalBlockDelay));
}
