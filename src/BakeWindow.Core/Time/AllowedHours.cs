namespace BakeWindow.Core.Time;

/// <summary>
/// The hours in which people want maintenance to happen: weekly spans in a time zone, less excluded dates. A span that ends at or before its start goes over midnight and
/// belongs, with all of it, to the day on which it starts; so does a date exclusion. Across a change of clocks the wall clock rules: a span 02:00–04:00 lasts one hour on the
/// day when an hour is skipped and three when one is repeated.
/// </summary>
public sealed class AllowedHours
{
    private readonly WeeklySpan[] spans;
    private readonly HashSet<DateOnly> excluded;

    /// <summary>Makes a calendar.</summary>
    /// <param name="zone">The IANA zone in which the hours are meant.</param>
    /// <param name="spans">At least one; several are a union.</param>
    /// <param name="excludedDates">Dates, in the zone, on which no span starts.</param>
    /// <exception cref="ArgumentException">No span is given: that would forbid everything for ever.</exception>
    public AllowedHours(TimeZoneInfo zone, IEnumerable<WeeklySpan> spans, IEnumerable<DateOnly>? excludedDates = null)
    {
        Zone = zone;
        this.spans = [.. spans];
        excluded = [.. excludedDates ?? []];
        if (this.spans.Length == 0)
        {
            throw new ArgumentException("allowed hours need at least one span; leave them out to allow every hour", nameof(spans));
        }
    }

    /// <summary>The zone in which the hours are meant.</summary>
    public TimeZoneInfo Zone { get; }

    /// <summary>The weekly spans.</summary>
    public IReadOnlyList<WeeklySpan> Spans => spans;

    /// <summary>The dates, in the zone, on which no span starts; in order.</summary>
    public IReadOnlyList<DateOnly> ExcludedDates => [.. excluded.Order()];

    /// <summary>The open ranges that touch <paramref name="within"/>, clipped to it, in order, merged where they meet.</summary>
    public IReadOnlyList<TimeRange> Open(TimeRange within)
    {
        var ranges = new List<TimeRange>();
        // A span that goes over midnight can begin the day before; zones differ from UTC by up to 14 hours.
        var last = LocalDate(within.End).AddDays(1);
        for (var date = LocalDate(within.Start).AddDays(-2); date <= last; date = date.AddDays(1))
        {
            if (excluded.Contains(date))
            {
                continue;
            }

            foreach (var span in spans)
            {
                if (span.Days.Contains(date.DayOfWeek) && On(date, span) is { IsEmpty: false } range && range.Intersect(within) is { } part)
                {
                    ranges.Add(part);
                }
            }
        }

        return Merged(ranges);
    }

    /// <summary>True when the whole range lies in allowed hours.</summary>
    public bool Allow(TimeRange range) => Open(new TimeRange(range.Start, range.End.AddTicks(range.IsEmpty ? 1 : 0))).Any(r => r.Contains(range));

    /// <summary>The first instant at or after <paramref name="from"/> from which <paramref name="lasting"/> fits into allowed hours; null if none within the next year.</summary>
    public DateTimeOffset? NextStart(DateTimeOffset from, TimeSpan lasting)
    {
        // Week by week, so that the usual answer costs one look; a year covers every calendar that can be written here.
        for (var week = 0; week < 53; week++)
        {
            var begin = from.AddDays(7 * week);
            foreach (var range in Open(new TimeRange(begin, begin.AddDays(7) + lasting)))
            {
                if (range.Duration >= lasting)
                {
                    return range.Start;
                }
            }
        }

        return null;
    }

    private DateOnly LocalDate(DateTimeOffset instant) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, Zone).DateTime);

    private TimeRange On(DateOnly date, WeeklySpan span)
    {
        var start = Instant(date.ToDateTime(span.From), first: true);
        var end = Instant((span.To <= span.From ? date.AddDays(1) : date).ToDateTime(span.To), first: false);
        return end > start ? new TimeRange(start, end) : new TimeRange(start, start);
    }

    // A skipped wall time is taken as the instant of the jump; of a repeated one a span's start takes the first and its end the second.
    private DateTimeOffset Instant(DateTime local, bool first)
    {
        if (Zone.IsInvalidTime(local))
        {
            var jump = local;
            while (Zone.IsInvalidTime(jump))
            {
                jump = jump.AddMinutes(1);
            }

            return new DateTimeOffset(jump, Zone.GetUtcOffset(jump)).ToUniversalTime();
        }

        if (Zone.IsAmbiguousTime(local))
        {
            var offsets = Zone.GetAmbiguousTimeOffsets(local);
            return new DateTimeOffset(local, first ? offsets.Max() : offsets.Min()).ToUniversalTime();
        }

        return new DateTimeOffset(local, Zone.GetUtcOffset(local)).ToUniversalTime();
    }

    private static List<TimeRange> Merged(List<TimeRange> ranges)
    {
        var merged = new List<TimeRange>();
        foreach (var range in ranges.OrderBy(r => r.Start))
        {
            if (merged.Count > 0 && range.Start <= merged[^1].End)
            {
                merged[^1] = new TimeRange(merged[^1].Start, range.End > merged[^1].End ? range.End : merged[^1].End);
            }
            else
            {
                merged.Add(range);
            }
        }

        return merged;
    }
}

/// <summary>A span of hours on some days of the week; when <paramref name="To"/> is at or before <paramref name="From"/> it ends on the day after.</summary>
/// <param name="Days">The days on which it starts.</param>
/// <param name="From">Wall time of its start, included.</param>
/// <param name="To">Wall time of its end, excluded. Equal to <paramref name="From"/>: it lasts the whole day.</param>
public sealed record WeeklySpan(IReadOnlySet<DayOfWeek> Days, TimeOnly From, TimeOnly To);
