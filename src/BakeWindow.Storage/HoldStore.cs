using Microsoft.EntityFrameworkCore;

namespace BakeWindow.Storage;

/// <summary>Freezes and broken glasses. Each ends by itself; an early end is written beside it, and nothing is taken out before retention does.</summary>
public sealed class HoldStore(IDbContextFactory<BakeWindowDb> databases)
{
    /// <summary>Adds one.</summary>
    /// <returns>The same with its key.</returns>
    public async Task<StoredHold> AddAsync(StoredHold hold, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var row = new HoldRow
        {
            Kind = hold.Kind is HoldKind.Glass ? Glass : Freeze, Owner = hold.Owner, Reason = hold.Reason, Node = hold.Node ?? "", MadeAt = hold.MadeAt, StartsAt = hold.StartsAt, EndsAt = hold.EndsAt,
        };
        db.Add(row);
        await db.SaveChangesAsync(ct);
        return Read(row);
    }

    /// <summary>Ends one early.</summary>
    /// <returns>It as it is now; null when there is none of this kind under the key, or it is over already.</returns>
    public async Task<StoredHold?> EndAsync(HoldKind kind, long key, DateTimeOffset at, string by, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var word = kind is HoldKind.Glass ? Glass : Freeze;
        // One statement, so that of two who end it at once one is told that it is over.
        var ended = await db.Holds.Where(h => h.Key == key && h.Kind == word && h.EndedAt == null && h.EndsAt > at)
            .ExecuteUpdateAsync(set => set.SetProperty(h => h.EndedAt, at).SetProperty(h => h.EndedBy, by), ct);
        return ended == 0 ? null : Read(await db.Holds.AsNoTracking().SingleAsync(h => h.Key == key, ct));
    }

    /// <summary>Marks those whose own end has come, some at a time.</summary>
    /// <returns>Those that nobody had marked before: of two who do it at once one is told of each.</returns>
    public async Task<IReadOnlyList<StoredHold>> ExpireAsync(DateTimeOffset now, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var expired = new List<StoredHold>();
        foreach (var row in await db.Holds.AsNoTracking().Where(h => h.EndedAt == null && h.EndsAt <= now).OrderBy(h => h.EndsAt).ThenBy(h => h.Key).Take(100).ToListAsync(ct))
        {
            if (await db.Holds.Where(h => h.Key == row.Key && h.EndedAt == null).ExecuteUpdateAsync(set => set.SetProperty(h => h.EndedAt, row.EndsAt), ct) == 1)
            {
                expired.Add(Read(row) with { EndedAt = row.EndsAt });
            }
        }

        return expired;
    }

    /// <summary>Those that are not over, in the order in which they were made.</summary>
    public async Task<IReadOnlyList<StoredHold>> NotOverAsync(DateTimeOffset now, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return [.. (await db.Holds.AsNoTracking().Where(h => h.EndedAt == null && h.EndsAt > now).OrderBy(h => h.Key).ToListAsync(ct)).Select(Read)];
    }

    /// <summary>The newest, newest first.</summary>
    public async Task<IReadOnlyList<StoredHold>> ListAsync(int most, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return [.. (await db.Holds.AsNoTracking().OrderByDescending(h => h.Key).Take(most).ToListAsync(ct)).Select(Read)];
    }

    private const string Freeze = "freeze";
    private const string Glass = "glass";

    private static StoredHold Read(HoldRow row) => new(row.Kind == Glass ? HoldKind.Glass : HoldKind.Freeze, row.Owner, row.Reason, row.Node.Length == 0 ? null : row.Node, row.MadeAt, row.StartsAt, row.EndsAt)
    {
        Key = row.Key,
        EndedAt = row.EndedAt,
        EndedBy = row.EndedBy,
    };
}
