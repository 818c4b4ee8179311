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

    private const double Steps = 200;

    /// <summary>A part of the hour.</summary>
    /// <param name="Css">The end of its class: <c>open</c>, <c>short</c>, <c>held</c>, <c>unknown</c>.</param>
    /// <param name="From">Where it begins, percent of the hour.</param>
    /// <param name="Width">How wide it is, percent.</param>
    /// <param name="Words">In words.</param>
    public sealed record Part(string Css, double From, double Width, string Words);

    /// <summary>All of it in one sentence, for those who don't see it.</summary>
    public string Words => Spans.Count == 0 ? "The next hour can’t be told." : $"The next hour: {string.Join("; ", Spans.Where(s => s.Css != "held").Select(s => s.Words).DefaultIfEmpty("closed throughout"))}.";

    /// <summary>Draws it from a plan.</summary>
    /// <param name="plan">What the rights leave free.</param>
    /// <param name="now">Where the hour begins.</param>
    /// <param name="closedUntil">Until when something else than rights holds, such as another maintenance; nothing is open before. Null: nothing does.</param>
    public static HourStrip Of(Plan plan, DateTimeOffset now, DateTimeOffset? closedUntil = null)
    {
        var clock = new LevelClock(plan.Chain);
        var end = now + Length;
        List<Part> parts = [];
        var at = now;
        foreach (var window in plan.AllWindows.Where(w => w.ClosesEarliest > now && w.OpensEarliest < end))
        {
            var from = window.OpensEarliest > now ? window.OpensEarliest : now;
            var to = window.ClosesEarliest < end ? window.ClosesEarliest : end;
            from = window.Fits && closedUntil > from ? closedUntil.Value : from;
            if (from >= to)
            {
                continue;
            }

            Add(parts, "held", at, from, now, "closed");
            // Without "from now", which would be said anew with every block.
            Add(parts, window.Fits ? "open" : "short", from, to, now, (window.Fits ? "open " : "too short ")
                + (from > now ? $"from {Viewer.InUtc(from, now)} for {DurationText.Human(window.ClosesEarliest - from)}" : $"until {Viewer.InUtc(window.ClosesEarliest, now)}"));
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
            // In steps of 18 s, so that not every block draws it anew; what is not open grows by it.
            var shrinks = css is "open" or "short";
            var left = shrinks ? Math.Ceiling((from - now) / Length * Steps) : Math.Floor((from - now) / Length * Steps);
            var right = shrinks ? Math.Floor((to - now) / Length * Steps) : Math.Ceiling((to - now) / Length * Steps);
            if (right > left)
            {
                parts.Add(new Part(css, left * 100 / Steps, (right - left) * 100 / Steps, words));
            }
        }
    }
}
