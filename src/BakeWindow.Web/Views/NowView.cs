using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Maintenance;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Rights;
using BakeWindow.Core.Time;
using BakeWindow.Web.Observing;

namespace BakeWindow.Web.Views;

/// <summary>What the page <i>Now</i> shows. Follows from (world, open maintenances, question, now) alone.</summary>
public sealed record NowView
{
    /// <summary>The gate's answer.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>In one word.</summary>
    public required Word Word { get; init; }

    /// <summary>In sentences.</summary>
    public required Answer Answer { get; init; }

    /// <summary>What the work costs; null where nothing is known that fits.</summary>
    public BudgetLine? Budget { get; init; }

    /// <summary>The last moment at which the work may start in the window that is open or comes next; null when none is known.</summary>
    public DateTimeOffset? LatestStart { get; init; }

    /// <summary>The next hour; null where it can't be told.</summary>
    public HourStrip? Hour { get; init; }

    /// <summary>What will happen if the person does nothing.</summary>
    public required string IfYouDoNothing { get; init; }

    /// <summary>Every node with its own answer to the same question.</summary>
    public required IReadOnlyList<NodeLine> Nodes { get; init; }

    /// <summary>Maintenances that wait for a person.</summary>
    public required IReadOnlyList<MaintenanceRecord> NeedYou { get; init; }

    /// <summary>Maintenances that are at work or wait for their window.</summary>
    public required IReadOnlyList<MaintenanceRecord> GoingOn { get; init; }

    /// <summary>Freezes that are in force or will be, the next first.</summary>
    public IReadOnlyList<FreezePeriod> Freezes { get; init; } = [];

    /// <summary>Gates that stand broken open.</summary>
    public IReadOnlyList<BrokenGlass> Glass { get; init; } = [];

    /// <summary>One node of the list.</summary>
    /// <param name="Name">The node.</param>
    /// <param name="Verdict">Its answer.</param>
    /// <param name="Word">In one word.</param>
    /// <param name="Workloads">Protected workloads on it.</param>
    /// <param name="Cordoned">True when no pod is scheduled there.</param>
    /// <param name="Ready">The kubelet says Ready.</param>
    /// <param name="Demand">Who wants it rebooted; null when nobody does.</param>
    public sealed record NodeLine(string Name, Verdict Verdict, Word Word, IReadOnlyList<string> Workloads, bool Cordoned, bool Ready, string? Demand)
    {
        /// <summary>For how long it stays as it is, at least, or why it can't be told.</summary>
        public string Lasting => Verdict switch
        {
            Verdict.Allowed { Reason: ReasonCode.NoDutyHere } => "nothing of a baker here",
            Verdict.Allowed { SafeFor: { } safe } => $"at least {DurationText.Human(safe)}",
            Verdict.Held { NextSafeAt: { } next } => $"{DurationText.Human(Whole(next - Verdict.At))} or more",
            Verdict.CannotKnow => "not known",
            _ => "no end known",
        };

        private static TimeSpan Whole(TimeSpan t) => TimeSpan.FromSeconds(Math.Ceiling(Math.Max(0, t.TotalSeconds)));
    }

    /// <summary>Answers for a node, or, without one, for bakers.</summary>
    public static NowView From(World world, IReadOnlyCollection<MaintenanceRecord> open, GateRequest request, Func<BakerAddress, string> nameOf, DateTimeOffset now)
    {
        var verdict = Gatekeeper.Decide(world, request, now);
        var node = request.Node;
        var lines = world.Cluster is { } cluster ? cluster.Nodes.Values.OrderBy(n => n.Name, StringComparer.Ordinal).Select(n => Line(world, n, request.Need, now)).ToList() : [];
        var (bakers, problem) = Concerned.Of(world, request);
        return new NowView
        {
            Verdict = verdict,
            Word = Words.Of(verdict, node is not null && Running(world, node)),
            Answer = Answer.Of(verdict, nameOf),
            Budget = verdict is Verdict.Allowed { Reason: ReasonCode.NoDutyHere } || verdict.Cost is not { } cost ? null : BudgetLine.Of(world, [.. bakers.Select(b => b.Sheet.Baker)], cost),
            LatestStart = verdict is { NextSafeAt: { } at, SafeFor: { } lasting, Reason: not ReasonCode.BrokenGlass } ? at + lasting - verdict.Outage.Need : null,
            // An hour drawn from a head that is no good would look like one that is known.
            Hour = problem is not null || verdict is Verdict.CannotKnow ? null : HourStrip.Of(WindowPlanner.Plan(world.Chain!, bakers, verdict.Outage, world.Policy.In(world.Chain!)), now, ClosedUntil(verdict)),
            IfYouDoNothing = Silence.Of(world, verdict, open, node, now),
            Nodes = lines,
            NeedYou = [.. open.Where(m => m.Phase is Phase.AwaitingApproval or Phase.PoolPaused).OrderBy(m => m.Request.RequestedAt)],
            GoingOn = [.. open.Where(m => m.Phase is not (Phase.AwaitingApproval or Phase.PoolPaused)).OrderBy(m => m.Request.RequestedAt)],
            Freezes = [.. world.Policy.Freezes.Where(f => f.Span.End > now).OrderBy(f => f.Span.Start)],
            Glass = [.. world.Glass.Where(g => g.From <= now && now < g.Until)],
        };
    }

    /// <summary>The node that a page shows when none is asked for: one that a maintenance works on, else the first that carries a protected workload, else the first.</summary>
    public static string? FirstOf(World world) => world.Cluster is not { } cluster ? null
        : world.Active.Select(a => a.Node).FirstOrDefault(cluster.Nodes.ContainsKey)
            ?? cluster.Nodes.Keys.Order(StringComparer.Ordinal).FirstOrDefault(n => Placement.On(n, cluster, world.Workloads).Count > 0)
            ?? cluster.Nodes.Keys.Order(StringComparer.Ordinal).FirstOrDefault();

    /// <summary>By when a person must have decided; null when nothing passes.</summary>
    public static DateTimeOffset? DecideBy(MaintenanceRecord m) => m.Phase is Phase.AwaitingApproval { Start: var start } ? start.BackBy - start.Need : m.Request.Deadline;

    private static NodeLine Line(World world, NodeView node, TimeSpan? need, DateTimeOffset now)
    {
        var verdict = Gatekeeper.Decide(world, new GateRequest { Node = node.Name, Need = need, Client = "page" }, now);
        return new NodeLine(node.Name, verdict, Words.Of(verdict, Running(world, node.Name)),
            [.. Placement.On(node.Name, world.Cluster!, world.Workloads).Select(w => w.Name)], node.Unschedulable, node.Ready, node.Demand?.Source);
    }

    // What holds besides the rights holds to the end of the hour where its own end is not known.
    private static DateTimeOffset? ClosedUntil(Verdict verdict) => verdict is Verdict.Held ? verdict.NextSafeAt ?? DateTimeOffset.MaxValue : null;

    private static bool Running(World world, string node) => world.Active.Any(a => a.Node == node);
}
