using BakeWindow.Core.Gate;
using BakeWindow.Core.Maintenance;

namespace BakeWindow.Web.Views;

/// <summary>What is asked for, waiting, running and done, with the counts that tell where somebody is needed.</summary>
public sealed record MaintenanceListView
{
    /// <summary>The maintenances that match, newest first.</summary>
    public required IReadOnlyList<Line> Lines { get; init; }

    /// <summary>Of all that were read, whatever the filter: how many need a person.</summary>
    public int NeedApproval { get; init; }

    /// <summary>How many are at work.</summary>
    public int Running { get; init; }

    /// <summary>How many wait for their window, or for one.</summary>
    public int Waiting { get; init; }

    /// <summary>How many can't go on by themselves in time: deadline that can't be met, a paused roll, a drain that is held.</summary>
    public int Blocked { get; init; }

    /// <summary>One maintenance.</summary>
    /// <param name="Record">It.</param>
    /// <param name="Deadline">What can be said of its deadline; null where it has none or has begun.</param>
    /// <param name="DeadlineFits">True: it is met as planned. False: it can't be. Null: it can't be told.</param>
    /// <param name="Done">How many steps are behind it.</param>
    /// <param name="Steps">How many there are; 0 where no progress is to be told.</param>
    /// <param name="At">What it is doing, in words; empty where nothing is.</param>
    /// <param name="Elapsed">For how long it has been at work; null where it is not.</param>
    /// <param name="Need">What it was planned to take; null where it is not at work.</param>
    public sealed record Line(MaintenanceRecord Record, string? Deadline, bool? DeadlineFits, int Done, int Steps, string At, TimeSpan? Elapsed, TimeSpan? Need)
    {
        /// <summary>The link's word: what a person can do there.</summary>
        public string Link => Record.Phase is Phase.AwaitingApproval or Phase.PoolPaused ? "Review" : DeadlineFits is false ? "Options" : "Open";
    }

    /// <summary>Puts them together.</summary>
    /// <param name="world">The world.</param>
    /// <param name="all">What was read, newest first.</param>
    /// <param name="state">Which states are wanted.</param>
    /// <param name="node">Only those about this node, workload or pool; null: all.</param>
    /// <param name="words">Only those in which every one of these words stands; empty: all.</param>
    /// <param name="now">The present.</param>
    public static MaintenanceListView From(World world, IReadOnlyList<MaintenanceRecord> all, MaintenanceState state, string? node, string? words, DateTimeOffset now)
    {
        var wanted = (words ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var lines = all.Where(m => node is null || m.Request.Action.Subject == node)
            .Where(m => Array.TrueForAll(wanted, w => Text(m).Contains(w, StringComparison.OrdinalIgnoreCase)))
            .Select(m => LineOf(world, m, now)).ToList();
        var open = all.Where(m => !m.Phase.IsTerminal).Select(m => LineOf(world, m, now)).ToList();
        return new MaintenanceListView
        {
            Lines = [.. lines.Where(l => Is(l, state))],
            NeedApproval = open.Count(l => Is(l, MaintenanceState.Approval)),
            Running = open.Count(l => Is(l, MaintenanceState.Running)),
            Waiting = open.Count(l => Is(l, MaintenanceState.Waiting)),
            Blocked = open.Count(l => Is(l, MaintenanceState.Blocked)),
        };
    }

    private static bool Is(Line l, MaintenanceState state) => state switch
    {
        MaintenanceState.Open => !l.Record.Phase.IsTerminal,
        MaintenanceState.Approval => l.Record.Phase is Phase.AwaitingApproval,
        MaintenanceState.Running => l.Record.Phase.Underway is not null || l.Record.Phase is Phase.Locking or Phase.RollingPool,
        MaintenanceState.Waiting => l.Record.Phase is Phase.Requested or Phase.Waiting or Phase.Deferred,
        MaintenanceState.Blocked => !l.Record.Phase.IsTerminal && (l.DeadlineFits is false || l.Record.Phase is Phase.PoolPaused or Phase.Draining { Work.DrainCode.Length: > 0 }),
        MaintenanceState.Ended => l.Record.Phase.IsTerminal,
        _ => true,
    };

    private static Line LineOf(World world, MaintenanceRecord m, DateTimeOffset now)
    {
        var (deadline, fits) = Deadlines.Of(world, m, now);
        var story = StepsView.From(m, []).Steps;
        var at = story.ToList().FindIndex(s => s.Phase == m.Phase.Name);
        var work = m.Phase.Underway;
        return new Line(m, deadline, fits, work is null ? 0 : Math.Max(0, at), work is null ? 0 : story.Count - 1, work is null ? "" : m.Phase.Explanation ?? story.ElementAtOrDefault(Math.Max(0, at))?.Does ?? "",
            work is null ? null : now - work.StartedAt, work?.Ticket.Need);
    }

    private static string Text(MaintenanceRecord m) => $"{m.Id} {m.Request.Action.Subject} {m.Request.Reason} {m.Request.RequestedBy} {m.Phase.Name} {PhaseWords.Text(m.Phase)}";
}

/// <summary>Which maintenances are wanted.</summary>
public enum MaintenanceState
{
    /// <summary>Those that have not ended.</summary>
    Open,

    /// <summary>Those that wait for a person's yes.</summary>
    Approval,

    /// <summary>Those at work.</summary>
    Running,

    /// <summary>Those that wait for their window.</summary>
    Waiting,

    /// <summary>Those that can't go on by themselves in time.</summary>
    Blocked,

    /// <summary>Those that have ended.</summary>
    Ended,

    /// <summary>All.</summary>
    All,
}
