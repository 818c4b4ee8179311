using Microsoft.EntityFrameworkCore;

namespace BakeWindow.Storage;

/// <summary>Somebody is signed in.</summary>
/// <param name="Id">A hash of the key that the browser holds; it opens nothing.</param>
/// <param name="Who">The name shown in the audit.</param>
/// <param name="MadeAt">When he signed in.</param>
/// <param name="SeenAt">When he last did something, to about a minute.</param>
/// <param name="EndsAt">When it ends, whatever he does.</param>
/// <param name="Ticket">What else is known of him, sealed.</param>
public sealed record KeptSession(string Id, string Who, DateTimeOffset MadeAt, DateTimeOffset SeenAt, DateTimeOffset EndsAt, byte[] Ticket);

/// <summary>Who is signed in, shared by all replicas. What has ended is deleted.</summary>
public sealed class SessionStore(IDbContextFactory<BakeWindowDb> databases)
{
    /// <summary>Keeps a new one, and sweeps out what has ended by <paramref name="now"/>.</summary>
    public async Task AddAsync(KeptSession session, DateTimeOffset now, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        await db.Sessions.Where(s => s.EndsAt <= now).ExecuteDeleteAsync(ct);
        db.Add(new SessionRow { Id = session.Id, Who = session.Who, MadeAt = session.MadeAt, SeenAt = session.SeenAt, EndsAt = session.EndsAt, Ticket = session.Ticket });
        await db.SaveChangesAsync(ct);
    }

    /// <summary>All that have neither ended nor been idle since <paramref name="seenSince"/>.</summary>
    public async Task<IReadOnlyList<KeptSession>> LiveAsync(DateTimeOffset now, DateTimeOffset seenSince, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await db.Sessions.Where(s => s.EndsAt > now && s.SeenAt > seenSince).Select(s => new KeptSession(s.Id, s.Who, s.MadeAt, s.SeenAt, s.EndsAt, s.Ticket)).ToListAsync(ct);
    }

    /// <summary>One; null when there is none (any more).</summary>
    public async Task<KeptSession?> FindAsync(string id, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await db.Sessions.Where(s => s.Id == id).Select(s => new KeptSession(s.Id, s.Who, s.MadeAt, s.SeenAt, s.EndsAt, s.Ticket)).SingleOrDefaultAsync(ct);
    }

    /// <summary>Writes down when some were last seen.</summary>
    public async Task SeenAsync(IReadOnlyDictionary<string, DateTimeOffset> seen, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        foreach (var (id, at) in seen)
        {
            await db.Sessions.Where(s => s.Id == id && s.SeenAt < at).ExecuteUpdateAsync(s => s.SetProperty(x => x.SeenAt, at), ct);
        }
    }

    /// <summary>Ends one.</summary>
    /// <returns>False when there was none.</returns>
    public async Task<bool> EndAsync(string id, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await db.Sessions.Where(s => s.Id == id).ExecuteDeleteAsync(ct) > 0;
    }
}
