using System.Text.Json;
using BakeWindow.Core.Recovery;
using Microsoft.EntityFrameworkCore;

namespace BakeWindow.Storage;

/// <summary>
/// How long outages lasted. Rows without a workload are outages of nodes that were planned (ours, or a neighbour's that was let through or not): what needs are learned from. Rows with one
/// are single restarts of a workload, whatever their cause, step by step: what is told when something breaks by itself.
/// </summary>
public sealed class SampleStore(IDbContextFactory<BakeWindowDb> databases)
{
    /// <summary>Keeps one: from the first eviction to the proof that the baker was back.</summary>
    public async Task AddAsync(string node, TimeSpan outage, DateTimeOffset at, CancellationToken ct, RecoveryCause cause = RecoveryCause.Maintenance)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        db.Add(new SampleRow { Node = node, Outage = outage, At = at, Cause = cause.Word() });
        await db.SaveChangesAsync(ct);
    }

    /// <summary>Keeps a restart of a workload.</summary>
    public async Task AddAsync(RecoverySample sample, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var phases = JsonSerializer.Serialize(new Kept(sample.Phases, sample.Guess, sample.Maintenance), JsonSerializerOptions.Web);
        db.Add(new SampleRow { Node = sample.Node, Outage = sample.Outage, At = sample.At, Workload = sample.Workload, Cause = sample.Cause.Word(), Phases = phases });
        await db.SaveChangesAsync(ct);
    }

    /// <summary>The newest restarts of workloads, newest first.</summary>
    public async Task<IReadOnlyList<RecoverySample>> RestartsAsync(int most, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var rows = await db.Samples.AsNoTracking().Where(s => s.Workload != "").OrderByDescending(s => s.At).ThenByDescending(s => s.Key).Take(most).ToListAsync(ct);
        return [.. rows.Select(Restart)];
    }

    /// <summary>The newest outages of every node, newest first.</summary>
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<TimeSpan>>> ByNodeAsync(int mostPerNode, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var newest = await db.Samples
            .Where(s => s.Workload == "")
            .Select(s => s.Node)
            .Distinct()
            .SelectMany(node => db.Samples.Where(s => s.Node == node && s.Workload == "").OrderByDescending(s => s.At).ThenByDescending(s => s.Key).Take(mostPerNode))
            .ToListAsync(ct);
        return newest.GroupBy(s => s.Node, StringComparer.Ordinal).ToDictionary(
            node => node.Key,
            IReadOnlyList<TimeSpan> (node) => [.. node.OrderByDescending(s => s.At).ThenByDescending(s => s.Key).Select(s => s.Outage)],
            StringComparer.Ordinal);
    }

    // What can't be read of the steps leaves the whole, which can.
    private static RecoverySample Restart(SampleRow row)
    {
        Kept? kept = null;
        try
        {
            kept = row.Phases.Length == 0 ? null : JsonSerializer.Deserialize<Kept>(row.Phases, JsonSerializerOptions.Web);
        }
        catch (JsonException)
        {
            // As if no step was seen.
        }

        return new RecoverySample(row.Workload, row.Node, RecoveryCauses.Parse(row.Cause), row.At, row.Outage, kept?.Phases ?? RecoveryPhases.None) { Guess = kept?.Guess, Maintenance = kept?.Maintenance };
    }

    private sealed record Kept(RecoveryPhases Phases, TimeSpan? Guess, string? Maintenance);
}
