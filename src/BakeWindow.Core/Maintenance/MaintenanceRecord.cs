namespace BakeWindow.Core.Maintenance;

/// <summary>A maintenance as it stands; what the journal keeps.</summary>
/// <param name="Request">What was asked.</param>
/// <param name="Phase">Where it stands.</param>
/// <param name="Since">Since when it stands there.</param>
public sealed record MaintenanceRecord(MaintenanceRequest Request, Phase Phase, DateTimeOffset Since)
{
    /// <summary>Its id.</summary>
    public string Id => Request.Id;

    /// <summary>
    /// The workloads whose floors it keeps open now: those it is evicting, and no longer than until all must be back, also where nobody can journal that the phase is over.
    /// </summary>
    /// <param name="now">The present.</param>
    public IReadOnlyList<string> Emptying(DateTimeOffset now) => Phase.OpensFloors && Phase.Underway is { } work && now < work.Ticket.ExpiresAt ? work.Workloads : [];

    /// <summary>A new one.</summary>
    public static MaintenanceRecord New(MaintenanceRequest request) => new(request, new Phase.Requested(), request.RequestedAt);
}

/// <summary>What a step decided: the record to be journaled first, then the command to be carried out.</summary>
/// <param name="Next">The maintenance after the step.</param>
/// <param name="Command">What to do now; null: nothing until the next look.</param>
/// <param name="Note">What happened, for the journal; empty when nothing did.</param>
public sealed record StepResult(MaintenanceRecord Next, ClusterCommand? Command, string Note)
{
    /// <summary>True when there is something to journal.</summary>
    public bool Changed(MaintenanceRecord before) => Next.Phase != before.Phase;
}

/// <summary>A person asked for something that can't be done at this point.</summary>
public sealed class MaintenanceConflictException(string message) : InvalidOperationException(message);
