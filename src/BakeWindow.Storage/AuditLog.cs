using BakeWindow.Core.Auditing;
using Microsoft.EntityFrameworkCore;

namespace BakeWindow.Storage;

/// <summary>Who did what. Rows are added, each sealing all before it, and swept when they are old; nothing changes one.</summary>
public sealed class AuditLog(IDbContextFactory<BakeWindowDb> databases)
{
    /// <summary>After each row that this process added. Listeners must be quick.</summary>
    public event Action? Appended;

    /// <summary>Adds one row.</summary>
    public async Task AppendAsync(DateTimeOffset at, AuditNote note, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        // The write to the anchor makes whoever appends at the same time wait for this one: on PostgreSQL by the row's lock, on SQLite by the file's.
        await db.Database.ExecuteSqlAsync($"INSERT INTO audit_anchors (name, key, hash) VALUES ({AuditAnchorRow.Head}, 0, {new byte[AuditChain.SealLength]}) ON CONFLICT (name) DO UPDATE SET key = audit_anchors.key", ct);
        var head = await db.AuditAnchors.SingleAsync(a => a.Name == AuditAnchorRow.Head, ct);
        // Sealed as it will be read back: what a database would refuse is replaced first.
        var line = new AuditLine(
            head.Key + 1, DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds()), Clean(note.Kind)!, Clean(note.Who)!, Clean(note.From), Clean(note.Subject)!, Clean(note.Detail)!, Clean(note.Before), Clean(note.After), "");
        (head.Key, head.Hash) = (line.Key, AuditChain.Seal(head.Hash, line));
        db.Add(AuditRow.Of(line, head.Hash));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        Appended?.Invoke();
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

    /// <summary>Rows that a question asks for, newest first.</summary>
    /// <param name="question">Which.</param>
    /// <param name="before">Only rows with a lower key; null: from the newest.</param>
    /// <param name="most">At most so many.</param>
    /// <param name="ct">Ends it.</param>
    public async Task<IReadOnlyList<AuditLine>> FindAsync(AuditQuestion question, long? before, int most, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var rows = question.Among(db.Audit.AsNoTracking());
        return [.. (await (before is { } key ? rows.Where(a => a.Key < key) : rows).OrderByDescending(a => a.Key).Take(most).ToListAsync(ct)).Select(a => a.Line())];
    }

    /// <summary>Where a question finds nothing within its times: the nearest row outside them that it would have found; null: there is none.</summary>
    public async Task<AuditLine?> NearestAsync(AuditQuestion question, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var rows = (question with { From = null, Until = null }).Among(db.Audit.AsNoTracking());
        var earlier = question.From is { } from ? await rows.Where(a => a.At < from).OrderByDescending(a => a.At).FirstOrDefaultAsync(ct) : null;
        var later = question.Until is { } until ? await rows.Where(a => a.At >= until).OrderBy(a => a.At).FirstOrDefaultAsync(ct) : null;
        return (earlier, later) switch
        {
            (null, null) => null,
            (null, { } one) => one.Line(),
            ({ } one, null) => one.Line(),
            var (e, l) => (question.From!.Value - e.At <= l.At - question.Until!.Value ? e : l).Line(),
        };
    }

    /// <summary>Rows in the order of their keys, with their seals.</summary>
    /// <param name="after">Only rows with a higher key.</param>
    /// <param name="most">At most so many.</param>
    /// <param name="question">Which; null: all.</param>
    /// <param name="ct">Ends it.</param>
    public async Task<IReadOnlyList<AuditLine>> ReadAsync(long after, int most, AuditQuestion? question, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var rows = question?.Among(db.Audit.AsNoTracking()) ?? db.Audit.AsNoTracking();
        return [.. (await rows.Where(a => a.Key > after).OrderBy(a => a.Key).Take(most).ToListAsync(ct)).Select(a => a.Line())];
    }

    /// <summary>Where the chain begins (the last row that was swept) and where it ends.</summary>
    public async Task<(AuditPoint Start, AuditPoint Head)> EndsAsync(CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var anchors = await db.AuditAnchors.AsNoTracking().ToDictionaryAsync(a => a.Name, a => new AuditPoint(a.Key, Convert.ToHexStringLower(a.Hash)), StringComparer.Ordinal, ct);
        return (anchors.GetValueOrDefault(AuditAnchorRow.Swept, AuditPoint.Nothing), anchors.GetValueOrDefault(AuditAnchorRow.Head, AuditPoint.Nothing));
    }

    /// <summary>The kinds of row that there are, in order.</summary>
    public async Task<IReadOnlyList<string>> KindsAsync(CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await db.Audit.Select(a => a.Kind).Distinct().OrderBy(k => k).ToListAsync(ct);
    }

    private static string? Clean(string? text) => text is null ? null : StorableText.Clean(text);
}
