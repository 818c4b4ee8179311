using Microsoft.EntityFrameworkCore;

namespace BakeWindow.Storage;

/// <summary>Who did what. Rows are added, and swept when they are old; nothing changes one.</summary>
public sealed class AuditLog(IDbContextFactory<BakeWindowDb> databases)
{
    /// <summary>Adds one row.</summary>
    public async Task AppendAsync(DateTimeOffset at, string kind, string who, string subject, string detail, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        db.Add(new AuditRow { At = at, Kind = kind, Who = who, Subject = subject, Detail = detail });
        await db.SaveChangesAsync(ct);
    }

    /// <summary>The newest rows, newest first.</summary>
    public async Task<IReadOnlyList<AuditEntry>> ListAsync(int most, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await db.Audit
            .OrderByDescending(a => a.Key)
            .Take(most)
            .Select(a => new AuditEntry(a.At, a.Kind, a.Who, a.Subject, a.Detail))
            .ToListAsync(ct);
    }
}
