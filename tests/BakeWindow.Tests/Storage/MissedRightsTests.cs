using BakeWindow.Core.Tests.Maintenance;
using Microsoft.EntityFrameworkCore;
using static BakeWindow.Tests.Storage.Stories;

namespace BakeWindow.Tests.Storage;

public sealed class MissedRightsTests(PostgresServer postgres)
{
    private const string Chain = "NetXdQprcVkpaWU";

    [Theory, EveryProvider]
    public async Task Losses_come_newest_first_and_what_was_made_or_taken_over_is_none(Provider provider)
    {
        await using var db = await TestDatabase.OpenedAsync(provider, postgres);
        await OutcomeAsync(db, 100, "made", Worlds.Baker.Value);
        await OutcomeAsync(db, 200, "missed", "tz1other");
        await OutcomeAsync(db, 300, "stolen", Worlds.Baker.Value);
        await OutcomeAsync(db, 400, "missed", "tz1other");
        await OutcomeAsync(db, 500, "spared", "tz1other");
        await OutcomeAsync(db, 600, "unknown", "");

        var losses = await db.Missed.ListAsync(Chain, 10, default);

        Assert.Equal([400, 200], losses.Select(l => l.Level.Value));
        Assert.Equal((Worlds.Baker, "tz1other", 1), (losses[0].Baker, losses[0].MadeBy, losses[0].MadeRound));
        Assert.Single(await db.Missed.ListAsync(Chain, 1, default));
        Assert.Empty(await db.Missed.ListAsync("NetOther", 10, default));
    }

    [Theory, EveryProvider]
    public async Task Coverage_tells_how_far_each_cycle_was_looked_at(Provider provider)
    {
        await using var db = await TestDatabase.OpenedAsync(provider, postgres);
        await OutcomeAsync(db, 100, "made", Worlds.Baker.Value);
        await using (var context = db.Context())
        {
            await context.Database.ExecuteSqlAsync($"INSERT INTO cycles (chain_id, baker, cycle, first_level, last_level, seen_level, seen_at, figures) VALUES ({Chain}, {Worlds.Baker.Value}, 1, 1, 14400, 200, {Start.ToUnixTimeMilliseconds()}, {"{}"})");
        }

        var one = Assert.Single(await db.Missed.CoverageAsync(Chain, default));

        Assert.Equal((1, 14_400, 200, 1), (one.Span.First.Value, one.Span.Last.Value, one.Seen.Value, one.Outcomes));
    }

    private static async Task OutcomeAsync(TestDatabase db, int level, string result, string madeBy)
    {
        await using var context = db.Context();
        await context.Database.ExecuteSqlAsync($"INSERT INTO outcomes (chain_id, baker, level, round, cycle, result, made_by, made_round, at) VALUES ({Chain}, {Worlds.Baker.Value}, {level}, 0, 1, {result}, {madeBy}, 1, {Start.ToUnixTimeMilliseconds()})");
    }
}
