using BakeWindow.Core.Chain;
using BakeWindow.Core.Ledger;
using BakeWindow.Core.Tests.Maintenance;

namespace BakeWindow.Tests.Storage;

public sealed class OutcomeStoreTests(PostgresServer postgres)
{
    private const string Chain = "NetXdQprcVkpaWU";

    [Theory, EveryProvider]
    public async Task Losses_come_newest_first_and_what_was_made_or_taken_over_is_none(Provider provider)
    {
        await using var db = await TestDatabase.OpenedAsync(provider, postgres);
        await db.Outcomes.SaveAsync(
            Chain, [Outcome(100, RightFate.Made), Outcome(200, RightFate.Missed), Outcome(300, RightFate.Stolen), Outcome(400, RightFate.Missed), Outcome(500, RightFate.Spared), Outcome(600, RightFate.Unknown)], default);

        var losses = await db.Outcomes.MissedAsync(Chain, 10, default);

        Assert.Equal([Outcome(400, RightFate.Missed), Outcome(200, RightFate.Missed)], losses);
        Assert.Equal(400, Assert.Single(await db.Outcomes.MissedAsync(Chain, 1, default)).Level.Value);
        Assert.Empty(await db.Outcomes.MissedAsync("NetOther", 10, default));
    }

    private static RightOutcome Outcome(int level, RightFate fate) => new(Worlds.Baker, new Level(level), 0, new Cycle(1), fate) { MadeBy = "tz1other", MadeRound = 1, At = Stories.Start };
}
