using Microsoft.EntityFrameworkCore;

namespace BakeWindow.Storage;

/// <summary>A token, as far as it is kept: all but the secret.</summary>
/// <param name="Id">The public part.</param>
/// <param name="Kind">For what it was made: <c>api</c>, <c>feed</c>.</param>
/// <param name="Name">As people call it.</param>
/// <param name="Owner">Who made it.</param>
/// <param name="Hash">SHA-256 of the secret part.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="Limits">What it is limited to; empty: nothing.</param>
/// <param name="MadeAt">When it was made.</param>
/// <param name="ExpiresAt">From then on it is worth nothing.</param>
public sealed record KeptToken(string Id, string Kind, string Name, string Owner, byte[] Hash, IReadOnlyList<string> Scopes, IReadOnlyList<string> Limits, DateTimeOffset MadeAt, DateTimeOffset ExpiresAt)
{
    /// <summary>What tells the owner from everybody else, whatever he is called.</summary>
    public string OwnerKey { get; init; } = Owner;

    /// <summary>When it was last used, to about a minute; null: never.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>When it was revoked; null: it is not.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>By whom.</summary>
    public string? RevokedBy { get; init; }

    /// <summary>True while it is good.</summary>
    public bool IsGood(DateTimeOffset now) => RevokedAt is null && now < ExpiresAt;
}

/// <summary>Tokens of programs. Rows are added and marked, never taken away before they are old: who had which right is part of the record.</summary>
public sealed class TokenStore(IDbContextFactory<BakeWindowDb> databases)
{
    /// <summary>Keeps a new one.</summary>
    public async Task AddAsync(KeptToken token, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        db.Add(new TokenRow
        {
            Id = token.Id, Kind = token.Kind, Name = token.Name, Owner = token.Owner, OwnerKey = token.OwnerKey, Hash = token.Hash,
            Scopes = string.Join(' ', token.Scopes), Limits = string.Join(' ', token.Limits), MadeAt = token.MadeAt, ExpiresAt = token.ExpiresAt,
        });
        await db.SaveChangesAsync(ct);
    }

    /// <summary>Those of a kind that are good at that time; of every kind when <paramref name="kind"/> is null.</summary>
    public async Task<IReadOnlyList<KeptToken>> GoodAsync(string? kind, DateTimeOffset now, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return [.. (await db.Tokens.AsNoTracking().Where(t => t.RevokedAt == null && t.ExpiresAt > now && (kind == null || t.Kind == kind)).ToListAsync(ct)).Select(Kept)];
    }

    /// <summary>The newest, good or not, newest first; one owner's, or everybody's when <paramref name="owner"/> is null.</summary>
    public async Task<IReadOnlyList<KeptToken>> ListAsync(string? owner, int most, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return [.. (await db.Tokens.AsNoTracking().Where(t => owner == null || t.OwnerKey == owner).OrderByDescending(t => t.MadeAt).ThenBy(t => t.Id).Take(most).ToListAsync(ct)).Select(Kept)];
    }

    /// <summary>How many good ones somebody has.</summary>
    public async Task<int> CountAsync(string owner, DateTimeOffset now, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await db.Tokens.CountAsync(t => t.OwnerKey == owner && t.RevokedAt == null && t.ExpiresAt > now, ct);
    }

    /// <summary>One; null when there is none.</summary>
    public async Task<KeptToken?> FindAsync(string id, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await db.Tokens.AsNoTracking().SingleOrDefaultAsync(t => t.Id == id, ct) is { } row ? Kept(row) : null;
    }

    /// <summary>Marks it as worth nothing from now on.</summary>
    /// <returns>False when there is none, or it was revoked already.</returns>
    public async Task<bool> RevokeAsync(string id, string by, DateTimeOffset at, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await db.Tokens.Where(t => t.Id == id && t.RevokedAt == null).ExecuteUpdateAsync(s => s.SetProperty(t => t.RevokedAt, at).SetProperty(t => t.RevokedBy, by), ct) > 0;
    }

    /// <summary>Writes down when some were last used.</summary>
    public async Task TouchAsync(IReadOnlyDictionary<string, DateTimeOffset> used, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        foreach (var (id, at) in used)
        {
            await db.Tokens.Where(t => t.Id == id && (t.LastUsedAt == null || t.LastUsedAt < at)).ExecuteUpdateAsync(s => s.SetProperty(t => t.LastUsedAt, at), ct);
        }
    }

    private static KeptToken Kept(TokenRow t) => new(t.Id, t.Kind, t.Name, t.Owner, t.Hash, Words(t.Scopes), Words(t.Limits), t.MadeAt, t.ExpiresAt)
    {
        OwnerKey = t.OwnerKey, LastUsedAt = t.LastUsedAt, RevokedAt = t.RevokedAt, RevokedBy = t.RevokedBy,
    };

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
