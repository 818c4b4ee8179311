using System.Globalization;
using System.Text.Json;
using BakeWindow.Core.Maintenance;
using Microsoft.EntityFrameworkCore;

namespace BakeWindow.Storage;

/// <summary>
/// The maintenances and every step they took. A step is written before it is acted on, so whatever kills the process, the journal knows at least as much as the cluster does.
/// When a call returns, what it wrote survives a crash and a power cut.
/// </summary>
public sealed class Journal(IDbContextFactory<BakeWindowDb> databases)
{
    /// <summary>Gives out the next id: <c>M-12</c>. No id is given out twice, whoever else asks.</summary>
    public async Task<string> NextIdAsync(CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var given = await db.Database
            .SqlQuery<long>($"INSERT INTO counters (name, value) VALUES ('maintenance', 1) ON CONFLICT (name) DO UPDATE SET value = counters.value + 1 RETURNING value")
            .ToListAsync(ct);
        return string.Create(CultureInfo.InvariantCulture, $"M-{given[0]}");
    }

    /// <summary>
    /// What tells this journal's maintenances from those of every other: eight hexadecimal digits, drawn when they are first asked for. A journal that was lost and made anew has others.
    /// </summary>
    public async Task<string> InstallationAsync(CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var drawn = (long)BitConverter.ToUInt32(System.Security.Cryptography.RandomNumberGenerator.GetBytes(4));
        var kept = await db.Database
            .SqlQuery<long>($"INSERT INTO counters (name, value) VALUES ('installation', {drawn}) ON CONFLICT (name) DO UPDATE SET value = counters.value RETURNING value")
            .ToListAsync(ct);
        return kept[0].ToString("x8", CultureInfo.InvariantCulture);
    }

