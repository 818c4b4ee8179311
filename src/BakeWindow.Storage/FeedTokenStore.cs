using Microsoft.EntityFrameworkCore;

namespace BakeWindow.Storage;

/// <summary>The tokens of calendar feeds: rows of <c>tokens</c> of their own kind. Whoever knows the secret may read one feed and nothing else.</summary>
public sealed class FeedTokenStore(IDbContextFactory<BakeWindowDb> databases)
{
    /// <summary>The kind of these tokens.</summary>
    public const string Kind = "feed";

    /// <summary>Keeps a new one.</summary>
    /// <param name="token">What is told of it.</param>
    /// <param name="hash">SHA-256 of its secret.</param>
    /// <param name="ct">Ends it.</param>
    public async Task AddAsync(FeedToken token, byte[] hash, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        db.Add(new TokenRow
        {
            Id = token.Id,
            Kind = Kind,
            Name = token.Name,
            Owner = token.Owner,
            OwnerKey = token.OwnerKey,
            Hash = hash,
            Scopes = Kind,
            Limits = token.Baker ?? "",
            MadeAt = token.MadeAt,
            ExpiresAt = token.ExpiresAt,
        });
        await db.SaveChangesAsync(ct);
    }

    /// <summary>One that is in force, with the hash of its secret; null when there is none, or it was revoked or has expired.</summary>
    public async Task<(FeedToken Token, byte[] Hash)?> FindAsync(string id, DateTimeOffset now, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var row = await db.Tokens.AsNoTracking().SingleOrDefaultAsync(t => t.Id == id && t.Kind == Kind && t.RevokedAt == null && t.ExpiresAt > now, ct);
        return row is null ? null : (Of(row), row.Hash);
    }

    /// <summary>Those of an owner, or all of them, newest first; at most 500.</summary>
    public async Task<IReadOnlyList<FeedToken>> ListAsync(string? owner, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var rows = await db.Tokens.AsNoTracking().Where(t => t.Kind == Kind && (owner == null || t.OwnerKey == owner)).OrderByDescending(t => t.MadeAt).ThenBy(t => t.Id).Take(500).ToListAsync(ct);
        return [.. rows.Select(Of)];
    }

    /// <summary>Ends one; false when there is none that is in force.</summary>
    public async Task<bool> RevokeAsync(string id, string by, DateTimeOffset at, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await db.Tokens.Where(t => t.Id == id && t.Kind == Kind && t.RevokedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(t => t.RevokedAt, at).SetProperty(t => t.RevokedBy, by), ct) > 0;
    }

    /// <summary>Writes down that it was used.</summary>
    public async Task TouchAsync(string id, DateTimeOffset at, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        await db.Tokens.Where(t => t.Id == id && t.Kind == Kind).ExecuteUpdateAsync(set => set.SetProperty(t => t.LastUsedAt, at), ct);
    }

    private static FeedToken Of(TokenRow row) => new()
    {
        Id = row.Id,
        Name = row.Name,
        Owner = row.Owner,
        OwnerKey = row.OwnerKey,
        Baker = row.Limits.Length == 0 ? null : row.Limits,
        MadeAt = row.MadeAt,
        ExpiresAt = row.ExpiresAt,
        LastUsedAt = row.LastUsedAt,
        RevokedAt = row.RevokedAt,
        RevokedBy = row.RevokedBy,
    };
}

/// <summary>What is told of a feed's token: everything but its secret.</summary>
public sealed record FeedToken
{
    /// <summary>Its public part.</summary>
    public required string Id { get; init; }

    /// <summary>As its owner calls it.</summary>
    public required string Name { get; init; }

    /// <summary>Who made it.</summary>
    public required string Owner { get; init; }

    /// <summary>What tells who made it from everybody else.</summary>
    public required string OwnerKey { get; init; }

    /// <summary>The only baker it tells of; null: all.</summary>
    public string? Baker { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>From then on it is worth nothing.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it was last used, to some minutes; null: never.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>When it was revoked; null: it was not.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>By whom.</summary>
    public string? RevokedBy { get; init; }
}
