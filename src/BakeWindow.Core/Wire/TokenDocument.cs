namespace BakeWindow.Core.Wire;

/// <summary>A token, as it is listed; with its text only in the answer to its making.</summary>
/// <param name="Id">The public part.</param>
/// <param name="Name">As people call it.</param>
/// <param name="Owner">Who made it.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="Nodes">The nodes it is limited to; empty: it is not.</param>
/// <param name="MadeAt">When it was made.</param>
/// <param name="ExpiresAt">From then on it is worth nothing.</param>
/// <param name="LastUsedAt">When it was last used, to about a minute.</param>
/// <param name="RevokedAt">When it was revoked.</param>
/// <param name="RevokedBy">By whom.</param>
/// <param name="Token">The token itself.</param>
public sealed record TokenDocument(
    string Id, string Name, string Owner, IReadOnlyList<string> Scopes, IReadOnlyList<string> Nodes, DateTimeOffset MadeAt, DateTimeOffset ExpiresAt, DateTimeOffset? LastUsedAt, DateTimeOffset? RevokedAt,
    string? RevokedBy, string? Token);

/// <summary>A wish for a token.</summary>
/// <param name="Name">As people call it.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="Nodes">The nodes it is limited to.</param>
/// <param name="Days">After how many days it expires; null: 90.</param>
public sealed record TokenWishDocument(string Name, IReadOnlyList<string> Scopes, IReadOnlyList<string> Nodes, int? Days);

/// <summary>Somebody is signed in.</summary>
/// <param name="Id">By which it can be ended; it opens nothing.</param>
/// <param name="Who">The person.</param>
/// <param name="Role">His role.</param>
/// <param name="MadeAt">When he signed in.</param>
/// <param name="SeenAt">When he last did something.</param>
/// <param name="EndsAt">When it ends, whatever he does.</param>
public sealed record SessionDocument(string Id, string Who, string Role, DateTimeOffset MadeAt, DateTimeOffset SeenAt, DateTimeOffset EndsAt);
