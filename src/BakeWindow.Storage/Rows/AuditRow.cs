namespace BakeWindow.Storage;

/// <summary>Somebody did something. Written once, never changed.</summary>
internal sealed class AuditRow
{
    public long Key { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string Kind { get; init; }

    public required string Who { get; init; }

    public required string Subject { get; init; }

    public required string Detail { get; init; }
}
