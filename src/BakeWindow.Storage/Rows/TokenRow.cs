namespace BakeWindow.Storage;

/// <summary>A token of a program: its hash, never itself.</summary>
internal sealed class TokenRow
{
    /// <summary>The public part, which stands in the token and in logs.</summary>
    public required string Id { get; init; }

    /// <summary>For what it was made: <c>api</c>, <c>feed</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>As people call it.</summary>
    public required string Name { get; init; }

    /// <summary>Who made it.</summary>
    public required string Owner { get; init; }

    /// <summary>What tells the owner from everybody else.</summary>
    public required string OwnerKey { get; init; }

    /// <summary>SHA-256 of the secret part.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>What it may do, separated by blanks.</summary>
    public required string Scopes { get; init; }

    /// <summary>What it is limited to (nodes, a baker), separated by blanks; empty: nothing.</summary>
    public required string Limits { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? LastUsedAt { get; set; }

    public DateTimeOffset? RevokedAt { get; set; }

    public string? RevokedBy { get; set; }
}
