using BakeWindow.Core.Chain;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Time;

namespace BakeWindow.Web.Views;

/// <summary>The next hour at a glance: open and long enough, open but too short, closed, unknown. Closed grows, open shrinks.</summary>
/// <param name="Spans">In order; they cover the hour.</param>
public sealed record HourStrip(IReadOnlyList<HourStrip.Part> Spans)
{
    /// <summary>How far it looks.</summary>
    public static TimeSpan Length { get; } = TimeSpan.FromHours(1);

    /// <summary>A part of the hour.</summary>
    /// <param name="Css">The end of its class: <c>open</c>, <c>short</c>, <c>held</c>, <c>unknown</c>.</param>
    /// <param name="From">Where it begins, percent of the hour.</param>
    /// <param name="Width">How wide it is, percent.</param>
    /// <param name="Words">In words.</param>
    public sealed record Part(string Css, double From, double Width, string Words);

    /// <summary>All of it in one sentence, for those who don't see it.</summary>
    public string Words => Spans.Count == 0 ? "The next hour can’t be told." : $"The next hour: {string.Join("; ", Spans.Where(s => s.Css != "held").Select(s => s.Words).DefaultIfEmpty("closed throughout"))}.";

    /// <summary>Draws it from a plan.</summary>
    public static HourStrip Of(Plan plan, DateTimeOffset now)
    {
        var clock = new LevelClock(plan.Chain);
        var end = now + Length;
        List<Part> parts = [];
        var at = now;
        foreach (var window in plan.AllWindows.Where(w => w.ClosesEarliest > now && w.OpensEarliest < end))
        {
            var from = window.OpensEarliest > now ? window.OpensEarliest : now;
            var to = window.ClosesEarliest < end ? window.ClosesEarliest : end;
            Add(parts, "held", at, from, now, "closed");
            Add(parts, window.Fits ? "open" : "short", from, to, now,
                $"{(window.Fits ? "open" : "too short")} from {Viewer.InUtc(from, now)} for {DurationText.Human(window.Guaranteed)}");
            at = to;
        }

        var known = plan.LastKnown >= plan.Chain.Head.Level ? clock.Earliest(plan.LastKnown) : now;
        Add(parts, "held", at, known < end ? known : end, now, "closed");
        Add(parts, "unknown", at > known ? at : known, end, now, "rights are not known");
        return new HourStrip(parts);
    }

    private static void Add(List<Part> parts, string css, DateTimeOffset from, DateTimeOffset to, DateTimeOffset now, string words)
    {
        if (to > from)
        {
            parts.Add(new Part(css, Math.Round((from - now) / Length * 100, 2), Math.Round((to - from) / Length * 100, 2), words));
        }
    }
}
