namespace BakeWindow.Storage;

/// <summary>A missed right, or a time at risk, and what was found out about it.</summary>
internal sealed class IncidentRow
{
    /// <summary>The <c>12</c> of <c>I-12</c>, in order of opening.</summary>
    public required long Number { get; init; }

    /// <summary>What it is about; one incident is open for each.</summary>
    public required string Subject { get; init; }

    /// <summary>The baker's address; empty: no single one.</summary>
    public required string Baker { get; init; }

    public required DateTimeOffset OpenedAt { get; init; }

    public DateTimeOffset? ClosedAt { get; set; }

    /// <summary>JSON of Core's record of it.</summary>
    public required string Record { get; set; }

    /// <summary>Grows with every change; who writes names the one that it read.</summary>
    public required long Version { get; set; }
}
