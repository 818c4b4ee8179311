using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;
using CsCheck;
using Microsoft.EntityFrameworkCore;
using static BakeWindow.Tests.Storage.Stories;

namespace BakeWindow.Tests.Storage;

public sealed class RightsStoreTests(PostgresServer postgres)
{
    private const string Chain = "NetXdQprcVkpaWU";

    [Theory, EveryProvider]
    public async Task Rights_come_back_from_the_cycle_on_and_in_its_order(Provider provider)
    {
        await using var db = await TestDatabase.OpenedAsync(provider, postgres);
        foreach (var cycle in new[] { 12, 10, 9, 11 })
        {
            await db.Rights.SaveAsync(Chain, Of(cycle, 3, 5), default);
        }

        var loaded = await db.Rights.LoadAsync(Chain, Baker, new Cycle(10), default);

        Assert.Equal([10, 11, 12], loaded.Select(c => c.Span.Cycle.Value));
        Assert.True(RightsGen.Same(Of(11, 3, 5), loaded[1]));
        Assert.Empty(await db.Rights.LoadAsync("NetXnHfVqm9iesp", Baker, new Cycle(0), default));
        Assert.Empty(await db.Rights.LoadAsync(Chain, BakerAddress.Parse("tz1Yju7jmmsaUiG9qQLoYv35v5pHgnWoLWbt"), new Cycle(0), default));
    }

    [Theory, EveryProvider]
    public async Task Whatever_rights_are_kept_come_back_the_same_and_the_last_kept_count(Provider provider)
    {
        await using var db = await TestDatabase.OpenedAsync(provider, postgres);

        await RightsGen.Rights.SampleAsync(
            async rights =>
            {
                await db.Rights.SaveAsync(Chain, rights, default);
                var loaded = await db.Rights.LoadAsync(Chain, Baker, rights.Span.Cycle, default);
                return RightsGen.Same(rights, loaded[0]);
            },
            iter: 30,
            threads: 1);
    }

    [Theory, EveryProvider]
    public async Task A_damaged_cycle_counts_as_never_fetched_and_the_log_names_it(Provider provider)
    {
        await using var db = await TestDatabase.OpenedAsync(provider, postgres);
        for (var cycle = 10; cycle <= 14; cycle++)
        {
            await db.Rights.SaveAsync(Chain, Of(cycle, 3, 5), default);
        }

        await using (var context = db.Context())
        {
            byte[] garbage = [1, 2, 3];
            await context.Database.ExecuteSqlAsync($"UPDATE rights SET packed = {garbage} WHERE cycle = 11 AND kind = 'baking'");
            await context.Database.ExecuteSqlAsync($"DELETE FROM rights WHERE cycle = 12 AND kind = 'attestation'");
            await context.Database.ExecuteSqlAsync($"UPDATE rights SET first_level = last_level + 1 WHERE cycle = 13");
        }

        var loaded = await db.Rights.LoadAsync(Chain, Baker, new Cycle(10), default);

        Assert.Equal([10, 14], loaded.Select(c => c.Span.Cycle.Value));
        Assert.Equal(3, db.Said.Lines.Count(line => line.StartsWith("Warning", StringComparison.Ordinal) && line.Contains("damaged", StringComparison.Ordinal) && line.Contains(Baker.Value, StringComparison.Ordinal)));
    }

    [Theory, EveryProvider]
    public async Task Two_that_keep_the_same_cycle_at_once_both_succeed(Provider provider)
    {
        await using var db = await TestDatabase.OpenedAsync(provider, postgres);
        await using var other = db.Again();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => (i % 2 == 0 ? db : other).Rights.SaveAsync(Chain, Of(10, 3), default))));

        Assert.Single(await db.Rights.LoadAsync(Chain, Baker, new Cycle(0), default));
    }

    private static CycleRights Of(int cycle, params int[] offsets)
    {
        var span = new CycleSpan(new Cycle(cycle), new Level((cycle * 100) + 1), new Level((cycle + 1) * 100));
        return new(Baker, span, offsets.Select(o => new BakingRight(span.First + o, o % 2)), new AttestationDuties.Estimated(35.25));
    }
}
