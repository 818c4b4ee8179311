namespace BakeWindow.Storage;

/// <summary>Somebody did something. Written once, never changed; each row's hash covers the one before it.</summary>
internal sealed class AuditRow
{
    /// <summary>1 for the first, then counted up without a gap.</summary>
    public required long Key { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string Kind { get; init; }

    public required string Who { get; init; }

    public string? From { get; init; }

    public required string Subject { get; init; }

    public required string Detail { get; init; }

    public string? Before { get; init; }

    public string? After { get; init; }

    /// <summary>SHA-256 over the hash of the row before and everything in this one.</summary>
    public required byte[] Hash { get; init; }
}
