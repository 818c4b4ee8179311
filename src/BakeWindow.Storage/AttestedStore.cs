using BakeWindow.Core.Chain;
using BakeWindow.Core.Ledger;
using BakeWindow.Core.Rights;
using Microsoft.EntityFrameworkCore;

namespace BakeWindow.Storage;

/// <summary>At which levels bakers attested, as far as blocks were read.</summary>
public sealed class AttestedStore(IDbContextFactory<BakeWindowDb> databases)
{
    /// <summary>Keeps a cycle's; what was kept of it before is replaced.</summary>
    public async Task SaveAsync(string chainId, BakerAddress baker, AttestedLevels levels, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO attested (chain_id, baker, cycle, made, missed, levels)
            VALUES ({StorableText.Clean(chainId)}, {baker.Value}, {levels.Span.Cycle.Value}, {levels.Made}, {levels.Missed}, {levels.Pack()})
            ON CONFLICT (chain_id, baker, cycle) DO UPDATE SET made = excluded.made, missed = excluded.missed, levels = excluded.levels
            """, ct);
    }

    /// <summary>A cycle's of one baker; nothing looked at where nothing is kept, or it can't be read.</summary>
    public async Task<AttestedLevels> LoadAsync(string chainId, BakerAddress baker, CycleSpan span, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var row = await db.Attested.AsNoTracking().FirstOrDefaultAsync(a => a.ChainId == chainId && a.Baker == baker.Value && a.Cycle == span.Cycle.Value, ct);
        return (row is null ? null : AttestedLevels.Unpack(span, row.Levels)) ?? AttestedLevels.None(span);
    }
}
