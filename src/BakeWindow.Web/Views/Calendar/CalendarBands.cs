using BakeWindow.Core.Calendar;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Time;

namespace BakeWindow.Web.Views.Calendar;

/// <summary>A stretch that clocks or the protocol close, whatever rights there are.</summary>
/// <param name="From">First level, rounded down.</param>
/// <param name="To">Level at which it is over, rounded up; <see cref="int.MaxValue"/>: not before more is known.</param>
/// <param name="What"><c>freeze</c>, <c>hours</c>, <c>nonce</c>, <c>activation</c>.</param>
/// <param name="Text">In words.</param>
/// <param name="Span">Its instants, where it has such.</param>
public sealed record CalendarBand(int From, int To, string What, string Text, TimeRange? Span = null)
{
    /// <summary>As a lane draws it.</summary>
    public LaneKind Kind => What == "hours" ? LaneKind.Hours : LaneKind.Frozen;
}

/// <summary>Freezes and allowed hours as levels. Clocks and levels drift apart, so a stretch begins where the chain may be late and ends where it may be early: never too small.</summary>
public static class CalendarBands
{
    // A drift that is learned anew with every block must not move every stretch with every block.
    private const int Grain = 10;

    /// <summary>All that the policy closes by the clock, from the head to the end of what is drawn.</summary>
    public static IReadOnlyList<CalendarBand> Of(CalendarRange range, Policy policy, Viewer viewer, DateTimeOffset now)
    {
        var bands = new List<CalendarBand>();
        var span = new TimeRange(range.Bound(range.Head), range.Bound(range.End));
        foreach (var freeze in policy.Freezes)
        {
            if (freeze.Span.Intersect(span) is not null)
            {
                bands.Add(Band(range, "freeze", freeze.Span, $"freeze by {freeze.Owner} until {Viewer.InUtc(freeze.Span.End, now)} UTC: {freeze.Reason}"));
            }
        }

        if (policy.Hours is { } hours)
        {
            var closed = span.Start;
            foreach (var open in hours.Open(span))
            {
                AddClosed(bands, range, viewer, now, closed, open.Start);
                closed = open.End;
            }

            AddClosed(bands, range, viewer, now, closed, span.End);
        }

        bands.Sort((a, b) => a.From.CompareTo(b.From));
        return bands;
    }

    private static void AddClosed(List<CalendarBand> bands, CalendarRange range, Viewer viewer, DateTimeOffset now, DateTimeOffset from, DateTimeOffset to)
    {
        if (to > from)
        {
            bands.Add(Band(range, "hours", new TimeRange(from, to), $"outside the allowed hours until {Viewer.InUtc(to, now)} UTC{(viewer.HasOwnZone ? $" ({viewer.InOwnZone(to, now)} {viewer.City})" : "")}"));
        }
    }

    private static CalendarBand Band(CalendarRange range, string what, TimeRange span, string text)
    {
        var from = Math.Max(range.Head, range.LikelyLevelAt(span.Start) / Grain * Grain);
        var to = (range.LevelAt(span.End) + Grain - 1) / Grain * Grain;
        return new CalendarBand(from, Math.Max(to, from + 1), what, text, span);
    }
}
