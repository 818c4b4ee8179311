namespace BakeWindow.Core.Maintenance;

/// <summary>What somebody wants done, and within which bounds.</summary>
public sealed record MaintenanceRequest
{
    /// <summary>Its id: <c>M-12</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The node to reboot.</summary>
    public required string Node { get; init; }

    /// <summary>How long it takes; null: as learned.</summary>
    public TimeSpan? Need { get; init; }

    /// <summary>Not before this; null: at once.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>It must have started by then; null: whenever.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>How pressing it is.</summary>
    public Urgency Urgency { get; init; }

    /// <summary>Why, in the asker's words.</summary>
    public required string Reason { get; init; }

    /// <summary>Who asks: a person, or <c>kured</c>, <c>fluo</c>.</summary>
    public required string RequestedBy { get; init; }

    /// <summary>When it was asked.</summary>
    public required DateTimeOffset RequestedAt { get; init; }
}

/// <summary>How pressing a maintenance is.</summary>
public enum Urgency
{
    /// <summary>In the cheapest window.</summary>
    Normal,

    /// <summary>In the first window that is as good as free.</summary>
    High,
}
