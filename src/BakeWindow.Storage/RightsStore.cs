using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace BakeWindow.Storage;

/// <summary>Rights that were fetched, so that a restart needs not fetch them again. A row for each baker, cycle and kind; see <see cref="RightsCodec"/> for its bytes.</summary>
public sealed partial class RightsStore(IDbContextFactory<BakeWindowDb> databases, ILogger<RightsStore> logger)
{
    /// <summary>Keeps one baker's rights of a cycle; what was kept of it before is replaced.</summary>
    public async Task SaveAsync(string chainId, CycleRights rights, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await PutAsync(db, chainId, rights, RightsKind.Attestation, RightsCodec.PackAttestations(chainId, rights), ct);
        await PutAsync(db, chainId, rights, RightsKind.Baking, RightsCodec.PackBaking(chainId, rights), ct);
        await transaction.CommitAsync(ct);
    }

    /// <summary>
    /// One baker's rights from a cycle on, in order of cycle. A cycle that was never kept is missing, and so is one whose row is damaged (the log says so): the caller fetches it, as it
    /// does after every cycle that is not here. Nothing in the store makes this throw but a database that doesn't answer.
    /// </summary>
    public async Task<IReadOnlyList<CycleRights>> LoadAsync(string chainId, BakerAddress baker, Cycle from, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var rows = await db.Rights.AsNoTracking()
            .Where(r => r.ChainId == chainId && r.Baker == baker.Value && r.Cycle >= from.Value)
            .OrderBy(r => r.Cycle)
            .ToListAsync(ct);
        List<CycleRights> found = [];
        foreach (var cycle in rows.GroupBy(r => r.Cycle))
        {
            if (Unpack(chainId, baker, cycle) is { } rights)
            {
                found.Add(rights);
            }
            else
            {
                Log.Damaged(logger, baker.Value, cycle.Key, chainId);
            }
        }

        return found;
    }

    private static CycleRights? Unpack(string chainId, BakerAddress baker, IEnumerable<RightsRow> cycle)
    {
        var byKind = cycle.ToDictionary(r => r.Kind, StringComparer.Ordinal);
        return byKind.TryGetValue(RightsKind.Baking, out var baking)
            && byKind.TryGetValue(RightsKind.Attestation, out var attestations)
            && (baking.FirstLevel, baking.LastLevel) == (attestations.FirstLevel, attestations.LastLevel)
            && baking.FirstLevel <= baking.LastLevel
                ? RightsCodec.Unpack(chainId, baker, new(new(baking.Cycle), new(baking.FirstLevel), new(baking.LastLevel)), baking.Packed, attestations.Packed)
                : null;
    }

    private static Task<int> PutAsync(BakeWindowDb db, string chainId, CycleRights rights, string kind, byte[] packed, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"""
            INSERT INTO rights (chain_id, baker, cycle, kind, first_level, last_level, packed)
            VALUES ({StorableText.Clean(chainId)}, {rights.Baker.Value}, {rights.Span.Cycle.Value}, {kind}, {rights.Span.First.Value}, {rights.Span.Last.Value}, {packed})
            ON CONFLICT (chain_id, baker, cycle, kind)
            DO UPDATE SET first_level = excluded.first_level, last_level = excluded.last_level, packed = excluded.packed
            """, ct);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Stored rights of {Baker} in cycle {Cycle} of {Chain} are damaged; they count as never fetched")]
        public static partial void Damaged(ILogger logger, string baker, int cycle, string chain);
    }
}
