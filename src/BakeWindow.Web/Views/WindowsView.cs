using BakeWindow.Core.Chain;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Rights;
using BakeWindow.Core.Time;
using BakeWindow.Web.Observing;

namespace BakeWindow.Web.Views;

/// <summary>The page <i>Windows</i>: every start that fits and may be paid, and, where there is none, the ways out.</summary>
public sealed record WindowsView
{
    /// <summary>Why nothing can be said; null when it can. Rows that are known stay beside it when only the head is in doubt.</summary>
    public string? Unknown { get; init; }

    /// <summary>What must fit.</summary>
    public required OutageEstimate Outage { get; init; }

    /// <summary>The head behind it; null while none is known.</summary>
    public Head? Head { get; init; }

    /// <summary>The windows, in the order asked for.</summary>
    public IReadOnlyList<Row> Rows { get; init; } = [];

    /// <summary>How many windows are too short for the need.</summary>
    public int TooShort { get; init; }

    /// <summary>How many fit and cost more than is to be paid.</summary>
    public int TooDear { get; init; }

    /// <summary>How many fit, but lie in no allowed hours, in a freeze, or outside the times asked for.</summary>
    public int Elsewhere { get; init; }

    /// <summary>Where knowledge ends; null when nothing is known.</summary>
    public Edge? End { get; init; }

    /// <summary>The longest window; null when there is none.</summary>
    public MaintenanceWindow? Largest { get; init; }

    /// <summary>What to do when nothing fits; empty when something does.</summary>
    public IReadOnlyList<WayOut> WaysOut { get; init; } = [];

    /// <summary>One window.</summary>
    /// <param name="Window">As planned.</param>
    /// <param name="Starts">Work may start then, not before: the window's opening, in allowed hours and out of freezes.</param>
    /// <param name="LatestStart">The last moment at which it fits.</param>
    /// <param name="Lasts">From <paramref name="Starts"/> to its end, at least.</param>
    /// <param name="Spare">What is left when the work takes all of the need.</param>
    /// <param name="Why">What speaks for this one; empty when nothing in particular does.</param>
    /// <param name="IsOpen">It is open now.</param>
    public sealed record Row(MaintenanceWindow Window, DateTimeOffset Starts, DateTimeOffset LatestStart, TimeSpan Lasts, TimeSpan Spare, string Why, bool IsOpen);

    /// <summary>Where knowledge ends.</summary>
    /// <param name="Level">The last level whose rights are known.</param>
    /// <param name="Cycle">Its cycle.</param>
    /// <param name="NotBefore">The least time at which the next cycle's rights can be known; null when it can't be told.</param>
    /// <param name="DrawnAt">They are drawn when this cycle starts.</param>
    public sealed record Edge(Level Level, Cycle Cycle, DateTimeOffset? NotBefore, Cycle DrawnAt);

    /// <summary>A way out of "nothing fits".</summary>
    /// <param name="Words">What to do.</param>
    /// <param name="Href">Where; null when there is nothing to press.</param>
    public sealed record WayOut(string Words, string? Href);

    /// <summary>Finds them.</summary>
    public static WindowsView From(World world, GateRequest request, WindowsQuery query, Func<BakerAddress, string> nameOf, DateTimeOffset now)
    {
        var outage = Concerned.Outage(world, request);
        var (bakers, problem) = Concerned.Of(world, request);
        if (problem is not null)
        {
            return new WindowsView { Unknown = problem, Outage = outage, Head = world.Chain?.Head };
        }

        var chain = world.Chain!;
        var policy = world.Policy.In(chain);
        var plan = WindowPlanner.Plan(chain, bakers, outage, policy);
        var fitting = plan.Windows.Select(w => RowOf(w, request.Node, outage.Need, policy, now)).ToList();
        var possible = fitting.OfType<Row>().Where(r => query.Wants(r.Starts, chain, now)).ToList();
        var rows = possible.Where(r => query.Pays(r.Window, policy)).ToList();
        return new WindowsView
        {
            Unknown = HeadTrust.Doubt(chain, world.Sources, now)?.Detail,
            Outage = outage,
            Head = chain.Head,
            Rows = [.. Ordered(rows, query.Sort).Select(r => r with { Why = WhyThis(r, rows, plan) })],
            TooShort = plan.AllWindows.Count(w => !w.Fits),
            TooDear = possible.Count - rows.Count,
            Elsewhere = fitting.Count - possible.Count,
            End = EdgeOf(plan),
            Largest = plan.LargestGap,
            WaysOut = rows.Count > 0 ? [] : [.. Ways(world, request, plan, bakers, nameOf)],
        };
    }

    private static Row? RowOf(MaintenanceWindow w, string? node, TimeSpan need, Policy policy, DateTimeOffset now)
    {
        // What is left of a window that is open now.
        var from = w.OpensEarliest > now ? w.OpensEarliest : now;
        return Convenient.Start(policy, new TimeRange(from, w.ClosesEarliest), need, node) is { } starts
            ? new Row(w, starts, w.ClosesEarliest - need, w.ClosesEarliest - starts, w.ClosesEarliest - starts - need, "", w.OpensEarliest <= now)
            : null;
    }

