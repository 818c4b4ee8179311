using System.Globalization;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Maintenance;
using BakeWindow.Core.Planning;

namespace BakeWindow.Web.Views;

/// <summary>All steps of a maintenance on one line of time, from the start: planned as a range from the middle to the 95th percentile, what really happened over it, and by when all must be back.</summary>
public sealed record StepBars
{
    /// <summary>The steps.</summary>
    public required IReadOnlyList<Bar> Bars { get; init; }

    /// <summary>When the line begins: the start, real or planned; null while neither is known.</summary>
    public DateTimeOffset? Begins { get; init; }

    /// <summary>When the line ends.</summary>
    public DateTimeOffset? Ends { get; init; }

    /// <summary>All must be back by then; null where nothing is due.</summary>
    public DateTimeOffset? BackBy { get; init; }

    /// <summary>Where on the line that is, percent; null where it lies beyond it.</summary>
    public double? BackByAt { get; init; }

    /// <summary>Where now is, percent; null before the start and after the end.</summary>
    public double? NowAt { get; init; }

    /// <summary>Times along the line.</summary>
    public IReadOnlyList<(double At, string Label)> Ticks { get; init; } = [];

    /// <summary>Until when a cancel undoes everything, in words; empty where there is nothing to say.</summary>
    public string NoReturn { get; init; } = "";

    /// <summary>One step.</summary>
    /// <param name="Phase">The phase's name, whose lower case is the anchor <c>step-…</c>.</param>
    /// <param name="Does">What happens in it.</param>
    /// <param name="State">How it stands.</param>
    /// <param name="Plan">As planned: <c>0:40…2:10</c>; empty where it takes no time.</param>
    /// <param name="Actual">As it was: <c>1:12</c>; empty while it has not begun.</param>
    /// <param name="Begins">Where the planned bar begins, percent.</param>
    /// <param name="Half">How far it reaches in the middle case.</param>
    /// <param name="Most">How far it reaches at the 95th percentile.</param>
    /// <param name="RealFrom">Where the actual bar begins; null while it has not begun.</param>
    /// <param name="RealWidth">How wide it is.</param>
    /// <param name="At">When it began.</param>
    /// <param name="Note">What holds it, or how far it is.</param>
    public sealed record Bar(string Phase, string Does, StepsView.State State, string Plan, string Actual, double Begins, double Half, double Most, double? RealFrom, double RealWidth, DateTimeOffset? At, string Note)
    {
        /// <summary>The anchor of a link to it.</summary>
        public string Anchor => $"step-{(Phase switch { nameof(Core.Maintenance.Phase.Cordoning) => "cordon", nameof(Core.Maintenance.Phase.Draining) => "drain", nameof(Core.Maintenance.Phase.Rebooting) => "reboot", nameof(Core.Maintenance.Phase.Recovering) => "recover", nameof(Core.Maintenance.Phase.Verifying) => "verify", nameof(Core.Maintenance.Phase.Uncordoning) => "uncordon", _ => Phase.ToLowerInvariant() })}";
    }

