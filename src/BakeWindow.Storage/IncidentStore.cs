using System.Globalization;
using System.Text.Json;
using BakeWindow.Core.Incidents;
using Microsoft.EntityFrameworkCore;

namespace BakeWindow.Storage;

/// <summary>Incidents. Whoever changes one names the version that he read: of two who do it at once one is told to read again.</summary>
public sealed class IncidentStore(IDbContextFactory<BakeWindowDb> databases)
{
    /// <summary>Keeps a new one and gives it its number.</summary>
    /// <returns>Null when another is open for the same subject; nothing was kept then.</returns>
    public async Task<KeptIncident?> AddAsync(Incident incident, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var given = await db.Database
            .SqlQuery<long>($"INSERT INTO counters (name, value) VALUES ('incident', 1) ON CONFLICT (name) DO UPDATE SET value = counters.value + 1 RETURNING value")
            .ToListAsync(ct);
        var numbered = incident with { Number = given[0] };
        db.Add(new IncidentRow
        {
            Number = numbered.Number, Subject = numbered.Subject, Baker = numbered.Baker?.Value ?? "", OpenedAt = numbered.OpenedAt, ClosedAt = numbered.ClosedAt, Record = IncidentJson.Write(numbered), Version = 1,
        });
        try
        {
            await db.SaveChangesAsync(ct);
            return new KeptIncident(numbered, 1);
        }
        catch (DbUpdateException)
        {
            await using var look = await databases.CreateDbContextAsync(ct);
            if (await look.Incidents.AsNoTracking().AnyAsync(i => i.Subject == numbered.Subject && i.ClosedAt == null, ct))
            {
                return null;
            }

            throw;
        }
    }

    /// <summary>Writes one that was read.</summary>
    /// <returns>As it is kept now; null when somebody else has changed it since: read it again.</returns>
    public async Task<KeptIncident?> SaveAsync(Incident next, long version, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var (json, after) = (IncidentJson.Write(next), version + 1);
        var written = await db.Incidents.Where(i => i.Number == next.Number && i.Version == version).ExecuteUpdateAsync(
            set => set.SetProperty(i => i.Record, StorableText.Clean(json)).SetProperty(i => i.ClosedAt, next.ClosedAt).SetProperty(i => i.Version, after), ct);
        return written == 1 ? new KeptIncident(next, after) : null;
    }

    /// <summary>Those that are open, oldest first.</summary>
    public Task<IReadOnlyList<KeptIncident>> OpenAsync(CancellationToken ct) => ReadAsync(rows => rows.Where(i => i.ClosedAt == null).OrderBy(i => i.Number), ct);

    /// <summary>One; null when there is none of this number.</summary>
    public async Task<KeptIncident?> FindAsync(long number, CancellationToken ct) => (await ReadAsync(rows => rows.Where(i => i.Number == number), ct)).SingleOrDefault();

    /// <summary>Number and version of the newest, newest first.</summary>
    public async Task<IReadOnlyList<(long Number, long Version)>> NewestAsync(int most, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var rows = await db.Incidents.AsNoTracking().OrderByDescending(i => i.Number).Take(most).Select(i => new { i.Number, i.Version }).ToListAsync(ct);
        return [.. rows.Select(r => (r.Number, r.Version))];
    }

    /// <summary>Those of a few numbers, newest first.</summary>
    public Task<IReadOnlyList<KeptIncident>> OfAsync(IReadOnlyCollection<long> numbers, CancellationToken ct) =>
        ReadAsync(rows => rows.Where(i => numbers.Contains(i.Number)).OrderByDescending(i => i.Number), ct);

    /// <summary>Those that began at or after a time, newest first.</summary>
    public Task<IReadOnlyList<KeptIncident>> SinceAsync(DateTimeOffset since, int most, CancellationToken ct) =>
        ReadAsync(rows => rows.Where(i => i.OpenedAt >= since).OrderByDescending(i => i.Number).Take(most), ct);

    private async Task<IReadOnlyList<KeptIncident>> ReadAsync(Func<IQueryable<IncidentRow>, IQueryable<IncidentRow>> which, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return [.. (await which(db.Incidents.AsNoTracking()).ToListAsync(ct)).Select(Read)];
    }

    private static KeptIncident Read(IncidentRow row)
    {
        try
        {
            return new KeptIncident(IncidentJson.Read(row.Record), row.Version);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"the row of I-{row.Number} can't be read ({e.Message}); a newer version wrote it, or it is damaged"), e);
        }
    }
}

/// <summary>An incident as it is kept.</summary>
/// <param name="Incident">The incident.</param>
/// <param name="Version">Grows with every change.</param>
public sealed record KeptIncident(Incident Incident, long Version);
