using Microsoft.EntityFrameworkCore;

namespace BakeWindow.Storage;

/// <summary>Answers of the gate with all they were decided on. Written once; only how often the same was answered again is counted up.</summary>
public sealed class DecisionStore(IDbContextFactory<BakeWindowDb> databases)
{
    /// <summary>Keeps one. The same one again is counted as a repeat.</summary>
    public async Task AddAsync(DecisionEntry entry, byte[] packed, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO decisions (id, at, client, node, outcome, reason, level, "right", message, repeats, last_at, packed)
            VALUES ({entry.Id}, {entry.At.ToUnixTimeMilliseconds()}, {StorableText.Clean(entry.Client)}, {StorableText.Clean(entry.Node)}, {entry.Outcome}, {entry.Reason}, {entry.Level},
                    {StorableText.Clean(entry.Right)}, {StorableText.Clean(entry.Message)}, {entry.Repeats}, {entry.LastAt.ToUnixTimeMilliseconds()}, {packed})
            ON CONFLICT (id) DO UPDATE SET repeats = decisions.repeats + 1, last_at = excluded.last_at
            """, ct);
    }

    /// <summary>Counts answers that were the same again; one that was swept meanwhile is not.</summary>
    public async Task RepeatAsync(string id, int times, DateTimeOffset lastAt, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        await db.Decisions.Where(d => d.Id == id).ExecuteUpdateAsync(set => set.SetProperty(d => d.Repeats, d => d.Repeats + times).SetProperty(d => d.LastAt, lastAt), ct);
    }

    /// <summary>One with what it was decided on; null when there is none under this id.</summary>
    public async Task<(DecisionEntry Entry, byte[] Packed)?> FindAsync(string id, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await db.Decisions.AsNoTracking().SingleOrDefaultAsync(d => d.Id == id, ct) is { } row ? (Entry(row), row.Packed) : null;
    }

    /// <summary>The newest, newest first.</summary>
    /// <param name="node">Only about this node; null: all.</param>
    /// <param name="client">Only of this client; null: all.</param>
    /// <param name="before">Only what was decided before this; null: from the newest.</param>
    /// <param name="most">At most so many.</param>
    /// <param name="ct">Ends it.</param>
    public Task<IReadOnlyList<DecisionEntry>> ListAsync(string? node, string? client, DateTimeOffset? before, int most, CancellationToken ct) => ReadAsync(
        rows => rows
            .Where(d => (node == null || d.Node == node) && (client == null || d.Client == client) && (before == null || d.At < before))
            .OrderByDescending(d => d.At).ThenBy(d => d.Id)
            .Take(most),
        ct);

    /// <summary>Every answer but a yes that was still given at or after a time, newest first.</summary>
    public Task<IReadOnlyList<DecisionEntry>> HeldSinceAsync(DateTimeOffset since, DateTimeOffset until, int most, CancellationToken ct) => ReadAsync(
        rows => rows
            .Where(d => d.Outcome != "allowed" && d.LastAt >= since && d.At < until)
            .OrderByDescending(d => d.LastAt).ThenBy(d => d.Id)
            .Take(most),
        ct);

    private async Task<IReadOnlyList<DecisionEntry>> ReadAsync(Func<IQueryable<DecisionRow>, IQueryable<DecisionRow>> which, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        // Without the packed worlds, which are most of the bytes.
        return await which(db.Decisions.AsNoTracking())
            .Select(d => new DecisionEntry(d.Id, d.At, d.Client, d.Node, d.Outcome, d.Reason, d.Message) { Level = d.Level, Right = d.Right, Repeats = d.Repeats, LastAt = d.LastAt })
            .ToListAsync(ct);
    }

    private static DecisionEntry Entry(DecisionRow d) =>
        new(d.Id, d.At, d.Client, d.Node, d.Outcome, d.Reason, d.Message) { Level = d.Level, Right = d.Right, Repeats = d.Repeats, LastAt = d.LastAt };
}
