using System.Globalization;
using BakeWindow.Core.Calendar;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Maintenance;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Rights;
using BakeWindow.Core.Time;
using BakeWindow.Web.Configuration;

namespace BakeWindow.Web.Views.Calendar;

/// <summary>The rights calendar: rows with their answers, what closes them, and the same as tables. Follows from (world, maintenances, address, viewer, now) alone.</summary>
public sealed record CalendarView
{
    /// <summary>Rows of a table's page.</summary>
    public const int PerPage = 100;

    /// <summary>Where and how it looks.</summary>
    public required CalendarQuery Query { get; init; }

    /// <summary>What there is to look at.</summary>
    public required CalendarRange Range { get; init; }

    /// <summary>For how long the work is away.</summary>
    public required OutageEstimate Outage { get; init; }

    /// <summary>The merged answer first.</summary>
    public required IReadOnlyList<CalendarRow> Rows { get; init; }

    /// <summary>Freezes and hours, nonces and activations.</summary>
    public required IReadOnlyList<CalendarBand> Bands { get; init; }

    /// <summary>Maintenances that have a place on the line.</summary>
    public required IReadOnlyList<CalendarWork> Work { get; init; }

    /// <summary>When it was looked at.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Why the numbers may be old; null when they are not.</summary>
    public string? Stale { get; init; }

    /// <summary>The merged answer.</summary>
    public CalendarRow First => Rows[0];

    /// <summary>The need in levels.</summary>
    public int NeedLevels => Math.Max(1, (int)Math.Ceiling(Outage.Need / Range.Chain.Constants.MinimalBlockDelay));

    /// <summary>Open spans of the merged answer that hold the need, from the head on.</summary>
    public IReadOnlyList<LaneSpan> Fitting => [.. First.Spans.Where(s => s.Kind is LaneKind.Open or LaneKind.Costs)];

    /// <summary>The next of them.</summary>
    public IReadOnlyList<LaneSpan> Next => [.. Fitting.Take(5)];

    /// <summary>All open spans in view, also the short ones.</summary>
    public IReadOnlyList<LaneSpan> Windows => [.. First.Spans.Where(s => s.IsOpen && s.From < Query.To && s.To > Query.From)];

    /// <summary>Hard rights in view.</summary>
    public IReadOnlyList<HardRight> HardRights => [.. (First.Plan?.HardRights ?? []).Where(r => r.Level.Value >= Query.From && r.Level.Value < Query.To)];

    /// <summary>What else closes levels in view.</summary>
    public IReadOnlyList<CalendarBand> Holds => [.. Bands.Where(b => b.From < Query.To && b.To > Query.From)];

    /// <summary>The page's title: what is looked at, in UTC for every reader.</summary>
    public string Title
    {
        get
        {
            var (from, to) = (Range.Bound(Query.From).UtcDateTime, Range.Bound(Query.To).UtcDateTime);
            return from.Date == to.Date && from.Date == Now.UtcDateTime.Date
                ? string.Create(CultureInfo.InvariantCulture, $"Calendar {from:HH:mm}–{to:HH:mm} UTC")
                : string.Create(CultureInfo.InvariantCulture, $"Calendar {from:d MMM HH:mm} – {to:d MMM HH:mm} UTC");
        }
    }

    /// <summary>What the drawing says, for those who don't see it.</summary>
    public string Summary => First.Plan is not { } plan
        ? $"{First.Name}: can’t say, {First.Unknown}."
        : $"{(First.Bakers.Count == 1 ? First.Name : $"{First.Bakers.Count} bakers")}, {Fitting.Count} windows fit {DurationText.Human(Outage.Need)} up to level {Number(plan.LastKnown.Value)}; "
            + (Next is [var next, ..] ? $"the next opens no earlier than {Viewer.InUtc(Range.Bound(next.From), Now)} UTC and lasts at least {DurationText.Human(Lasts(next))}." : $"none is known. {LargestGap}");

