namespace BakeWindow.Storage;

/// <summary>A maintenance as it stands. What is asked by is a column; all else is in <see cref="Record"/>.</summary>
internal sealed class MaintenanceRow
{
    public long Key { get; init; }

    public required string Id { get; init; }

    /// <summary>What it works on: a node's name, or a workload or pool in words. One is open for each.</summary>
    public required string Node { get; init; }

    public required string Phase { get; set; }

    public required bool IsOpen { get; set; }

    public required DateTimeOffset RequestedAt { get; init; }

    public required DateTimeOffset ChangedAt { get; set; }

    /// <summary>How many entries its journal has; a writer that read another number has lost the race.</summary>
    public required int Sequence { get; set; }

    /// <summary>Core's journal JSON.</summary>
    public required string Record { get; set; }
}