    private static IEnumerable<Row> Ordered(List<Row> rows, WindowOrder order) => order switch
    {
        WindowOrder.Cheapest => rows.OrderBy(r => Math.Round(r.Window.ExpectedBlocks, 6)).ThenBy(r => Math.Round(r.Window.Cost.BudgetShare, 6)).ThenBy(r => r.Starts),
        WindowOrder.Spare => rows.OrderByDescending(r => r.Spare).ThenBy(r => r.Starts),
        _ => rows.OrderBy(r => r.Starts),
    };

    private static string WhyThis(Row row, List<Row> all, Plan plan)
    {
        List<string> why = [];
        Add(row == all.MinBy(r => r.Starts), "earliest");
        Add(row == all.MinBy(r => (Math.Round(r.Window.ExpectedBlocks, 6), Math.Round(r.Window.Cost.BudgetShare, 6), r.Starts)), "cheapest");
        Add(row == all.MaxBy(r => r.Spare), "most spare");
        Add(plan.LargestGap is { } largest && row.Window.From == largest.From, "longest gap known");
        return string.Join(", ", why);

        void Add(bool speaks, string word)
        {
            if (speaks)
            {
                why.Add(word);
            }
        }
    }

    // Rights of cycle c are drawn when cycle c − delay starts.
    private static Edge EdgeOf(Plan plan)
    {
        var chain = plan.Chain;
        var drawnAt = plan.LastKnownCycle + 1 - chain.Constants.ConsensusRightsDelay;
        var first = (long)chain.Head.Cycle.First.Value + ((long)(drawnAt.Value - chain.Head.Cycle.Cycle.Value) * chain.Constants.BlocksPerCycle);
        return new Edge(plan.LastKnown, plan.LastKnownCycle, first > chain.Head.Level.Value && first < int.MaxValue / 2 ? new LevelClock(chain).Earliest(new Level((int)first)) : null, drawnAt);
    }

    private static IEnumerable<WayOut> Ways(World world, GateRequest request, Plan plan, IReadOnlyList<BakerRights> bakers, Func<BakerAddress, string> nameOf)
    {
        var need = plan.Outage.Need;
        if (plan.LargestGap is { } largest)
        {
            if (!largest.Fits)
            {
                var shorter = TimeSpan.FromSeconds(Math.Floor(largest.Guaranteed.TotalSeconds));
                yield return new($"Split the work, or make it shorter: {DurationText.Human(shorter)} fit from {Answer.Time(largest.OpensEarliest, plan.Chain.Head.Timestamp)} on.", Here(request, shorter));
            }

            // A need that is stated lasts so long: what is learned of shorter outages would make it cheap.
            var least = plan.AllWindows.MinBy(w => (Math.Round(Math.Max(w.Cost.Blocks, w.ExpectedBlocks), 4), w.From))!;
            var blocks = Math.Max(least.Cost.Blocks, least.ExpectedBlocks);
            yield return new(string.Create(System.Globalization.CultureInfo.InvariantCulture,
                $"Pay: from level {Answer.Level(least.From)}, not before {Answer.Time(least.OpensEarliest, plan.Chain.Head.Timestamp)}, it costs {blocks:0.##} blocks{Money.Behind(blocks, world.Rewards)} and {BudgetLine.Percent(least.Cost.BudgetShare)} of the budget; a person must approve it."),
                $"/maintenance/new?n={Uri.EscapeDataString(request.Node ?? "")}&start=L{least.From.Value}&need={DurationText.Iso(need)}");
        }

        foreach (var baker in bakers.Count > 1 ? bakers : [])
        {
            var without = WindowPlanner.Plan(plan.Chain, [.. bakers.Where(b => b != baker)], plan.Outage, plan.Policy);
            if (without.Windows.FirstOrDefault() is { } fits)
            {
                yield return new($"Move {nameOf(baker.Sheet.Baker)} elsewhere first: without it {DurationText.Human(need)} fit from {Answer.Time(fits.OpensEarliest, plan.Chain.Head.Timestamp)} on.", null);
                break;
            }
        }

        if (request.Node is { } node && OtherNode(world, node, request.Need, plan) is { } other)
        {
            yield return new($"Take another node first: on {other} they fit.", Here(request with { Node = other }, request.Need));
        }

        yield return new("Wait: more rights become known with the next cycle, and it is looked at again by itself.", null);
    }

    private static string? OtherNode(World world, string node, TimeSpan? need, Plan plan) => world.Cluster?.Nodes.Keys.Order(StringComparer.Ordinal).Where(n => n != node).FirstOrDefault(n =>
        Concerned.Of(world, new GateRequest { Node = n }) is ({ Count: > 0 } others, null) && WindowPlanner.Plan(plan.Chain, others, Concerned.Outage(world, new GateRequest { Node = n, Need = need }), plan.Policy).Windows.Any());

    private static string Here(GateRequest request, TimeSpan? need) =>
        $"/windows?n={Uri.EscapeDataString(request.Node ?? "")}{(need is { } n ? $"&need={DurationText.Iso(n)}" : "")}";
}
