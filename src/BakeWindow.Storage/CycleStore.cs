using BakeWindow.Core.Chain;
using BakeWindow.Core.Ledger;
using BakeWindow.Core.Rights;
using Microsoft.EntityFrameworkCore;

namespace BakeWindow.Storage;

/// <summary>What the protocol counted of each baker in each cycle.</summary>
public sealed class CycleStore(IDbContextFactory<BakeWindowDb> databases)
{
    /// <summary>Keeps the figures of a cycle; older ones of it are replaced, newer ones stay.</summary>
    public async Task SaveAsync(string chainId, BakerAddress baker, CycleSpan span, CycleFigures figures, DateTimeOffset at, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO cycles (chain_id, baker, cycle, first_level, last_level, seen_level, seen_at, figures)
            VALUES ({StorableText.Clean(chainId)}, {baker.Value}, {span.Cycle.Value}, {span.First.Value}, {span.Last.Value}, {figures.SeenLevel.Value}, {at.ToUnixTimeMilliseconds()}, {figures.Write()})
            ON CONFLICT (chain_id, baker, cycle)
            DO UPDATE SET seen_level = excluded.seen_level, seen_at = excluded.seen_at, figures = excluded.figures WHERE excluded.seen_level >= cycles.seen_level
            """, ct);
    }

    /// <summary>One cycle's figures of every baker; a row that can't be read is missing.</summary>
    public async Task<IReadOnlyDictionary<BakerAddress, (CycleSpan Span, CycleFigures Figures)>> LoadAsync(string chainId, Cycle cycle, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var rows = await db.Cycles.AsNoTracking().Where(c => c.ChainId == chainId && c.Cycle == cycle.Value).ToListAsync(ct);
        var found = new Dictionary<BakerAddress, (CycleSpan, CycleFigures)>();
        foreach (var row in rows)
        {
            if (BakerAddress.TryParse(row.Baker, out var baker, out _) && CycleFigures.Read(row.Figures) is { } figures)
            {
                found[baker] = (new CycleSpan(cycle, new(row.FirstLevel), new(row.LastLevel)), figures);
            }
        }

        return found;
    }

    /// <summary>The cycles of which figures or rights are kept, the newest first.</summary>
    public async Task<IReadOnlyList<Cycle>> KnownAsync(string chainId, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var cycles = await db.Cycles.Where(c => c.ChainId == chainId).Select(c => c.Cycle).Union(db.Rights.Where(r => r.ChainId == chainId).Select(r => r.Cycle)).ToListAsync(ct);
        return [.. cycles.OrderDescending().Select(c => new Cycle(c))];
    }
}
