using Microsoft.EntityFrameworkCore;

namespace BakeWindow.Storage;

/// <summary>Silences that are held in others' alerting. A row is written before the silence is asked for, and goes when it was taken back, so that none is forgotten.</summary>
public sealed class SilenceStore(IDbContextFactory<BakeWindowDb> databases)
{
    /// <summary>All that are held.</summary>
    public async Task<IReadOnlyList<StoredSilence>> AllAsync(CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await db.Silences.AsNoTracking().OrderBy(s => s.Target).ThenBy(s => s.Maintenance).Select(s => new StoredSilence(s.Target, s.Maintenance, s.SilenceId, s.EndsAt)).ToListAsync(ct);
    }

    /// <summary>Writes one.</summary>
    public async Task PutAsync(StoredSilence silence, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        if (await db.Silences.SingleOrDefaultAsync(s => s.Target == silence.Target && s.Maintenance == silence.Maintenance, ct) is { } row)
        {
            (row.SilenceId, row.EndsAt) = (silence.SilenceId, silence.EndsAt);
        }
        else
        {
            db.Add(new SilenceRow { Target = silence.Target, Maintenance = silence.Maintenance, SilenceId = silence.SilenceId, EndsAt = silence.EndsAt });
        }

        await db.SaveChangesAsync(ct);
    }

    /// <summary>Forgets one that was taken back, or has run out.</summary>
    public async Task RemoveAsync(string target, string maintenance, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        await db.Silences.Where(s => s.Target == target && s.Maintenance == maintenance).ExecuteDeleteAsync(ct);
    }
}

/// <summary>A silence that is held.</summary>
/// <param name="Target">The channel.</param>
/// <param name="Maintenance">For which maintenance.</param>
/// <param name="SilenceId">As the target calls it; empty: it was asked for, and no answer is known.</param>
/// <param name="EndsAt">When it runs out if nobody renews it.</param>
public sealed record StoredSilence(string Target, string Maintenance, string SilenceId, DateTimeOffset EndsAt);
