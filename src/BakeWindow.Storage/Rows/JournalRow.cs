namespace BakeWindow.Storage;

/// <summary>One step of a maintenance. Written once, never changed.</summary>
internal sealed class JournalRow
{
    public long MaintenanceKey { get; init; }

    public MaintenanceRow? Maintenance { get; init; }

    /// <summary>1 for the request, then counted up without a gap.</summary>
    public required int Sequence { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string Phase { get; init; }

    public required string Note { get; init; }

    /// <summary>What was about to be done; null: nothing.</summary>
    public required string? Command { get; init; }

    /// <summary>The whole record after the step, so that a decision can be recomputed later.</summary>
    public required string Record { get; init; }
}