    /// <summary>From the record, its journal and what is known of durations.</summary>
    public static StepBars From(World world, MaintenanceRecord m, IReadOnlyList<(DateTimeOffset At, string Phase)> journal, StepDurations durations, DateTimeOffset now)
    {
        var steps = StepsView.From(m, journal).Steps;
        var story = steps.Select(s => s.Phase).Where(IsWork).ToList();
        var work = m.Phase.Underway;
        var planned = m.Phase.Proposed;
        var outcome = m.Phase.Outcome;
        var start = work?.StartedAt ?? outcome?.StartedAt ?? planned?.StartsEarliest;
        var backBy = work?.Ticket.ExpiresAt ?? outcome?.BackBy ?? planned?.BackBy;
        var whole = EstimateOf(world, m, work?.Ticket.Need ?? outcome?.Need ?? planned?.Need);
        List<(StepsView.Step Step, DateTimeOffset? From, TimeSpan Half, TimeSpan Most, DateTimeOffset? RealTo)> laid = [];
        var at = start;
        foreach (var step in steps)
        {
            var (half, most) = IsWork(step.Phase) && start is not null ? Two(durations.Of(step.Phase, story, whole)) : (TimeSpan.Zero, TimeSpan.Zero);
            var began = IsWork(step.Phase) ? step.At ?? at : null;
            var ended = step.State is StepsView.State.ToCome || began is null ? null : step.Took is { } took && step.At is { } s ? s + took : step.State is StepsView.State.Now ? now : step.At;
            laid.Add((step, began, half, most, step.At is null ? null : ended));
            at = step.State is StepsView.State.Done && ended is { } e && IsWork(step.Phase) ? e : IsWork(step.Phase) && began is { } b ? Later(b + half, step.State is StepsView.State.Now ? now : b) : at;
        }

        if (start is not { } origin)
        {
            return new StepBars { Bars = [.. laid.Select(l => new Bar(l.Step.Phase, l.Step.Does, l.Step.State, "", "", 0, 0, 0, null, 0, l.Step.At, ""))] };
        }

        var reaches = laid.Max(l => Later((l.From ?? origin) + l.Most, l.RealTo ?? origin));
        var length = Later(reaches, origin.AddMinutes(1)) - origin;
        // A line that ends with a window of many hours would leave nothing to see of the work.
        var far = backBy is not { } back || back - origin > length * 3;
        var end = origin + (far ? length * 1.1 : Later(backBy!.Value, reaches) - origin + (length * 0.05));
        double Percent(DateTimeOffset t) => Math.Round(Math.Clamp((t - origin) / (end - origin) * 100, 0, 100), 2);
        return new StepBars
        {
            Bars = [.. laid.Select(l => new Bar(
                l.Step.Phase, l.Step.Does, l.Step.State,
                l.Most > TimeSpan.Zero ? $"{Clock(l.Half)}…{Clock(l.Most)}" : "",
                l.Step.At is { } a && l.RealTo is { } r ? Clock(r - a) : "",
                l.From is { } f ? Percent(f) : 0,
                l.From is { } h ? Percent(h + l.Half) - Percent(h) : 0,
                l.From is { } p ? Percent(p + l.Most) - Percent(p) : 0,
                l.Step.At is { } real && IsWork(l.Step.Phase) ? Percent(real) : null,
                l.Step.At is { } x && l.RealTo is { } y && IsWork(l.Step.Phase) ? Math.Max(0.6, Percent(y) - Percent(x)) : 0,
                l.Step.At,
                l.Step.State is StepsView.State.Now ? work?.DrainNote ?? "" : ""))],
            Begins = origin,
            Ends = end,
            BackBy = backBy,
            BackByAt = far || backBy is null ? null : Percent(backBy.Value),
            NowAt = work is not null && now >= origin && now <= end ? Percent(now) : null,
            Ticks = [.. Enumerable.Range(0, 5).Select(i => (i * 22.5, (origin + ((end - origin) * (i * 0.225))).UtcDateTime.ToString("HH:mm", CultureInfo.InvariantCulture)))],
            NoReturn = NoReturnOf(m, laid.FirstOrDefault(l => l.Step.Phase is nameof(Phase.Rebooting) or nameof(Phase.Holding) or nameof(Phase.Released) or nameof(Phase.RollingOut)).From, now),
        };
    }

    private static string NoReturnOf(MaintenanceRecord m, DateTimeOffset? at, DateTimeOffset now)
    {
        var (before, undoes) = m.Request.Action switch
        {
            MaintenanceAction.RebootNode => ("the reboot is asked for", "uncordon, close the floors, release the lock"),
            MaintenanceAction.DrainNode => ("the node is handed over", "uncordon, close the floors, release the lock"),
            MaintenanceAction.ReleaseNode => ("the neighbour begins", "close the floors, release the lock"),
            _ => ("the first pod is replaced", "restore the marks, close the floors, release the lock"),
        };
        return m.Phase switch
        {
            { IsTerminal: true } or Phase.RollingPool or Phase.PoolPaused => "",
            Phase.Rebooting or Phase.Holding or Phase.Recovering or Phase.Verifying or Phase.Uncordoning or Phase.Undoing
                or Phase.RollingOut { Work.DrainingSince: not null } or Phase.Released { Work.DrainingSince: not null } => $"The point of no return has passed ({before}); it goes on to its safe end.",
            _ => $"Point of no return: when {before}{(at is { } t ? $" (≈ {Viewer.InUtc(t, now)} UTC)" : "")}. Until then Cancel undoes: {undoes}.",
        };
    }

    private static OutageEstimate EstimateOf(World world, MaintenanceRecord m, TimeSpan? need)
    {
        var learned = world.Outages.TryGetValue(m.Request.Action.Subject, out var own) ? own : world.DefaultOutage;
        return need is { } stated ? OutageEstimate.Stated(stated, learned.Durations) : learned;
    }

    private static bool IsWork(string phase) => phase is not (nameof(Phase.Requested) or nameof(Phase.Waiting) or nameof(Phase.Completed) or nameof(Phase.RollingPool));

    private static (TimeSpan Half, TimeSpan Most) Two((TimeSpan Half, TimeSpan Most, bool Seen) d) => (d.Half, d.Most);

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static string Clock(TimeSpan t) => string.Create(CultureInfo.InvariantCulture, $"{(int)t.TotalMinutes}:{t.Seconds:00}");
}
