using BakeWindow.Core.Bypasses;
using static BakeWindow.Tests.Storage.Stories;

namespace BakeWindow.Tests.Storage;

public sealed class AcceptanceStoreTests(PostgresServer postgres)
{
    [Theory, EveryProvider]
    public async Task What_holds_is_read_until_it_runs_out_or_is_ended(Provider provider)
    {
        await using var db = await TestDatabase.OpenedAsync(provider, postgres);
        await db.Acceptances.AddAsync(Accepted("b-1", 1), default);
        await db.Acceptances.AddAsync(Accepted("b-2", 30), default);
        await db.Acceptances.AddAsync(Accepted("b-22", 30), default);

        Assert.Equal(["b-1", "b-2", "b-22"], (await db.Acceptances.HoldingAsync(Start, default)).Select(a => a.Finding).Order(StringComparer.Ordinal));
        Assert.Equal(2, (await db.Acceptances.HoldingAsync(Start.AddDays(1), default)).Count);
        Assert.True(await db.Acceptances.EndAsync("b-2", "bo", Start.AddDays(2), default));
        Assert.False(await db.Acceptances.EndAsync("b-2", "bo", Start.AddDays(2), default));
        Assert.False(await db.Acceptances.EndAsync("b-1", "bo", Start.AddDays(2), default));

        Assert.Equal(Accepted("b-22", 30), Assert.Single(await db.Acceptances.HoldingAsync(Start.AddDays(2), default)));
    }

    private static Acceptance Accepted(string finding, int days) => new() { Finding = finding, What = "no-budget Pod a b/c", By = "ak", Reason = "known for long", MadeAt = Start, EndsAt = Start.AddDays(days) };
}
