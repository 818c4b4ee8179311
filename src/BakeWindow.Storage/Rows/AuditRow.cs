using BakeWindow.Core.Auditing;

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

    /// <summary><see cref="AuditChain.Seal"/> over the row before and this one; empty in what a version without seals wrote, until the next opening.</summary>
    public required byte[] Hash { get; init; }

    public static AuditRow Of(AuditLine line, byte[] seal) => new()
    {
        Key = line.Key, At = line.At, Kind = line.Kind, Who = line.Who, From = line.From, Subject = line.Subject, Detail = line.Detail, Before = line.Before, After = line.After, Hash = seal,
    };

    public AuditLine Line() => new(Key, At, Kind, Who, From, Subject, Detail, Before, After, Convert.ToHexStringLower(Hash));
}
