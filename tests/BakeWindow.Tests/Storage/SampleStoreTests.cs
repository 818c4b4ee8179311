using BakeWindow.Core.Recovery;
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

    [Fact]
    public async Task A_restart_of_a_workload_comes_back_step_by_step_and_teaches_no_need()
    {
        await using var db = await TestDatabase.OpenedAsync(Provider.Sqlite, postgres);
        var sample = new RecoverySample("alpha-baker", "node-1", RecoveryCause.NodeDeath, Start, TimeSpan.FromMinutes(9), new RecoveryPhases(TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(6), null, null, TimeSpan.FromMinutes(9)))
        {
            Guess = TimeSpan.FromMinutes(13), Maintenance = "M-1",
        };
        await db.Samples.AddAsync(sample, default);

        Assert.Equal(sample, Assert.Single(await db.Samples.RestartsAsync(10, default)));
        Assert.Empty(await db.Samples.ByNodeAsync(50, default));
    }
}
