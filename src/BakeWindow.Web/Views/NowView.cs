using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Maintenance;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Time;

namespace BakeWindow.Web.Views;

/// <summary>What the page <i>Now</i> shows. Follows from (world, open maintenances, question, now) alone.</summary>
public sealed record NowView
{
    /// <summary>The gate's answer.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>In one word.</summary>
    public required Word Word { get; init; }

    /// <summary>The last moment at which the work may start in the window that is open or comes next; null when none is known.</summary>
    public DateTimeOffset? LatestStart { get; init; }

    /// <summary>What will happen if the person does nothing.</summary>
    public required string IfYouDoNothing { get; init; }

    /// <summary>Every node with its own answer to the same question.</summary>
    public required IReadOnlyList<NodeLine> Nodes { get; init; }

    /// <summary>Maintenances that wait for a person.</summary>
    public required IReadOnlyList<MaintenanceRecord> NeedYou { get; init; }

    /// <summary>Maintenances that are at work or wait for their window.</summary>
    public required IReadOnlyList<MaintenanceRecord> GoingOn { get; init; }

    /// <summary>One node of the list.</summary>
    /// <param name="Name">The node.</param>
    /// <param name="Verdict">Its answer.</param>
    /// <param name="Word">In one word.</param>
    /// <param name="Workloads">Protected workloads on it.</param>
    /// <param name="Cordoned">True when no pod is scheduled there.</param>
    /// <param name="Ready">The kubelet says Ready.</param>
    /// <param name="Demand">Who wants it rebooted; null when nobody does.</param>
    public sealed record NodeLine(string Name, Verdict Verdict, Word Word, IReadOnlyList<string> Workloads, bool Cordoned, bool Ready, string? Demand);

    /// <summary>Answers for a node, or, without one, for all bakers.</summary>
    public static NowView From(World world, IReadOnlyCollection<MaintenanceRecord> open, string? node, TimeSpan? need, DateTimeOffset now)
    {
        var verdict = Gatekeeper.Decide(world, new GateRequest { Node = node, Need = need, Client = "page" }, now);
        var lines = world.Cluster is { } cluster ? cluster.Nodes.Values.OrderBy(n => n.Name, StringComparer.Ordinal).Select(n => Line(world, n, need, now)).ToList() : [];
        return new NowView
        {
            Verdict = verdict,
            Word = Words.Of(verdict, node is not null && Running(world, node)),
            LatestStart = verdict is { NextSafeAt: { } at, SafeFor: { } lasting } ? at + lasting - verdict.Outage.Need : null,
            IfYouDoNothing = Silence(world, verdict, open, node, now),
            Nodes = lines,
            NeedYou = [.. open.Where(m => m.Phase is Phase.AwaitingApproval or Phase.PoolPaused).OrderBy(m => m.Request.RequestedAt)],
            GoingOn = [.. open.Where(m => m.Phase is not (Phase.AwaitingApproval or Phase.PoolPaused)).OrderBy(m => m.Request.RequestedAt)],
        };
    }

    /// <summary>The node that a page shows when none is asked for: one that a maintenance works on, else the first that carries a protected workload, else the first.</summary>
    public static string? FirstOf(World world) => world.Cluster is not { } cluster ? null
        : world.Active.Select(a => a.Node).FirstOrDefault(cluster.Nodes.ContainsKey)
            ?? cluster.Nodes.Keys.Order(StringComparer.Ordinal).FirstOrDefault(n => Placement.On(n, cluster, world.Workloads).Count > 0)
            ?? cluster.Nodes.Keys.Order(StringComparer.Ordinal).FirstOrDefault();

    private static NodeLine Line(World world, NodeView node, TimeSpan? need, DateTimeOffset now)
    {
        var verdict = Gatekeeper.Decide(world, new GateRequest { Node = node.Name, Need = need, Client = "page" }, now);
        return new NodeLine(node.Name, verdict, Words.Of(verdict, Running(world, node.Name)),
            [.. Placement.On(node.Name, world.Cluster!, world.Workloads).Select(w => w.Name)], node.Unschedulable, node.Ready, node.Demand?.Source);
    }

    private static bool Running(World world, string node) => world.Active.Any(a => a.Node == node);

    private static string Silence(World world, Verdict verdict, IReadOnlyCollection<MaintenanceRecord> open, string? node, DateTimeOffset now)
    {
        var mine = open.FirstOrDefault(m => node is null || m.Request.Node == node);
        return (mine?.Phase, verdict) switch
        {
            (Phase.AwaitingApproval a, _) => $"{mine.Id} is not approved: it does not start. After {Viewer.InUtc(a.Start.BackBy - a.Start.Need, now)} UTC its window has passed and another is proposed.",
            (Phase.Waiting w, _) => $"{mine.Id} starts by itself when the chain reaches level {w.Start.From}, no earlier than {Viewer.InUtc(w.Start.StartsEarliest, now)} UTC.",
            (Phase.Deferred d, _) => $"{mine.Id} stays deferred ({d.Reason}); it is looked at again at {Viewer.InUtc(d.LookAgainAt, now)} UTC.",
            (Phase.PoolPaused, _) => $"{mine.Id} stays paused; the nodes that are left stay as they are until somebody resumes or cancels it.",
            (Phase.Holding h, _) => $"{mine.Id} holds the node for others until {Viewer.InUtc(h.Work.HoldUntil!.Value, now)} UTC, then takes it back.",
            ({ Underway: not null }, _) => $"{mine.Id} goes on by itself to its end, or undoes what it did.",
            _ when world.Active.FirstOrDefault(a => a.Evicting) is { } other && other.Node != node =>
                $"{other.Id} works on {(other.Node.Length > 0 ? other.Node : "a workload")} meanwhile and goes on by itself; nothing else starts.",
            _ when world.Cluster is { Connected: false } => "The cluster is not being seen, so what holds there can’t be told either; the floors stand as they last stood. Nothing of ours starts.",
            (_, Verdict.Allowed { Reason: ReasonCode.NoDutyHere }) => "Nothing of a baker runs here, so nothing is held.",
            (_, Verdict.Allowed) when world.Policy.Access is WindowAccess.Windowed => "Evictions are let through until the window closes; then they are held again.",
            _ => world.Cluster is null ? "Nothing starts. Whoever asks the gate is told no." : "Evictions of protected pods stay held by their PodDisruptionBudgets. Nothing starts.",
        };
    }
}
