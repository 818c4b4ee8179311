using BakeWindow.Core.Maintenance;
using BakeWindow.Core.Time;

namespace BakeWindow.Core.Wire;

/// <summary>A maintenance as JSON: what <c>/api/v1/maintenances</c> answers and <c>bakewindow maintenance --json</c> prints.</summary>
public sealed record MaintenanceDocument
{
    /// <summary>Its id: <c>M-12</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The node; empty when it is about a workload or a pool.</summary>
    public required string Node { get; init; }

    /// <summary><c>reboot</c>, <c>drain</c>, <c>let</c> (a neighbour reboots), <c>restart</c>, <c>release</c> or <c>roll</c>.</summary>
    public string Action { get; init; } = "reboot";

    /// <summary>What it works on, in words: the node, the workload or the pool.</summary>
    public string? Subject { get; init; }

    /// <summary>The roll of a pool that it is a part of; null: none.</summary>
    public string? PartOf { get; init; }

    /// <summary>For how long a drained node is promised to others, ISO 8601; null elsewhere.</summary>
    public string? Hold { get; init; }

    /// <summary>True when only a person can bring it on in time.</summary>
    public bool Escalated { get; init; }

    /// <summary>What can be said about a request that has not begun; null in lists and after the beginning.</summary>
    public OutlookPart? Outlook { get; init; }

    /// <summary>The nodes of a pool and how each stands; empty for all else.</summary>
    public IReadOnlyList<PoolNodePart> Nodes { get; init; } = [];

    /// <summary>Where it stands: the name of the phase.</summary>
    public required string Phase { get; init; }

    /// <summary>Since when it stands there.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>True when nothing more will happen.</summary>
    public required bool Ended { get; init; }

    /// <summary>What holds it or what became of it, in words; null when its phase says all.</summary>
    public string? Why { get; init; }

    /// <summary>The same as a stable code; null when its phase says all.</summary>
    public string? Code { get; init; }

    /// <summary>Why it was asked for.</summary>
    public required string Reason { get; init; }