    /// <summary>The longest open span, in words.</summary>
    public string LargestGap => First.Spans.Where(s => s.IsOpen).OrderByDescending(s => s.To - s.From).Select(s => (LaneSpan?)s).FirstOrDefault() is { } gap
        ? $"The largest gap is {DurationText.Human(Lasts(gap))}, not before {Viewer.InUtc(Range.Bound(gap.From), Now)} UTC." : "Every level is closed.";

    /// <summary>What a span lasts at least; one that is open already, from now on.</summary>
    public TimeSpan Lasts(LaneSpan span) => span.From <= Range.Head
        ? TimeSpan.FromTicks(Math.Max(0, (Range.Bound(span.To) - (Now > Range.Bound(Range.Head) ? Now : Range.Bound(Range.Head))).Ticks))
        : new Core.Chain.LevelClock(Range.Chain).Nominal(new(span.From), new(span.To));

    /// <summary>What work that begins at a level costs, in words: blocks lost on average over how long it may last, and the share of the budget.</summary>
    public string CostAt(int level) => First.Plan?.AllWindows.LastOrDefault(w => w.From.Value <= level) is { } window
        ? string.Create(CultureInfo.InvariantCulture, $"{window.ExpectedBlocks:0.###} blocks on average · {window.Cost.BudgetShare * 100:0.#} % of the budget") : "";

    /// <summary>Levels as people read them.</summary>
    public static string Number(int level) => level.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>The address of the form that asks for a start at this level.</summary>
    public string RequestUrl(int level) =>
        $"/maintenance/new?{(Query.Node is { } node ? $"n={Uri.EscapeDataString(node)}&" : "")}start=L{level}&need={DurationText.Iso(Outage.Need)}";

    /// <summary>Looks.</summary>
    public static CalendarView From(World world, IReadOnlyCollection<MaintenanceRecord> records, CalendarTold told, Settings settings, Viewer viewer, DateTimeOffset now)
    {
        var range = CalendarRange.Of(world.Chain!, world.Bakers.Select(b => b.Rights?.Sheet).OfType<RightsSheet>());
        var query = CalendarQuery.Read(told, range, [.. settings.Bakers.Select(b => b.Name)], [.. world.Cluster?.Nodes.Keys ?? []]);
        var need = query.Need is { } text ? DurationText.Parse(text) : (TimeSpan?)null;
        var outage = Observing.Concerned.Outage(world, new GateRequest { Node = query.Node, Need = need });
        var bands = CalendarBands.Of(range, world.Policy, query.Utc ? Viewer.Utc : viewer, now);
        var rows = CalendarRows.Of(world, query, outage, bands, settings.NameOf);
        return new CalendarView
        {
            Query = query,
            Range = range,
            Outage = outage,
            Rows = rows,
            Bands = [.. bands.Concat(FromPlan(rows[0], settings.NameOf)).OrderBy(b => b.From)],
            Work = CalendarWork.Of(range, records, outage),
            Now = now,
            Stale = HeadTrust.Doubt(world.Chain!, world.Sources, now) is var (_, doubt) ? doubt : null,
        };
    }

    private static IEnumerable<CalendarBand> FromPlan(CalendarRow row, Func<BakerAddress, string> nameOf) =>
        (row.Plan?.Exclusions ?? []).Where(e => e.Cause is ExclusionCause.NonceRevelation or ExclusionCause.ProtocolActivation).GroupBy(e => (e.From, e.To, e.Cause)).Select(g =>
            g.Key.Cause is ExclusionCause.NonceRevelation
                ? new CalendarBand(g.Key.From.Value, g.Key.To.Value, "nonce", $"{g.Count()} {(g.Count() == 1 ? "nonce" : "nonces")} of {string.Join(", ", g.Select(e => nameOf(e.Right!.Baker)).Distinct())} unrevealed, due before level {Number(g.Key.To.Value)}")
                : new CalendarBand(g.Key.From.Value, g.Key.To.Value, "activation", "a protocol activation is near; times after it are of low confidence"));
}
