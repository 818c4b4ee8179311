using BakeWindow.Core.Chain;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Maintenance;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Rights;
using BakeWindow.Core.Time;

namespace BakeWindow.Web.Views;

/// <summary>
/// The rights calendar as marks on a line of levels. Rounded against ourselves: what is closed grows to whole pixels, what is open shrinks. Times on the ruler are least times, so with
/// a chain that only slips, nothing jumps back.
/// </summary>
public sealed record CalendarView
{
    /// <summary>Pixels of the drawing, across.</summary>
    public const int Width = 1200;

    /// <summary>Why nothing can be drawn; null when it can.</summary>
    public string? Unknown { get; init; }

    /// <summary>The plan behind it.</summary>
    public Plan? Plan { get; init; }

    /// <summary>The first level drawn.</summary>
    public Level From { get; init; }

    /// <summary>The level at which the drawing ends, excluded.</summary>
    public Level To { get; init; }

    /// <summary>Labels of least times.</summary>
    public IReadOnlyList<Tick> Ticks { get; init; } = [];

    /// <summary>The merged answer: where the need fits, where it is too short, where it is closed or unknown.</summary>
    public IReadOnlyList<Mark> Answer { get; init; } = [];

    /// <summary>One row a baker: its hard rights.</summary>
    public IReadOnlyList<Row> Rows { get; init; } = [];

    /// <summary>Open maintenances with a window in range.</summary>
    public IReadOnlyList<Mark> Work { get; init; } = [];

    /// <summary>What a mark says.</summary>
    public enum Kind
    {
        /// <summary>Open, and the need fits.</summary>
        Open,

        /// <summary>Open, but too short.</summary>
        Short,

        /// <summary>Closed by a hard right.</summary>
        Hard,

        /// <summary>Closed by a nonce revelation or protocol activation.</summary>
        Frozen,

        /// <summary>Not known.</summary>
        Unknown,

        /// <summary>A maintenance.</summary>
        Work,
    }

    /// <summary>A span of the line.</summary>
    /// <param name="Kind">What it says.</param>
    /// <param name="X">Left edge, pixels.</param>
    /// <param name="Width">Pixels, above zero.</param>
    /// <param name="Title">In words.</param>
    public sealed record Mark(Kind Kind, double X, double Width, string Title);

    /// <summary>A label on the ruler.</summary>
    public sealed record Tick(double X, string Label, bool CycleStart);

    /// <summary>A baker's row.</summary>
    public sealed record Row(string Name, IReadOnlyList<Mark> Rights);

    /// <summary>Draws <paramref name="span"/> from the head on.</summary>
    public static CalendarView Draw(World world, IReadOnlyList<BakerRights> bakers, OutageEstimate outage, TimeSpan span, IReadOnlyCollection<MaintenanceRecord> open, Func<BakerAddress, string> nameOf, Viewer viewer)
    {
        var chain = world.Chain!;
        var plan = WindowPlanner.Plan(chain, bakers, outage, world.Policy);
        var clock = new LevelClock(chain);
        var from = chain.Head.Level;
        // A little beyond the horizon is drawn, so that its end is seen to be one.
        var most = plan.LastKnown - from + Math.Max(20, (plan.LastKnown - from) / 40);
        var to = from + Math.Clamp(clock.LevelsIn(span), 20, Math.Max(20, most));
        var line = new Line(from, to);
        return new CalendarView
        {
            Plan = plan,
            From = from,
            To = to,
            Ticks = TicksOf(clock, line, chain, viewer),
            Answer = [.. AnswerOf(plan, line)],
            Rows = [.. bakers.Select(b => new Row(nameOf(b.Sheet.Baker), [.. RightsOf(plan, b.Sheet.Baker, clock, line)]))],
            Work = [.. open.Where(m => m.Phase.Proposed is not null && m.Phase.Proposed.To > from && m.Phase.Proposed.From < to)
                .Select(m => line.Grown(Kind.Work, m.Phase.Proposed!.From, m.Phase.Proposed.From + clock.LevelsIn(m.Phase.Proposed.Need), $"{m.Id}: {m.Request.Action.Subject}, {PhaseWords.Text(m.Phase)}"))],
        };
    }

