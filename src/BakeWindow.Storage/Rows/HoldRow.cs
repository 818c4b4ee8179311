namespace BakeWindow.Storage;

/// <summary>A freeze, or a broken glass: set by a person for a while, and over by itself. An early end is written beside it.</summary>
internal sealed class HoldRow
{
    public long Key { get; init; }

    /// <summary><c>freeze</c> or <c>glass</c>.</summary>
    public required string Kind { get; init; }

    public required string Owner { get; init; }

    public required string Reason { get; init; }

    /// <summary>The node it is about; empty: everything.</summary>
    public required string Node { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    public required DateTimeOffset StartsAt { get; init; }

    public required DateTimeOffset EndsAt { get; init; }

    public DateTimeOffset? EndedAt { get; set; }

    public string? EndedBy { get; set; }
}
