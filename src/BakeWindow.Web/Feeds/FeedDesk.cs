using System.Collections.Concurrent;
using System.Security.Cryptography;
using BakeWindow.Storage;
using BakeWindow.Web.Access;
using BakeWindow.Web.Configuration;

namespace BakeWindow.Web.Feeds;

/// <summary>Where people make and revoke the addresses of calendar feeds, and where a request's token is checked.</summary>
public sealed class FeedDesk(FeedTokenStore store, AuditLog audit, Settings settings, TimeProvider time)
{
    /// <summary>Nobody has more of them in force.</summary>
    public const int MostPerOwner = 20;

    /// <summary>The longest name.</summary>
    public const int LongestName = 60;

    /// <summary>How long one may last at most.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(400);

    // A calendar asks every hour; to write each use down at once would be a write for every look.
    private static readonly TimeSpan Touch = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, DateTimeOffset> touched = new(StringComparer.Ordinal);

    /// <summary>Makes one. The address is told here and nowhere again.</summary>
    /// <param name="by">Who makes it; it tells no more than he may see.</param>
    /// <param name="name">As he calls it.</param>
    /// <param name="baker">The only baker it tells of, by name or address; null or empty: all.</param>
    /// <param name="lasts">How long it is good for.</param>
    /// <param name="ct">Ends it.</param>
    /// <returns>The path of the feed, with its secret.</returns>
    /// <exception cref="FormatException">Something can't be taken; the message names it and the mend.</exception>
    public async Task<string> MakeAsync(Caller by, string name, string? baker, TimeSpan lasts, CancellationToken ct)
    {
        by.Require(Act.View);
        name = name.Trim();
        var declared = string.IsNullOrEmpty(baker) ? null : settings.Bakers.FirstOrDefault(b => b.Name == baker || b.Address.Value == baker)
            ?? throw new FormatException($"Baker \"{baker[..Math.Min(40, baker.Length)]}\" is not declared; there are {string.Join(", ", settings.Bakers.Select(b => b.Name))}.");
        var now = time.GetUtcNow();
        if (name.Length is 0 or > LongestName || name.Any(char.IsControl))
        {
            throw new FormatException($"Name \"{name[..Math.Min(40, name.Length)]}\": write 1 to {LongestName} characters, so that you know it again when you revoke it.");
        }

        if (lasts <= TimeSpan.Zero || lasts > Longest)
        {
            throw new FormatException($"It can last up to {Longest.TotalDays:0} days.");
        }

        if ((await store.ListAsync(by.Owner, ct)).Count(t => t.RevokedAt is null && t.ExpiresAt > now) >= MostPerOwner)
        {
            throw new FormatException($"{by.OwnerName} has {MostPerOwner} feeds in force; revoke one first.");
        }

        var secret = FeedSecret.New();
        var token = new FeedToken { Id = secret.Id, Name = name, Owner = by.OwnerName, OwnerKey = by.Owner, Baker = declared?.Address.Value, MadeAt = now, ExpiresAt = now + lasts };
        await store.AddAsync(token, secret.Hash(), ct);
        await audit.AppendAsync(now, new AuditNote("feed-made", by.Name, token.Id, $"{name}: {declared?.Name ?? "all bakers"}, until {token.ExpiresAt:u}") { From = by.From }, ct);
        return $"feeds/{secret}/{Uri.EscapeDataString(declared?.Name ?? "all")}.ics";
    }

    /// <summary>Ends one: one's own, or anybody's for who administers.</summary>
    /// <returns>False when there is none of this id that he may end.</returns>
    public async Task<bool> RevokeAsync(Caller by, string id, CancellationToken ct)
    {
        by.Require(Act.View);
        var (token, now) = ((await ListAsync(by, ct)).FirstOrDefault(t => t.Id == id), time.GetUtcNow());
        if (token is null || !await store.RevokeAsync(id, by.Name, now, ct))
        {
            return false;
        }

        await audit.AppendAsync(now, new AuditNote("feed-revoked", by.Name, id, token.Name) { From = by.From }, ct);
        return true;
    }

    /// <summary>One's own, or all for who administers; newest first.</summary>
    public Task<IReadOnlyList<FeedToken>> ListAsync(Caller by, CancellationToken ct)
    {
        by.Require(Act.View);
        return store.ListAsync(by.May(Act.Administer) ? null : by.Owner, ct);
    }

    /// <summary>The token of a request; null when it is worth nothing, whyever.</summary>
    public async Task<FeedToken?> CheckAsync(string text, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (FeedSecret.Read(text) is not { } secret || await store.FindAsync(secret.Id, now, ct) is not var (token, hash) || !CryptographicOperations.FixedTimeEquals(hash, secret.Hash()))
        {
            return null;
        }

        if (!touched.TryGetValue(token.Id, out var last) || now - last >= Touch)
        {
            foreach (var (id, _) in touched.Where(t => now - t.Value >= Touch))
            {
                touched.TryRemove(id, out _);
            }

            touched[token.Id] = now;
            await store.TouchAsync(token.Id, now, ct);
        }

        return token;
    }
}
