using System.Globalization;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Maintenance;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Rights;
using BakeWindow.Core.Time;
using BakeWindow.Web.Observing;

namespace BakeWindow.Web.Feeds;

/// <summary>
/// What a feed tells: windows that the need fits, what is closed between them, freezes, maintenances, and where knowledge ends. A window's minutes are rounded inwards and its least times are
/// proofs; what can't be known is said, and never left empty like free time.
/// </summary>
internal static class FeedEvents
{
    /// <summary>No feed has more windows; calendars choke on thousands of entries.</summary>
    public const int MostWindows = 150;

    /// <summary>Nor more maintenances.</summary>
    public const int MostMaintenances = 100;

    private static readonly TimeSpan Shown = TimeSpan.FromHours(1);

    /// <summary>All entries, in order of time.</summary>
    /// <param name="world">The world.</param>
    /// <param name="question">Whose feed, and for what need.</param>
    /// <param name="maintenances">The newest of them.</param>
    /// <param name="now">The present.</param>
    public static IReadOnlyList<FeedEvent> From(World world, FeedQuestion question, IReadOnlyList<MaintenanceRecord> maintenances, DateTimeOffset now)
    {
        var request = new GateRequest { Bakers = question.Bakers, Need = question.Need, Client = "feed" };
        var (bakers, problem) = Concerned.Of(world, request);
        List<FeedEvent> all =
        [
            .. (problem ?? Doubt(world, now)) is { } why ? [Unknown(question, now, why)] : Planned(world, WindowPlanner.Plan(world.Chain!, bakers, Concerned.Outage(world, request), world.Policy.In(world.Chain!)), question, now),
            .. world.Policy.Freezes.Where(f => f.Span.End > now).Take(MostMaintenances).Select(f => Freeze(question, f)),
            .. maintenances.Where(m => Concerns(m, world, question)).Select(m => FeedMaintenance.Of(m, question, now)).OfType<FeedEvent>().Take(MostMaintenances),
        ];
        return [.. all.OrderBy(e => e.Start).ThenBy(e => e.Uid, StringComparer.Ordinal)];
    }

    private static string? Doubt(World world, DateTimeOffset now) =>
        now - world.Chain!.Head.Timestamp is var age && age > HeadTrust.OldestHead(world.Chain.Constants) ? $"the head is {DurationText.Human(age)} old" : null;

    private static IEnumerable<FeedEvent> Planned(World world, Plan plan, FeedQuestion question, DateTimeOffset now)
    {
        var (clock, from) = (new LevelClock(plan.Chain), now);
        var windows = plan.Windows.Where(w => Inwards(w.OpensEarliest, up: true) + plan.Outage.Need <= w.ClosesEarliest).ToList();
        foreach (var window in windows.Take(MostWindows))
        {
            var opens = Inwards(window.OpensEarliest > now ? window.OpensEarliest : now, up: true);
            var closes = Inwards(window.ClosesEarliest, up: false);
            if (closes - opens < plan.Outage.Need)
            {
                continue;
            }

            if (opens - from >= TimeSpan.FromMinutes(1))
            {
                yield return Held(plan, question, from, opens, window.From);
            }

            yield return Window(plan, question, window, opens, closes);
            from = closes;
        }

        var ends = clock.Earliest(plan.LastKnown + 1) - world.Policy.WarmUp;
        yield return windows.Count > MostWindows
            ? Unknown(question, from, $"this feed lists {MostWindows} windows; the page Windows has the others", "more")
            : Unknown(question, ends > from ? ends : from, $"rights are known to the end of cycle {plan.LastKnownCycle} only; the next cycle is drawn in its time");
    }

    private static FeedEvent Window(Plan plan, FeedQuestion question, MaintenanceWindow window, DateTimeOffset opens, DateTimeOffset closes) => new()
    {
        Category = "Window",
        Uid = $"window-{question.Scope}-{window.To}@{plan.Chain.Head.ChainId}.bakewindow",
        Summary = $"Window for {DurationText.Human(plan.Outage.Need)}: {question.Title}",
        Description = $"No own right that must not be missed falls into it. It opens when the chain reaches level {window.From}, not before {Utc(window.OpensEarliest)}, and all must be back by level {window.To}, "
            + $"not before {Utc(window.ClosesEarliest)}: it lasts at least {DurationText.Human(window.Guaranteed)}. Latest start {Utc(window.ClosesEarliest - plan.Outage.Need)}. "
            + "The chain can only be later than these times, never earlier; ask the gate before you start. "
            + string.Create(CultureInfo.InvariantCulture, $"Need {DurationText.Human(plan.Outage.Need)} ({plan.Outage.Source}); {window.ExpectedBlocks:0.####} own blocks lost on average; {window.Cost.BudgetShare * 100:0.#} % of a cycle's budget."),
        Start = opens,
        End = closes,
        Free = true,
    };

