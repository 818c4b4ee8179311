using Microsoft.EntityFrameworkCore;

namespace BakeWindow.Storage;

/// <summary>How long outages lasted, node by node; what needs are learned from.</summary>
public sealed class SampleStore(IDbContextFactory<BakeWindowDb> databases)
{
    /// <summary>Keeps one: from the first eviction to the proof that the baker was back.</summary>
    public async Task AddAsync(string node, TimeSpan outage, DateTimeOffset at, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        db.Add(new SampleRow { Node = node, Outage = outage, At = at });
        await db.SaveChangesAsync(ct);
    }

    /// <summary>The newest outages of every node, newest first.</summary>
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<TimeSpan>>> ByNodeAsync(int mostPerNode, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var newest = await db.Samples
            .Select(s => s.Node)
            .Distinct()
            .SelectMany(node => db.Samples.Where(s => s.Node == node).OrderByDescending(s => s.At).ThenByDescending(s => s.Key).Take(mostPerNode))
            .ToListAsync(ct);
        return newest.GroupBy(s => s.Node, StringComparer.Ordinal).ToDictionary(
            node => node.Key,
            IReadOnlyList<TimeSpan> (node) => [.. node.OrderByDescending(s => s.At).ThenByDescending(s => s.Key).Select(s => s.Outage)],
            StringComparer.Ordinal);
    }
}
