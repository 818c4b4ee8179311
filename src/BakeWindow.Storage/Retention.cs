using BakeWindow.Core.Chain;
using Microsoft.EntityFrameworkCore;

namespace BakeWindow.Storage;

/// <summary>Sweeps out what has been kept long enough. A maintenance that has not ended is never swept, however old; samples stay, they are small and teach.</summary>
public sealed class Retention(IDbContextFactory<BakeWindowDb> databases)
{
    /// <summary>Deletes maintenances that ended before a time, with their journal, audit rows of before it, and rights of cycles that are over.</summary>
    /// <param name="olderThan">What ended or happened before this goes.</param>
    /// <param name="rightsFrom">For each chain id the first cycle whose rights are kept; rights of other chains stay.</param>
    /// <param name="ct">Ends it; what is deleted until then stays deleted.</param>
    /// <returns>How many maintenances, audit rows and rights rows went.</returns>
    public async Task<int> SweepAsync(DateTimeOffset olderThan, IReadOnlyDictionary<string, Cycle> rightsFrom, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var swept = await db.Maintenances.Where(m => !m.IsOpen && m.ChangedAt < olderThan).ExecuteDeleteAsync(ct);
        swept += await db.Audit.Where(a => a.At < olderThan).ExecuteDeleteAsync(ct);
        swept += await db.Holds.Where(h => h.EndsAt < olderThan).ExecuteDeleteAsync(ct);
        foreach (var (chainId, cycle) in rightsFrom)
        {
            swept += await db.Rights.Where(r => r.ChainId == chainId && r.Cycle < cycle.Value).ExecuteDeleteAsync(ct);
        }

        return swept;
    }
}
