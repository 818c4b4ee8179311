using System.Globalization;
using BakeWindow.Core.Incidents;

namespace BakeWindow.Web.Views;

/// <summary>An incident as its page draws it: lanes on one line of time, and the same as rows. Follows from (report, the instant asked for) alone.</summary>
public sealed record IncidentView
{
    private const int MostTicks = 6;

    private static readonly TimeSpan[] Steps =
    [
        TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(30), TimeSpan.FromHours(1), TimeSpan.FromHours(2), TimeSpan.FromHours(6),
        TimeSpan.FromDays(1), TimeSpan.FromDays(7),
    ];

    /// <summary>What is drawn.</summary>
    public required IncidentReport Report { get; init; }

    /// <summary>The lanes, in order.</summary>
    public required IReadOnlyList<Lane> Lanes { get; init; }

    /// <summary>The rows, in order of time.</summary>
    public required IReadOnlyList<Row> Rows { get; init; }

    /// <summary>Where the line has its labels, in percent.</summary>
    public required IReadOnlyList<(double Left, string Label)> Ticks { get; init; }

    /// <summary>From where to where something was at risk, in percent.</summary>
    public required IReadOnlyList<(double Left, double Width)> Risks { get; init; }

    /// <summary>The instant asked for, in percent; null: none was, or it lies outside.</summary>
    public double? At { get; init; }

    /// <summary>The row to which the next key goes; null: there is no evidence.</summary>
    public Row? Next { get; init; }

    /// <summary>The row that is pointed at; null: none is.</summary>
    public int? Chosen { get; init; }

    /// <summary>The page's title: the state first.</summary>
    public required string Title { get; init; }

    /// <summary>A lane.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Marks">What stands on it.</param>
    /// <param name="Gap">Why it is empty; empty: it is not.</param>
    /// <param name="Blind">It is empty because nobody looked.</param>
    public sealed record Lane(string Name, IReadOnlyList<Mark> Marks, string Gap, bool Blind);

    /// <summary>Something on a lane.</summary>
    /// <param name="Left">Where, in percent.</param>
    /// <param name="Bad">It speaks for a cause.</param>
    /// <param name="Number">The row.</param>
    /// <param name="Words">What it is, for whoever points at it.</param>
    public sealed record Mark(double Left, bool Bad, int Number, string Words);

    /// <summary>Something as a row.</summary>
    /// <param name="Number">Its number, from 1.</param>
    /// <param name="Evidence">What it is.</param>
    /// <param name="Lane">On which lane.</param>
    /// <param name="Causes">The causes that go by it.</param>
    public sealed record Row(int Number, Evidence Evidence, string Lane, IReadOnlyList<string> Causes)
    {
        /// <summary>The instant as an address says it.</summary>
        public string InUrl => Evidence.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
    }

    /// <summary>Makes the view.</summary>
    /// <param name="report">What is known.</param>
    /// <param name="at">The instant asked for; null: none.</param>
    /// <param name="row">The row asked for; null: the first at or after the instant.</param>
    /// <param name="baker">The baker's name.</param>
    public static IncidentView From(IncidentReport report, DateTimeOffset? at, int? row, string baker)
    {
        var line = report.Timeline;
        var (from, span) = (line.From, Math.Max(1, (line.Until - line.From).TotalSeconds));
        double Percent(DateTimeOffset t) => Math.Round(Math.Clamp((t - from).TotalSeconds / span, 0, 1) * 100, 2);
        List<Row> rows = [.. line.Evidence.Select((e, i) => new Row(i + 1, e, e.Lane.Title(), [.. report.Causes.Where(c => c.By.Contains(e)).Select(c => c.Title)]))];
        var chosen = row is { } asked && asked >= 1 && asked <= rows.Count ? rows[asked - 1] : at is { } instant ? rows.Find(r => r.Evidence.At >= instant) : null;
        return new IncidentView
        {
            Report = report,
            Title = $"{report.Incident.Id} {report.Incident.Words(baker)}",
            Rows = rows,
            Lanes =
            [
                .. Enum.GetValues<EvidenceLane>().Select(l => (Lane: l, Gap: line.Gaps.FirstOrDefault(g => g.Lane == l)?.Words ?? "")).Select(l => new Lane(
                    l.Lane.Title(), [.. rows.Where(r => r.Evidence.Lane == l.Lane).Select(r => new Mark(Percent(r.Evidence.At), r.Causes.Count > 0, r.Number, $"{r.Evidence.At.UtcDateTime:HH:mm:ss} {r.Evidence.Text}"))],
                    l.Gap, l.Gap.StartsWith("nobody looked", StringComparison.Ordinal))),
            ],
            Ticks = [.. TicksOf(line).Select(t => (Percent(t), t.UtcDateTime.ToString("HH:mm", CultureInfo.InvariantCulture)))],
            Risks = [.. report.Incident.Episodes.Select(e => (Left: Percent(e.Since), Right: Percent(e.EndedAt ?? line.Until))).Select(e => (e.Left, Math.Max(0.3, e.Right - e.Left)))],
            At = at is { } t0 && t0 >= line.From && t0 <= line.Until ? Percent(t0) : null,
            Chosen = chosen?.Number,
            Next = rows.Count == 0 ? null : rows[(chosen?.Number ?? 0) % rows.Count],
        };
    }

    private static IEnumerable<DateTimeOffset> TicksOf(Timeline line)
    {
        var length = line.Until - line.From;
        var step = Steps.FirstOrDefault(s => length.Ticks / s.Ticks <= MostTicks, Steps[^1]);
        var first = new DateTimeOffset(((line.From.UtcTicks / step.Ticks) + 1) * step.Ticks, TimeSpan.Zero);
        for (var at = first; at < line.Until; at += step)
        {
            yield return at;
        }
    }
}
