namespace BakeWindow.Storage;

/// <summary>Something that somebody did, to be written down.</summary>
/// <param name="Kind">What sort of thing: <c>maintenance-approved</c>.</param>
/// <param name="Who">Who, as far as it is known.</param>
/// <param name="Subject">To what: <c>M-12</c>, a node.</param>
/// <param name="Detail">In words.</param>
public sealed record AuditNote(string Kind, string Who, string Subject, string Detail)
{
    /// <summary>From where it was done; null: BakeWindow's own doing.</summary>
    public string? From { get; init; }

    /// <summary>How it was before, where something was changed.</summary>
    public string? Before { get; init; }

    /// <summary>How it is after.</summary>
    public string? After { get; init; }
}