    /// <summary>Who asked.</summary>
    public required string RequestedBy { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>Stated need, ISO 8601; null: as learned.</summary>
    public string? Need { get; init; }

    /// <summary>Not before this.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>It must have started by then.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary><c>normal</c> or <c>high</c>.</summary>
    public required string Urgency { get; init; }

    /// <summary>The window it is to use; null when none is planned.</summary>
    public StartPart? Start { get; init; }

    /// <summary>Who approved it; null while nobody did.</summary>
    public string? ApprovedBy { get; init; }

    /// <summary>Until when that yes holds; null: as long as it waits.</summary>
    public DateTimeOffset? ApprovedUntil { get; init; }

    /// <summary>What to send as <c>ifShown</c> with a yes, so that it counts for what was read and nothing else; null where no yes is waited for, and in lists.</summary>
    public string? ApprovalFingerprint { get; init; }

    /// <summary>What it did; null until it ended after it had begun.</summary>
    public ReceiptPart? Receipt { get; init; }

    /// <summary>What happened, in order; empty in a list of maintenances.</summary>
    public IReadOnlyList<StepPart> Steps { get; init; } = [];

    /// <summary>A planned window and its price.</summary>
    public sealed record StartPart(
        int FromLevel, int ToLevel, DateTimeOffset StartsEarliest, DateTimeOffset BackBy, string Guaranteed, string Need, string NeedSource, CostDocument Cost, double ExpectedBlocks);

    /// <summary>Whether and how a request can be met.</summary>
    /// <param name="CanBeMet">True: a start is known that is paid for. False: none is, and waiting promises none. Null: it can't be told yet.</param>
    /// <param name="Why">In words.</param>
    /// <param name="Start">The start that it would take.</param>
    /// <param name="NeedsApproval">It costs more than policy approves by itself.</param>
    /// <param name="LeastBad">The cheapest start that is known when none is paid for.</param>
    /// <param name="EscalatesAt">When a person is asked at the latest.</param>
    public sealed record OutlookPart(bool? CanBeMet, string Why, StartPart? Start, bool NeedsApproval, StartPart? LeastBad, DateTimeOffset? EscalatesAt);

    /// <summary>One node of a pool.</summary>
    public sealed record PoolNodePart(string Name, string State, string Why, string? Maintenance);

    /// <summary>Promised against done.</summary>
    public sealed record ReceiptPart(
        DateTimeOffset StartedAt, DateTimeOffset EndedAt, string Need, DateTimeOffset BackBy, string? Outage, bool Attested, IReadOnlyList<PlanDocument.RightPart> HardRightsInside);

    /// <summary>One step of the journal.</summary>
    public sealed record StepPart(DateTimeOffset At, string Phase, string Note);

    /// <summary>Writes a maintenance.</summary>
    public static MaintenanceDocument From(MaintenanceRecord record, IReadOnlyList<(DateTimeOffset At, string Phase, string Note)> steps, RequestOutlook? outlook = null)
    {
        var request = record.Request;
        return new MaintenanceDocument
        {
            Id = record.Id,
            Node = request.Node,
            Action = request.Action.Word,
            Subject = request.Action.Subject,
            PartOf = request.PartOf,
            Hold = request.Action is MaintenanceAction.DrainNode drain ? DurationText.Iso(drain.HoldFor) : null,
            Escalated = record.Phase.IsEscalated,
            Outlook = outlook is null ? null : Part(outlook),
            Nodes = [.. (record.Phase.Pool?.Nodes ?? outlook?.Nodes ?? []).Select(n => new PoolNodePart(n.Name, n.State.ToString(), n.Why, n.Child))],
            Phase = record.Phase.Name,
            Since = Utc.WholeSeconds(record.Since),
            Ended = record.Phase.IsTerminal,
            Why = record.Phase.Explanation,
            Code = record.Phase.StableCode,
            Reason = request.Reason,
            RequestedBy = request.RequestedBy,
            RequestedAt = Utc.WholeSeconds(request.RequestedAt),
            Need = request.Need is { } need ? DurationText.Iso(need) : null,
            NotBefore = request.NotBefore,
            Deadline = request.Deadline,
            Urgency = request.Urgency.ToString().ToLowerInvariant(),
            Start = record.Phase.Proposed is { } start ? Part(start) : null,
            ApprovedBy = record.Phase.Yes?.By,
            ApprovedUntil = record.Phase.Yes?.Until,
            Receipt = record.Phase.Outcome is { } receipt ? Part(receipt) : null,
            Steps = [.. steps.Select(s => new StepPart(Utc.WholeSeconds(s.At), s.Phase, s.Note))],
        };
    }

    private static StartPart Part(PlannedStart s) => new(
        s.From.Value, s.To.Value, Utc.WholeSeconds(s.StartsEarliest), Utc.WholeSeconds(s.BackBy), DurationText.Iso(s.Guaranteed), DurationText.Iso(s.Need), s.NeedSource,
        CostDocument.From(s.Cost), Math.Round(s.ExpectedBlocks, 6));

    private static OutlookPart Part(RequestOutlook o) => new(
        o.CanBeMet, o.Why, o.Start is { } start ? Part(start) : null, o.NeedsApproval, o.LeastBad is { } least ? Part(least) : null, o.EscalatesAt is { } at ? Utc.WholeSeconds(at) : null);

    private static ReceiptPart Part(Receipt r) => new(
        Utc.WholeSeconds(r.StartedAt), Utc.WholeSeconds(r.EndedAt), DurationText.Iso(r.Need), Utc.WholeSeconds(r.BackBy),
        r.Outage is { } outage ? DurationText.Iso(TimeSpan.FromSeconds(Math.Round(outage.TotalSeconds))) : null, r.Attested,
        [.. r.HardRightsInside.Select(i => new PlanDocument.RightPart(i.Level.Value, i.Round))]);
}