    private static FeedEvent Held(Plan plan, FeedQuestion question, DateTimeOffset from, DateTimeOffset to, Level before)
    {
        var clock = new LevelClock(plan.Chain);
        var rights = plan.HardRights.Where(r => r.Level < before && r.Level >= plan.Chain.Head.Level && clock.Earliest(r.Level) >= from - TimeSpan.FromMinutes(5)).ToList();
        return new()
        {
            Category = "Held",
            Uid = $"held-{question.Scope}-{before}@{plan.Chain.Head.ChainId}.bakewindow",
            Summary = $"Held: {question.Title}",
            Description = (rights.Count switch
            {
                0 => "Closed by a nonce, an activation, or because what is open is too short.",
                1 => $"One right that must not be missed: level {rights[0].Level}, not before {Utc(clock.Earliest(rights[0].Level, rights[0].Round))}.",
                _ => $"{rights.Count} rights that must not be missed, from level {rights[0].Level} to {rights[^1].Level}, the first not before {Utc(clock.Earliest(rights[0].Level, rights[0].Round))}.",
            }) + $" No {DurationText.Human(plan.Outage.Need)} fit. Times are the least possible ones; the chain can only be later.",
            Start = Inwards(from, up: false),
            End = to,
        };
    }

    private static FeedEvent Freeze(FeedQuestion question, FreezePeriod freeze) => new()
    {
        Category = "Freeze",
        Uid = $"freeze-{FeedEvent.Minutes(freeze.Span.Start)}-{FeedEvent.Minutes(freeze.Span.End)}-{question.Scope}@bakewindow",
        Summary = $"Frozen by {freeze.Owner}: {freeze.Reason}",
        Description = $"Nothing is disturbed from {Utc(freeze.Span.Start)} to {Utc(freeze.Span.End)}. Set by {freeze.Owner}: {freeze.Reason}.",
        Start = Inwards(freeze.Span.Start, up: false),
        End = Later(Inwards(freeze.Span.Start, up: false), Inwards(freeze.Span.End, up: true)),
    };

    private static FeedEvent Unknown(FeedQuestion question, DateTimeOffset from, string why, string what = "unknown") => new()
    {
        Category = "Can't say",
        Uid = $"{what}-{question.Scope}@bakewindow",
        Summary = $"Can't say after {Inwards(from, up: false).UtcDateTime.ToString("ddd HH:mm", CultureInfo.InvariantCulture)} UTC: {question.Title}",
        Description = $"Can't say: {why}. What is not known is not free: nothing is promised from {Utc(from)} on.",
        Start = Inwards(from, up: false),
        End = Inwards(from, up: false) + Shown,
        Status = "TENTATIVE",
    };

    private static bool Concerns(MaintenanceRecord m, World world, FeedQuestion question) =>
        question.Bakers.Count == 0
        || m.Phase.Underway?.Bakers.Any(question.Bakers.Contains) is true
        || (world.Cluster is { } cluster && (m.Request.Action.OnWorkload is { } workload ? Placement.BakersOf(workload, cluster, world.Workloads) : Placement.BakersOn(m.Request.Node, cluster, world.Workloads)).Any(question.Bakers.Contains));

    /// <summary>Whole minutes, up or down.</summary>
    internal static DateTimeOffset Inwards(DateTimeOffset at, bool up)
    {
        var whole = new DateTimeOffset(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero);
        return up && whole < at ? whole.AddMinutes(1) : whole;
    }

    /// <summary>An entry without a length is none to many calendars.</summary>
    internal static DateTimeOffset Later(DateTimeOffset start, DateTimeOffset end) => end > start ? end : start.AddMinutes(1);

    internal static string Utc(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}

/// <summary>Whose feed, and for what need.</summary>
/// <param name="Scope">A short name for the entries' identities: the baker's address, or <c>all</c>.</param>
/// <param name="Title">The baker's name, or <c>all bakers</c>.</param>
/// <param name="Bakers">Whose rights; empty: all that are declared.</param>
/// <param name="Need">What must fit; null: as learned.</param>
internal sealed record FeedQuestion(string Scope, string Title, IReadOnlyList<BakerAddress> Bakers, TimeSpan? Need);
