using BakeWindow.Core.Alerting;
using BakeWindow.Core.Incidents;
using Microsoft.EntityFrameworkCore;

namespace BakeWindow.Storage;

/// <summary>What people are to be told, until it is delivered or given up. Delivery is at least once: what was sent and not marked is sent again, under the same key.</summary>
public sealed class NoticeStore(IDbContextFactory<BakeWindowDb> databases)
{
    /// <summary>Those whose time has come, oldest first. One that follows another of the same alert and channel which still fails waits for it.</summary>
    public async Task<IReadOnlyList<StoredNotice>> DueAsync(DateTimeOffset now, int most, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var rows = await db.Notices.AsNoTracking().Where(n => n.NextTryAt <= now && !db.Notices.Any(o => o.Key < n.Key && o.Alert == n.Alert && o.Channel == n.Channel && o.NextTryAt != null))
            .OrderBy(n => n.Key).Take(most).ToListAsync(ct);
        return [.. rows.Select(Read)];
    }

    /// <summary>The newest of a channel, newest first.</summary>
    public async Task<IReadOnlyList<StoredNotice>> NewestAsync(string channel, int most, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return [.. (await db.Notices.AsNoTracking().Where(n => n.Channel == channel).OrderByDescending(n => n.Key).Take(most).ToListAsync(ct)).Select(Read)];
    }

    /// <summary>How many wait, by channel.</summary>
    public async Task<IReadOnlyDictionary<string, int>> WaitingAsync(CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await db.Notices.Where(n => n.NextTryAt != null).GroupBy(n => n.Channel).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, StringComparer.Ordinal, ct);
    }

    /// <summary>When an alert was told last over a channel, or is to be; null: never.</summary>
    public async Task<DateTimeOffset?> LastAsync(string alert, string channel, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await db.Notices.Where(n => n.Alert == alert && n.Channel == channel).MaxAsync(n => (DateTimeOffset?)n.MadeAt, ct);
    }

    /// <summary>Tells of something again that lasts.</summary>
    public async Task AddAsync(AlertChange change, string channel, DateTimeOffset at, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        db.Add(new NoticeRow { Alert = change.Alert.Id, Channel = channel, MadeAt = change.At, NextTryAt = at, Tries = 0, Problem = "", Record = IncidentJson.Write(change) });
        await db.SaveChangesAsync(ct);
    }

    /// <summary>It was delivered.</summary>
    public async Task DeliveredAsync(long key, DateTimeOffset at, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        await db.Notices.Where(n => n.Key == key).ExecuteUpdateAsync(set => set
            .SetProperty(n => n.NextTryAt, (DateTimeOffset?)null).SetProperty(n => n.DeliveredAt, at).SetProperty(n => n.Tries, n => n.Tries + 1).SetProperty(n => n.Problem, ""), ct);
    }

    /// <summary>It was not.</summary>
    /// <param name="key">Which.</param>
    /// <param name="why">Why; without addresses and secrets.</param>
    /// <param name="again">When it is tried again; null: it is given up.</param>
    /// <param name="ct">Ends it.</param>
    public async Task FailedAsync(long key, string why, DateTimeOffset? again, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var problem = StorableText.Clean(why);
        await db.Notices.Where(n => n.Key == key).ExecuteUpdateAsync(set => set.SetProperty(n => n.NextTryAt, again).SetProperty(n => n.Tries, n => n.Tries + 1).SetProperty(n => n.Problem, problem), ct);
    }

    private static StoredNotice Read(NoticeRow n) => new(n.Key, n.Channel, n.MadeAt, n.NextTryAt, n.DeliveredAt, n.Tries, n.Problem, IncidentJson.ReadChange(n.Record));
}

/// <summary>Something that is told over a channel.</summary>
/// <param name="Key">Its number.</param>
/// <param name="Channel">Over which.</param>
/// <param name="MadeAt">Since when it is to be told.</param>
/// <param name="NextTryAt">When it is tried next; null: it is delivered, given up, or overtaken.</param>
/// <param name="DeliveredAt">When it was delivered; null: it was not.</param>
/// <param name="Tries">How often it was tried.</param>
/// <param name="Problem">Why the last try failed, or it was held back; empty: nothing was wrong.</param>
/// <param name="Change">What is told.</param>
public sealed record StoredNotice(long Key, string Channel, DateTimeOffset MadeAt, DateTimeOffset? NextTryAt, DateTimeOffset? DeliveredAt, int Tries, string Problem, AlertChange Change);
