using BakeWindow.Storage;

namespace BakeWindow.Tests.Storage;

public sealed class HoldStoreTests(PostgresServer postgres)
{
    private static readonly DateTimeOffset Noon = new(2026, 10, 1, 12, 0, 0, TimeSpan.Zero);

    private static StoredHold Hold(HoldKind kind = HoldKind.Freeze, string? node = null, int minutes = 60) => new(kind, "ak", "audit", node, Noon, Noon, Noon.AddMinutes(minutes));

    [Theory, EveryProvider]
    public async Task What_is_set_comes_back_and_is_over_at_its_end(Provider provider)
    {
        await using var db = await TestDatabase.OpenedAsync(provider, postgres);
        var freeze = await db.Holds.AddAsync(Hold(), default);
        var glass = await db.Holds.AddAsync(Hold(HoldKind.Glass, "node-1", 15), default);

        Assert.Equal([freeze, glass], await db.Holds.NotOverAsync(Noon, default));
        Assert.Equal([freeze], await db.Holds.NotOverAsync(Noon.AddMinutes(15), default));
        Assert.Empty(await db.Holds.NotOverAsync(Noon.AddMinutes(60), default));
        Assert.Equal([glass, freeze], await db.Holds.ListAsync(10, default));
        Assert.Equal(("F-" + freeze.Key, "G-" + glass.Key), (freeze.Id, glass.Id));
    }

    [Theory, EveryProvider]
    public async Task Of_two_who_end_it_one_is_told_that_it_is_over_and_another_replica_sees_who_did(Provider provider)
    {
        await using var db = await TestDatabase.OpenedAsync(provider, postgres);
        await using var other = db.Again();
        var freeze = await db.Holds.AddAsync(Hold(), default);

        Assert.Null(await db.Holds.EndAsync(HoldKind.Glass, freeze.Key, Noon.AddMinutes(1), "bo", default));
        var ended = await Task.WhenAll(db.Holds.EndAsync(HoldKind.Freeze, freeze.Key, Noon.AddMinutes(1), "bo", default), other.Holds.EndAsync(HoldKind.Freeze, freeze.Key, Noon.AddMinutes(1), "cy", default));

        Assert.Single(ended, e => e is not null);
        Assert.Empty(await other.Holds.NotOverAsync(Noon.AddMinutes(2), default));
        Assert.Equal(ended.Single(e => e is not null)!.EndedBy, (await other.Holds.ListAsync(1, default))[0].EndedBy);
        Assert.Null(await db.Holds.EndAsync(HoldKind.Freeze, freeze.Key, Noon.AddMinutes(2), "cy", default));
    }

    [Theory, EveryProvider]
    public async Task What_ended_by_itself_is_told_once_to_one_and_what_somebody_ended_to_nobody(Provider provider)
    {
        await using var db = await TestDatabase.OpenedAsync(provider, postgres);
        await using var other = db.Again();
        var glass = await db.Holds.AddAsync(Hold(HoldKind.Glass, "node-1", 15), default);
        var ended = await db.Holds.AddAsync(Hold(), default);
        await db.Holds.AddAsync(Hold(minutes: 120), default);
        await db.Holds.EndAsync(HoldKind.Freeze, ended.Key, Noon.AddMinutes(1), "bo", default);

        Assert.Empty(await db.Holds.ExpireAsync(Noon.AddMinutes(15).AddMilliseconds(-1), default));
        var told = await Task.WhenAll(db.Holds.ExpireAsync(Noon.AddMinutes(60), default), other.Holds.ExpireAsync(Noon.AddMinutes(60), default));

        Assert.Equal(glass with { EndedAt = glass.EndsAt }, Assert.Single(told.SelectMany(t => t)));
        Assert.Empty(await db.Holds.ExpireAsync(Noon.AddMinutes(60), default));
        Assert.Equal(["bo", null], (await db.Holds.ListAsync(3, default)).Skip(1).Select(h => h.EndedBy));
    }
}