    private static IEnumerable<Mark> AnswerOf(Plan plan, Line line)
    {
        foreach (var exclusion in plan.Exclusions.Where(e => e.From < line.To && e.To > line.From))
        {
            var (kind, words) = exclusion.Cause switch
            {
                ExclusionCause.HardRight => (Kind.Hard, $"closed by level {exclusion.Right!.Level}"),
                ExclusionCause.NonceRevelation => (Kind.Frozen, $"nonce of level {exclusion.Right!.Level} is to be revealed"),
                ExclusionCause.ProtocolActivation => (Kind.Frozen, "a protocol activation is near"),
                _ => (Kind.Unknown, $"rights are known up to level {plan.LastKnown} only"),
            };
            yield return line.Grown(kind, exclusion.From, exclusion.To, words);
        }

        foreach (var window in plan.AllWindows.Where(w => w.From < line.To))
        {
            if (line.Shrunk(window.Fits ? Kind.Open : Kind.Short, window.From, window.To,
                $"levels {window.From}…{window.To}: at least {DurationText.Human(window.Guaranteed)}{(window.Fits ? "" : ", too short")}") is { } mark)
            {
                yield return mark;
            }
        }
    }

    private static IEnumerable<Mark> RightsOf(Plan plan, BakerAddress baker, LevelClock clock, Line line) =>
        plan.HardRights.Where(r => r.Baker == baker && r.Level >= line.From && r.Level < line.To)
            .Select(r => line.Grown(Kind.Hard, r.Level, r.Level + 1,
                $"level {r.Level} round {r.Round}, not before {Viewer.InUtc(clock.Earliest(r.Level, r.Level == line.From ? 0 : r.Round), plan.Chain.Head.Timestamp)} UTC"));

    private static List<Tick> TicksOf(LevelClock clock, Line line, ChainView chain, Viewer viewer)
    {
        var length = clock.Earliest(line.To) - clock.Earliest(line.From);
        var step = Steps.FirstOrDefault(s => length / s <= 10, Steps[^1]);
        var ticks = new List<Tick>();
        var b = chain.Constants.MinimalBlockDelay;
        var first = new DateTimeOffset(((clock.Earliest(line.From + 1).Ticks / step.Ticks) + 1) * step.Ticks, TimeSpan.Zero);
        for (var at = first; at < clock.Earliest(line.To); at += step)
        {
            var level = line.From + 1 + (int)Math.Ceiling((at - clock.Earliest(line.From + 1)) / b);
            ticks.Add(new Tick(line.X(level), viewer.InOwnZone(at, at)[..5], CycleStart: false));
        }

        for (var start = chain.Head.Cycle.Last + 1; start < line.To; start += chain.Constants.BlocksPerCycle)
        {
            var cycle = chain.Head.Cycle.Cycle + (1 + ((start - chain.Head.Cycle.Last - 1) / chain.Constants.BlocksPerCycle));
            ticks.Add(new Tick(line.X(start), $"C{cycle}", CycleStart: true));
        }

        return ticks;
    }

    private static readonly TimeSpan[] Steps =
    [
        TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(30), TimeSpan.FromHours(1), TimeSpan.FromHours(2), TimeSpan.FromHours(6), TimeSpan.FromHours(12), TimeSpan.FromDays(1),
        TimeSpan.FromDays(2), TimeSpan.FromDays(4),
    ];

    /// <summary>Levels to pixels.</summary>
    private readonly record struct Line(Level From, Level To)
    {
        public double X(Level level) => (double)Width * (Level.Min(Level.Max(level, From), To) - From) / (To - From);

        public Mark Grown(Kind kind, Level from, Level to, string title)
        {
            var left = Math.Floor(X(from));
            return new Mark(kind, left, Math.Max(kind is Kind.Hard ? 2 : 1, Math.Ceiling(X(to)) - left), title);
        }

        public Mark? Shrunk(Kind kind, Level from, Level to, string title)
        {
            var left = Math.Ceiling(X(from));
            var width = Math.Floor(X(to)) - left;
            return width < 1 ? null : new Mark(kind, left, width, title);
        }
    }
}
