using Microsoft.EntityFrameworkCore;

namespace BakeWindow.Storage;

/// <summary>Who did what. Rows are added, each sealing the one before, and swept when they are old; nothing changes one.</summary>
public sealed class AuditLog(IDbContextFactory<BakeWindowDb> databases)
{
    private const string Head = "head";

    /// <summary>Adds one row.</summary>
    public async Task AppendAsync(DateTimeOffset at, AuditNote note, CancellationToken ct)
    {
        // Hashed as it will be read back.
        note = new AuditNote(Clean(note.Kind), Clean(note.Who), Clean(note.Subject), Clean(note.Detail)) { From = CleanOrNull(note.From), Before = CleanOrNull(note.Before), After = CleanOrNull(note.After) };
        await using var db = await databases.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        // The write to the anchor makes whoever appends at the same time wait for this one: on PostgreSQL by the row's lock, on SQLite by the file's.
        await db.Database.ExecuteSqlAsync($"INSERT INTO audit_anchors (name, key, hash) VALUES ({Head}, 0, {AuditChain.Nothing}) ON CONFLICT (name) DO UPDATE SET key = audit_anchors.key", ct);
        var head = await db.AuditAnchors.SingleAsync(a => a.Name == Head, ct);
        var hash = AuditChain.Hash(head.Hash, head.Key + 1, at, note);
        (head.Key, head.Hash) = (head.Key + 1, hash);
        db.Add(new AuditRow
        {
            Key = head.Key, At = at, Kind = note.Kind, Who = note.Who, From = note.From, Subject = note.Subject, Detail = note.Detail, Before = note.Before, After = note.After, Hash = hash,
        });
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    /// <summary>The newest rows, newest first.</summary>
    public async Task<IReadOnlyList<AuditEntry>> ListAsync(int most, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await db.Audit
            .OrderByDescending(a => a.Key)
            .Take(most)
            .Select(a => new AuditEntry(a.Key, a.At, new AuditNote(a.Kind, a.Who, a.Subject, a.Detail) { From = a.From, Before = a.Before, After = a.After }))
            .ToListAsync(ct);
    }

    private static string Clean(string text) => StorableText.Clean(text);

    private static string? CleanOrNull(string? text) => text is null ? null : Clean(text);
}
