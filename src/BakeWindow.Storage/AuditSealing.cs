using BakeWindow.Core.Auditing;
using Microsoft.EntityFrameworkCore;

namespace BakeWindow.Storage;

/// <summary>Seals the rows that a version without seals has written, once, in the order of their keys. What they said before that moment nobody can prove; from then on nobody can change it.</summary>
internal static class AuditSealing
{
    private const int AtOnce = 5_000;

    /// <summary>Seals what stands behind the head without a seal.</summary>
    /// <returns>How many rows were sealed.</returns>
    public static async Task<int> SealAsync(BakeWindowDb db, CancellationToken ct)
    {
        if (!await db.Audit.AnyAsync(a => a.Hash == Array.Empty<byte>(), ct))
        {
            return 0;
        }

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.Database.ExecuteSqlAsync($"INSERT INTO audit_anchors (name, key, hash) VALUES ({AuditAnchorRow.Head}, 0, {new byte[AuditChain.SealLength]}) ON CONFLICT (name) DO UPDATE SET key = audit_anchors.key", ct);
        var head = await db.AuditAnchors.SingleAsync(a => a.Name == AuditAnchorRow.Head, ct);
        var count = 0;
        while (true)
        {
            // Only behind the head: an empty seal among sealed rows is a row that somebody changed, and stays one.
            var rows = await db.Audit.AsNoTracking().Where(a => a.Key > head.Key).OrderBy(a => a.Key).Take(AtOnce).ToListAsync(ct);
            if (rows.Count == 0)
            {
                break;
            }

            foreach (var row in rows)
            {
                var seal = AuditChain.Seal(head.Hash, row.Line());
                (head.Key, head.Hash) = (row.Key, seal);
                await db.Database.ExecuteSqlAsync($"UPDATE audit SET hash = {seal} WHERE key = {row.Key}", ct);
                count++;
            }
        }

        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return count;
    }
}
