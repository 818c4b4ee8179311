namespace BakeWindow.Storage;

/// <summary>Something that was seen or done at an instant.</summary>
internal sealed class EvidenceRow
{
    public long Key { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The lane's name.</summary>
    public required string Lane { get; init; }

    public required string Subject { get; init; }

    public required string Code { get; init; }

    public required string Text { get; init; }

    public required string Source { get; init; }

    /// <summary>The baker's address; empty: no single one.</summary>
    public required string Baker { get; init; }
}