    /// <summary>Writes a new maintenance down.</summary>
    /// <exception cref="JournalConflictException">Another one is open for the same subject, or bears the id; nothing was written.</exception>
    public async Task AddAsync(MaintenanceRecord record, string note, DateTimeOffset at, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var json = JournalJson.Write(record);
        var row = new MaintenanceRow
        {
            Id = record.Id,
            Node = record.Request.Action.Subject,
            Phase = record.Phase.Name,
            IsOpen = !record.Phase.IsTerminal,
            RequestedAt = record.Request.RequestedAt,
            ChangedAt = at,
            Sequence = 1,
            Record = json,
        };
        db.Add(row);
        db.Add(new JournalRow { Maintenance = row, Sequence = 1, At = at, Phase = row.Phase, Note = note, Command = null, Record = json });
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException e)
        {
            await using var look = await databases.CreateDbContextAsync(ct);
            if (await look.Maintenances.AsNoTracking().FirstOrDefaultAsync(m => m.Id == row.Id || (m.IsOpen && m.Node == row.Node), ct) is not { } other)
            {
                throw;
            }

            throw new JournalConflictException($"{other.Id} is open for {other.Node} already ({other.Phase})", e);
        }
    }

    /// <summary>Writes a step down: the maintenance as it is after it, and the entry, in one transaction.</summary>
    /// <exception cref="JournalConflictException">The journal no longer holds <paramref name="before"/>; nothing was written.</exception>
    public async Task AppendAsync(MaintenanceRecord before, MaintenanceRecord next, string? command, string note, DateTimeOffset at, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var stored = await db.Maintenances.AsNoTracking().SingleOrDefaultAsync(m => m.Id == before.Id, ct)
            ?? throw new JournalConflictException($"{before.Id} is not in the journal");

        // Read and written again, for a row of an older version lacks fields that have been added since.
        if (JournalJson.Write(Read(stored.Id, stored.Record)) != JournalJson.Write(before))
        {
            throw new JournalConflictException($"{before.Id} stands at {stored.Phase} in the journal, not where it was read ({before.Phase.Name} since {before.Since:O})");
        }

        var json = JournalJson.Write(next);
        var sequence = stored.Sequence + 1;
        var (phase, open) = (next.Phase.Name, !next.Phase.IsTerminal);
        var written = await db.Maintenances
            .Where(m => m.Key == stored.Key && m.Sequence == stored.Sequence)
            .ExecuteUpdateAsync(set => set
                .SetProperty(m => m.Phase, phase)
                .SetProperty(m => m.IsOpen, open)
                .SetProperty(m => m.ChangedAt, at)
                .SetProperty(m => m.Sequence, sequence)
                .SetProperty(m => m.Record, json), ct);
        if (written == 0)
        {
            throw new JournalConflictException($"{before.Id} was moved on from {before.Phase.Name} by another process");
        }

        db.Add(new JournalRow { MaintenanceKey = stored.Key, Sequence = sequence, At = at, Phase = phase, Note = note, Command = command, Record = json });
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    /// <summary>All maintenances that have not ended, in the order in which they were asked for.</summary>
    /// <exception cref="InvalidDataException">A row can't be read.</exception>
    public async Task<IReadOnlyList<MaintenanceRecord>> OpenAsync(CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await ReadAsync(db.Maintenances.Where(m => m.IsOpen).OrderBy(m => m.Key), ct);
    }

    /// <summary>The newest maintenances, newest first.</summary>
    /// <exception cref="InvalidDataException">A row can't be read.</exception>
    public async Task<IReadOnlyList<MaintenanceRecord>> ListAsync(bool onlyOpen, int most, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await ReadAsync(db.Maintenances.Where(m => m.IsOpen || !onlyOpen).OrderByDescending(m => m.Key).Take(most), ct);
    }

    /// <summary>One maintenance; null when there is none under this id.</summary>
    /// <exception cref="InvalidDataException">Its row can't be read.</exception>
    public async Task<MaintenanceRecord?> FindAsync(string id, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return (await ReadAsync(db.Maintenances.Where(m => m.Id == id), ct)).SingleOrDefault();
    }

    /// <summary>The steps of one maintenance, oldest first; empty when there is none under this id.</summary>
    public async Task<IReadOnlyList<JournalEntry>> HistoryAsync(string id, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await db.Entries
            .Where(e => e.Maintenance!.Id == id)
            .OrderBy(e => e.Sequence)
            .Select(e => new JournalEntry(e.At, e.Phase, e.Note, e.Command))
            .ToListAsync(ct);
    }

    /// <summary>The steps that were taken in a span of time, the end excluded, with the maintenance and what it is about, oldest first; the newest are left out when there are more than asked for.</summary>
    public async Task<IReadOnlyList<(string Id, string Subject, JournalEntry Step)>> BetweenAsync(DateTimeOffset from, DateTimeOffset until, int most, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var rows = await db.Entries.AsNoTracking().Where(e => e.At >= from && e.At < until).OrderBy(e => e.At).ThenBy(e => e.Sequence).Take(most)
            .Select(e => new { e.Maintenance!.Id, e.Maintenance.Node, Entry = new JournalEntry(e.At, e.Phase, e.Note, e.Command) }).ToListAsync(ct);
        return [.. rows.Select(r => (r.Id, r.Node, r.Entry))];
    }

    /// <summary>Those that ended at or after a time, newest first.</summary>
    /// <exception cref="InvalidDataException">A row can't be read.</exception>
    public async Task<IReadOnlyList<MaintenanceRecord>> EndedSinceAsync(DateTimeOffset since, int most, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await ReadAsync(db.Maintenances.Where(m => !m.IsOpen && m.ChangedAt >= since).OrderByDescending(m => m.Key).Take(most), ct);
    }

    /// <summary>The steps of the maintenances that ended last, each oldest first: how long steps take here.</summary>
    public async Task<IReadOnlyList<IReadOnlyList<JournalEntry>>> LastStoriesAsync(int most, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var ended = db.Maintenances.Where(m => !m.IsOpen).OrderByDescending(m => m.Key).Take(most).Select(m => m.Key);
        var rows = await db.Entries.AsNoTracking().Where(e => ended.Contains(e.MaintenanceKey)).OrderBy(e => e.MaintenanceKey).ThenBy(e => e.Sequence)
            .Select(e => new { e.MaintenanceKey, Entry = new JournalEntry(e.At, e.Phase, e.Note, e.Command) }).ToListAsync(ct);
        return [.. rows.GroupBy(r => r.MaintenanceKey).Select(g => (IReadOnlyList<JournalEntry>)[.. g.Select(r => r.Entry)])];
    }

    /// <summary>For every node that had one, the maintenance that ended last.</summary>
    /// <exception cref="InvalidDataException">A row can't be read.</exception>
    public async Task<IReadOnlyList<MaintenanceRecord>> LastEndedPerNodeAsync(CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var ended = db.Maintenances.Where(m => !m.IsOpen);
        return await ReadAsync(
            ended.Where(m => !ended.Any(later => later.Node == m.Node && (later.ChangedAt > m.ChangedAt || (later.ChangedAt == m.ChangedAt && later.Key > m.Key)))).OrderBy(m => m.Key), ct);
    }

    private static async Task<IReadOnlyList<MaintenanceRecord>> ReadAsync(IQueryable<MaintenanceRow> rows, CancellationToken ct)
    {
        var found = await rows.Select(m => new { m.Id, m.Record }).ToListAsync(ct);
        return [.. found.Select(m => Read(m.Id, m.Record))];
    }

    // An unreadable maintenance may hold a cordon or an open floor; to leave it out would be to forget them.
    private static MaintenanceRecord Read(string id, string json)
    {
        try
        {
            return JournalJson.Read(json);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new InvalidDataException($"the journal's row of {id} can't be read ({e.Message}); a newer version wrote it, or it is damaged", e);
        }
    }
}
