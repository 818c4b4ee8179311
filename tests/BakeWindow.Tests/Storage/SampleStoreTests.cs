using static BakeWindow.Tests.Storage.Stories;

namespace BakeWindow.Tests.Storage;

public sealed class SampleStoreTests(PostgresServer postgres)
{
    [Theory, EveryProvider]
    public async Task The_newest_outages_of_each_node_come_newest_first(Provider provider)
    {
        await using var db = await TestDatabase.OpenedAsync(provider, postgres);
        foreach (var minutes in new[] { 3, 1, 4, 2 })
        {
            await db.Samples.AddAsync("node-1", TimeSpan.FromMinutes(minutes), Start.AddMinutes(minutes), default);
        }

        var odd = TimeSpan.FromTicks(7_212_345_678);
        await db.Samples.AddAsync("node-2", odd, Start, default);

        var byNode = await db.Samples.ByNodeAsync(3, default);

        Assert.Equal(["node-1", "node-2"], byNode.Keys.Order(StringComparer.Ordinal));
        Assert.Equal([4, 3, 2], byNode["node-1"].Select(o => o.TotalMinutes));
        Assert.Equal([odd], byNode["node-2"]);
    }

    [Theory, EveryProvider]
    public async Task No_outage_yet_is_an_empty_answer(Provider provider)
    {
        await using var db = await TestDatabase.OpenedAsync(provider, postgres);

        Assert.Empty(await db.Samples.ByNodeAsync(50, default));
    }
}
