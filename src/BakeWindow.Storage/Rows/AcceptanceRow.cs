namespace BakeWindow.Storage;

/// <summary>A finding of the audit that somebody accepted for a while.</summary>
internal sealed class AcceptanceRow
{
    public long Key { get; init; }

    /// <summary>Which finding: its code and what it is about.</summary>
    public required string Finding { get; init; }

    public required string By { get; init; }

    public required string Reason { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    public required DateTimeOffset EndsAt { get; init; }

    public DateTimeOffset? EndedAt { get; set; }

    public string? EndedBy { get; set; }
}
