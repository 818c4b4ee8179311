using BakeWindow.Core.Bypasses;
using Microsoft.EntityFrameworkCore;

namespace BakeWindow.Storage;

/// <summary>Findings of the audit that were accepted for a while. Rows are added, and an early end is written beside them; nothing is taken back.</summary>
public sealed class AcceptanceStore(IDbContextFactory<BakeWindowDb> databases)
{
    /// <summary>Keeps one.</summary>
    public async Task AddAsync(Acceptance acceptance, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        db.Add(new AcceptanceRow
        {
            Finding = $"{acceptance.Finding} {acceptance.What}", By = acceptance.By, Reason = acceptance.Reason, MadeAt = acceptance.MadeAt, EndsAt = acceptance.EndsAt,
        });
        await db.SaveChangesAsync(ct);
    }

    /// <summary>Ends what holds for a finding.</summary>
    /// <returns>False when nothing did.</returns>
    public async Task<bool> EndAsync(string finding, string by, DateTimeOffset at, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var holding = (await db.Acceptances.Where(a => a.EndedAt == null && a.EndsAt > at).ToListAsync(ct)).FindAll(a => Of(a).Finding == finding);
        foreach (var row in holding)
        {
            (row.EndedAt, row.EndedBy) = (at, by);
        }

        await db.SaveChangesAsync(ct);
        return holding.Count > 0;
    }

    /// <summary>Those that have not run out, nor been ended, at an instant; newest first.</summary>
    public async Task<IReadOnlyList<Acceptance>> HoldingAsync(DateTimeOffset at, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var rows = await db.Acceptances.Where(a => a.EndedAt == null && a.EndsAt > at).OrderByDescending(a => a.MadeAt).ThenByDescending(a => a.Key).ToListAsync(ct);
        return [.. rows.Select(Of)];
    }

    private static Acceptance Of(AcceptanceRow row)
    {
        var end = row.Finding.IndexOf(' ', StringComparison.Ordinal);
        return new Acceptance
        {
            Finding = end < 0 ? row.Finding : row.Finding[..end], What = end < 0 ? "" : row.Finding[(end + 1)..],
            By = row.By, Reason = row.Reason, MadeAt = row.MadeAt, EndsAt = row.EndsAt, EndedAt = row.EndedAt, EndedBy = row.EndedBy,
        };
    }
}
