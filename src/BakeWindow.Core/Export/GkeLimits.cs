using System.Globalization;
using BakeWindow.Core.Time;

namespace BakeWindow.Core.Export;

/// <summary>
/// GKE's own limits: at most 20 exclusions, and in every 32 days at least 48 hours that are open in runs of 4 hours or more
/// (cloud.google.com/kubernetes-engine/docs/concepts/maintenance-windows-and-exclusions).
/// </summary>
internal static class GkeLimits
{
    public const int Most = 20;

    private static readonly TimeSpan Rolling = TimeSpan.FromDays(32);
    private static readonly TimeSpan Open = TimeSpan.FromHours(48);
    private static readonly TimeSpan Run = TimeSpan.FromHours(4);

    /// <summary>Spans that touch, or between which GKE would not count the opening anyway, become one.</summary>
    public static IReadOnlyList<ExportPeriod> Merged(IReadOnlyList<ExportPeriod> periods)
    {
        var merged = new List<ExportPeriod>();
        foreach (var next in periods.OrderBy(p => p.Span.Start))
        {
            if (merged.Count > 0 && merged[^1] is var last && next.Span.Start - last.Span.End < Run)
            {
                var end = next.Span.End > last.Span.End ? next.Span.End : last.Span.End;
                merged[^1] = last with { Span = new TimeRange(last.Span.Start, end), Why = $"{last.Why}; {next.Why}" };
            }
            else
            {
                merged.Add(next);
            }
        }

        return merged;
    }

    /// <summary>Which limit merged spans break, in words; null when none.</summary>
    public static string? Problem(IReadOnlyList<ExportPeriod> merged, DateTimeOffset now)
    {
        if (merged.Count > Most)
        {
            return string.Create(CultureInfo.InvariantCulture,
                $"GKE takes at most {Most} exclusions and these are {merged.Count}; the first too many is {merged[Most].Name} ({merged[Most].Why}). Export again when some have passed, or put freezes together.");
        }

        // What is open within 32 days is least for days that begin where an exclusion begins.
        foreach (var from in merged.Select(p => p.Span.Start).Prepend(now))
        {
            var days = new TimeRange(from, from + Rolling);
            var open = OpenIn(days, merged);
            if (open < Open)
            {
                var longest = merged.Where(p => p.Span.Overlaps(days)).MaxBy(p => p.Span.Intersect(days)!.Value.Duration)!;
                return string.Create(CultureInfo.InvariantCulture,
                    $"GKE wants 48 h of every 32 days open, in runs of at least 4 h. From {from:yyyy-MM-dd'T'HH:mm'Z'} only {open.TotalHours:0.#} h would be. The longest exclusion there is {longest.Name} ({longest.Why}): shorten it, or ask for a shorter need.");
            }
        }

        return null;
    }

    private static TimeSpan OpenIn(TimeRange days, IReadOnlyList<ExportPeriod> merged)
    {
        var open = TimeSpan.Zero;
        var from = days.Start;
        foreach (var span in merged.Select(p => p.Span.Intersect(days)).OfType<TimeRange>())
        {
            open += Counted(span.Start - from);
            from = span.End;
        }

        return open + Counted(days.End - from);
    }

    private static TimeSpan Counted(TimeSpan run) => run >= Run ? run : TimeSpan.Zero;
}
