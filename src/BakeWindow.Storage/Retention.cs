using System.Text.RegularExpressions;
using BakeWindow.Core.Chain;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace BakeWindow.Storage;

/// <summary>Sweeps out what has been kept long enough. A maintenance that has not ended is never swept, however old; samples stay, they are small and teach.</summary>
public sealed partial class Retention(IDbContextFactory<BakeWindowDb> databases, ILogger<Retention> logger)
{
    // Worlds are the largest rows; a quarter is long enough to ask why something was done, and two weeks why it was not.
    private static readonly TimeSpan ActedOnKept = TimeSpan.FromDays(90);
    private static readonly TimeSpan DecisionsKept = TimeSpan.FromDays(14);

    // What was seen of probes and pods is much, and an incident keeps what it needs.
    private static readonly TimeSpan EvidenceKept = TimeSpan.FromDays(30);

    private const int AtOnce = 500;

    /// <summary>Deletes maintenances that ended before a time, with their journal, audit rows of before it, rights, outcomes and figures of cycles that are long over, decisions of a quarter ago, and of two weeks ago those that no act went by.</summary>
    /// <param name="olderThan">What ended or happened before this goes.</param>
    /// <param name="rightsFrom">For each chain id the first cycle whose rights are kept; rights of other chains stay.</param>
    /// <param name="now">The present.</param>
    /// <param name="ct">Ends it; what is deleted until then stays deleted.</param>
    /// <returns>How many maintenances, audit rows, decisions and rights rows went.</returns>
    public async Task<int> SweepAsync(DateTimeOffset olderThan, IReadOnlyDictionary<string, Cycle> rightsFrom, DateTimeOffset now, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var swept = await db.Maintenances.Where(m => !m.IsOpen && m.ChangedAt < olderThan).ExecuteDeleteAsync(ct);
        swept += await SweepAuditAsync(db, olderThan, ct);
        swept += await SweepDecisionsAsync(db, now, ct);
        swept += await db.Holds.Where(h => h.EndsAt < olderThan).ExecuteDeleteAsync(ct);
        foreach (var (chainId, cycle) in rightsFrom)
        {
            swept += await db.Rights.Where(r => r.ChainId == chainId && r.Cycle < cycle.Value).ExecuteDeleteAsync(ct);
        }

        await db.Outcomes.Where(o => o.At < olderThan).ExecuteDeleteAsync(ct);
        await db.Cycles.Where(c => c.SeenAt < olderThan).ExecuteDeleteAsync(ct);
        var seen = now - EvidenceKept;
        await db.Evidence.Where(e => e.At < seen).ExecuteDeleteAsync(ct);
        await db.Incidents.Where(i => i.ClosedAt < olderThan).ExecuteDeleteAsync(ct);
        await db.Notices.Where(n => n.MadeAt < seen).ExecuteDeleteAsync(ct);
        await db.Tokens.Where(t => t.ExpiresAt < olderThan || t.RevokedAt < olderThan).ExecuteDeleteAsync(ct);
        return swept;
    }

    // An act names the decision it went by in its row of the audit.
    private static async Task<int> SweepDecisionsAsync(BakeWindowDb db, DateTimeOffset now, CancellationToken ct)
    {
        var (polled, acted) = (now - DecisionsKept, now - ActedOnKept);
        var swept = await db.Decisions.Where(d => d.LastAt < acted).ExecuteDeleteAsync(ct);
        var details = await db.Audit.Where(a => a.At >= acted && a.Detail.Contains("(decision d-")).Select(a => a.Detail).ToListAsync(ct);
        HashSet<string> kept = [.. details.SelectMany(d => DecisionId().Matches(d)).Select(m => m.Value)];
        foreach (var chunk in (await db.Decisions.Where(d => d.LastAt < polled).Select(d => d.Id).ToListAsync(ct)).Where(id => !kept.Contains(id)).Chunk(AtOnce))
        {
            List<string> some = [.. chunk];
            swept += await db.Decisions.Where(d => some.Contains(d.Id)).ExecuteDeleteAsync(ct);
        }

        return swept;
    }

    [GeneratedRegex("d-[0-9a-f]{12}", RegexOptions.CultureInvariant)]
    private static partial Regex DecisionId();

    // From the oldest end only, and the last that goes stays as the point from which the rest is followed.
    private async Task<int> SweepAuditAsync(BakeWindowDb db, DateTimeOffset olderThan, CancellationToken ct)
    {
        try
        {
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            var firstKept = await db.Audit.Where(a => a.At >= olderThan).MinAsync(a => (long?)a.Key, ct) ?? long.MaxValue;
            var last = await db.Audit.AsNoTracking().Where(a => a.Key < firstKept).OrderByDescending(a => a.Key).FirstOrDefaultAsync(ct);
            if (last is null)
            {
                return 0;
            }

            var count = await db.Audit.Where(a => a.Key <= last.Key).ExecuteDeleteAsync(ct);
            await db.Database.ExecuteSqlAsync(
                $"INSERT INTO audit_anchors (name, key, hash) VALUES ({AuditAnchorRow.Swept}, {last.Key}, {last.Hash}) ON CONFLICT (name) DO UPDATE SET key = excluded.key, hash = excluded.hash WHERE audit_anchors.key < excluded.key", ct);
            await transaction.CommitAsync(ct);
            return count;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            // The operator took the right away so that nothing can be taken out of the audit: then it grows, and the owner sweeps it.
            Log.MayNotSweep(logger, e.MessageText);
            return 0;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Old rows of the audit stay, because this role may not delete them: {Why}")]
        public static partial void MayNotSweep(ILogger logger, string why);
    }
}
