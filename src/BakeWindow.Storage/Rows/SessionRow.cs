namespace BakeWindow.Storage;

/// <summary>Somebody is signed in. The browser holds the key alone.</summary>
internal sealed class SessionRow
{
    public required string Id { get; init; }

    /// <summary>The name shown in the audit.</summary>
    public required string Who { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    public required DateTimeOffset SeenAt { get; set; }

    public required DateTimeOffset EndsAt { get; set; }

    /// <summary>The authentication ticket, protected by the data protection keys.</summary>
    public required byte[] Ticket { get; set; }
}
