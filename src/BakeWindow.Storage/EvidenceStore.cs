using BakeWindow.Core.Incidents;
using BakeWindow.Core.Rights;
using Microsoft.EntityFrameworkCore;

namespace BakeWindow.Storage;

/// <summary>What was seen and done, for time lines. Rows are only added; <see cref="Retention"/> takes the old ones.</summary>
public sealed class EvidenceStore(IDbContextFactory<BakeWindowDb> databases)
{
    /// <summary>Keeps some.</summary>
    public async Task AddAsync(IReadOnlyCollection<Evidence> evidence, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        db.AddRange(evidence.Select(e => new EvidenceRow
        {
            At = e.At, Lane = e.Lane.ToString(), Subject = e.Subject, Code = e.Code, Text = e.Text, Source = e.Source, Baker = e.Baker?.Value ?? "",
        }));
        await db.SaveChangesAsync(ct);
    }

    /// <summary>What happened at or after one time and before another, in order of time; the oldest are left out when there is more than asked for.</summary>
    public async Task<IReadOnlyList<Evidence>> BetweenAsync(DateTimeOffset from, DateTimeOffset until, int most, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var rows = await db.Evidence.AsNoTracking().Where(e => e.At >= from && e.At < until).OrderByDescending(e => e.At).ThenByDescending(e => e.Key).Take(most).ToListAsync(ct);
        rows.Reverse();
        return [.. rows.Select(Of).OfType<Evidence>()];
    }

    // A lane that a newer version has is nothing that this one could draw.
    private static Evidence? Of(EvidenceRow row) => !Enum.TryParse<EvidenceLane>(row.Lane, out var lane) ? null : new Evidence
    {
        At = row.At, Lane = lane, Subject = row.Subject, Code = row.Code, Text = row.Text, Source = row.Source,
        Baker = BakerAddress.TryParse(row.Baker, out var baker, out _) ? baker : null,
    };
}
