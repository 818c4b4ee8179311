using BakeWindow.Core.Auditing;
using BakeWindow.Core.Chain;
using BakeWindow.Storage;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using static BakeWindow.Tests.Storage.Stories;

namespace BakeWindow.Tests.Storage;

/// <summary>The chain as the databases keep it.</summary>
public sealed class AuditChainTests(PostgresServer postgres)
{
    [Theory, EveryProvider]
    public async Task What_is_appended_can_be_followed_and_a_change_behind_its_back_is_found(Provider provider)
    {
        await using var db = await TestDatabase.OpenedAsync(provider, postgres);
        await AppendAsync(db, 5);
        var (_, head) = await db.Audit.EndsAsync(default);

        Assert.Null(await CheckAsync(db, head));
        await SqlAsync(db, "UPDATE audit SET detail = 'nothing happened' WHERE key = 3");
        Assert.Equal(3, (await CheckAsync(db, head))!.Key);
    }

    [Theory, EveryProvider]
    public async Task Rows_at_the_end_that_are_gone_are_missed_also_where_the_anchor_was_moved(Provider provider)
    {
        await using var db = await TestDatabase.OpenedAsync(provider, postgres);
        await AppendAsync(db, 5);
        var (_, remembered) = await db.Audit.EndsAsync(default);
        await SqlAsync(db, "DELETE FROM audit WHERE key > 3");

        Assert.Equal(4, (await CheckAsync(db))!.Key);
        await SqlAsync(db, "UPDATE audit_anchors SET key = 3, hash = (SELECT hash FROM audit WHERE key = 3) WHERE name = 'head'");
        Assert.Null(await CheckAsync(db));
        Assert.Equal(4, (await CheckAsync(db, remembered))!.Key);
    }

    [Theory, EveryProvider]
    public async Task Two_that_append_at_once_make_one_chain(Provider provider)
    {
        await using var db = await TestDatabase.OpenedAsync(provider, postgres);
        await using var other = db.Again();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => (i % 2 == 0 ? db : other).Audit.AppendAsync(Start.AddSeconds(i), new AuditNote("kind", $"who-{i}", "M-1", ""), default)));

        Assert.Null(await CheckAsync(db));
        Assert.Equal(Enumerable.Range(1, 20).Select(i => (long)i), (await db.Audit.ReadAsync(0, 100, null, default)).Select(r => r.Key));
    }

    [Theory, EveryProvider]
    public async Task Sweeping_takes_the_oldest_end_and_leaves_a_chain_that_can_be_followed(Provider provider)
    {
        await using var db = await TestDatabase.OpenedAsync(provider, postgres);
        await AppendAsync(db, 6);
        var (_, head) = await db.Audit.EndsAsync(default);

        await db.Retention.SweepAsync(Start.AddSeconds(3), new Dictionary<string, Cycle>(), Start, default);
        var (start, _) = await db.Audit.EndsAsync(default);
        Assert.Equal(2, start.Key);
        Assert.Null(await CheckAsync(db, head));

        await db.Retention.SweepAsync(Start.AddDays(1), new Dictionary<string, Cycle>(), Start, default);
        Assert.Empty(await db.Audit.ReadAsync(0, 10, null, default));
        Assert.Null(await CheckAsync(db, head));
        await AppendAsync(db, 1);
        Assert.Null(await CheckAsync(db, head));
    }

    [Theory, EveryProvider]
    public async Task Rows_of_a_version_without_seals_are_sealed_once_at_the_next_opening_gaps_and_all(Provider provider)
    {
        await using var db = await TestDatabase.OpenedAsync(provider, postgres);
        var empty = provider == Provider.Sqlite ? "x''" : "''::bytea";
        await SqlAsync(db, $"INSERT INTO audit (key, at, kind, who, subject, detail, hash) VALUES (2, 1000, 'k', 'w', 's', 'd', {empty}), (7, 2000, 'k', 'w', 's', 'e', {empty})");

        await db.Database.OpenAsync(default);
        var (_, head) = await db.Audit.EndsAsync(default);
        Assert.Equal(7, head.Key);
        await AppendAsync(db, 2);
        await db.Database.OpenAsync(default);

        Assert.Null(await CheckAsync(db, head));
        Assert.Equal([2, 7, 8, 9], (await db.Audit.ReadAsync(0, 10, null, default)).Select(r => r.Key));

        // A seal that is taken off later is a change, not an old row.
        await SqlAsync(db, $"UPDATE audit SET hash = {empty} WHERE key = 7");
        await db.Database.OpenAsync(default);
        Assert.Equal(7, (await CheckAsync(db))!.Key);
    }

    [Fact]
    public async Task A_role_without_the_right_can_neither_change_nor_delete_and_writes_all_the_same()
    {
        await using var owner = await TestDatabase.OpenedAsync(Provider.Postgres, postgres);
        await AppendAsync(owner, 3);
        var role = $"app_{Guid.NewGuid():N}";
        // As docs/audit.md says.
        await SqlAsync(owner, $"CREATE ROLE {role} LOGIN; GRANT USAGE ON SCHEMA public TO {role}; GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}; REVOKE UPDATE, DELETE, TRUNCATE ON audit FROM {role}");
        await using var app = TestDatabase.At(Provider.Postgres, new NpgsqlConnectionStringBuilder(owner.ConnectionString) { Username = role }.ConnectionString);

        await app.Database.OpenAsync(default);
        await AppendAsync(app, 1);
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Assert.ThrowsAsync<PostgresException>(() => SqlAsync(app, "UPDATE audit SET who = 'nobody'"))).SqlState);
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Assert.ThrowsAsync<PostgresException>(() => SqlAsync(app, "DELETE FROM audit"))).SqlState);
        // Its own sweeping leaves the audit and does the rest.
        await app.Retention.SweepAsync(Start.AddDays(1), new Dictionary<string, Cycle>(), Start, default);
        Assert.Null(await CheckAsync(app));
        Assert.Equal(4, (await app.Audit.ReadAsync(0, 10, null, default)).Count);
    }

    [Theory, EveryProvider]
    public async Task Questions_find_by_kind_who_time_and_text_and_name_the_nearest_outside(Provider provider)
    {
        await using var db = await TestDatabase.OpenedAsync(provider, postgres);
        await db.Audit.AppendAsync(Start, new AuditNote("grant-given", "kured", "Node-1", "until noon"), default);
        await db.Audit.AppendAsync(Start.AddHours(1), new AuditNote("maintenance-approved", "alice", "M-1", "") { Before = "AwaitingApproval", After = "Waiting" }, default);
        await db.Audit.AppendAsync(Start.AddHours(2), new AuditNote("maintenance-approved", "bob", "M-2", "100 %"), default);

        async Task<IEnumerable<long>> Keys(AuditQuestion q, long? before = null, int most = 10) => (await db.Audit.FindAsync(q, before, most, default)).Select(r => r.Key);
        Assert.Equal([3, 2], await Keys(new(Kind: "maintenance-approved")));
        Assert.Equal([2], await Keys(new(Who: "alice")));
        Assert.Equal([1], await Keys(new(Text: "NODE-1")));
        Assert.Equal([3], await Keys(new(Text: "100 %")));
        Assert.Equal([2], await Keys(new(From: Start.AddHours(1), Until: Start.AddHours(2))));
        Assert.Equal([2, 1], await Keys(new(), before: 3));
        Assert.Equal([3], await Keys(new(), most: 1));
        Assert.Empty(await Keys(new(Kind: "grant-given", From: Start.AddDays(1), Until: Start.AddDays(2))));
        Assert.Equal(1, (await db.Audit.NearestAsync(new(Kind: "grant-given", From: Start.AddDays(1), Until: Start.AddDays(2)), default))!.Key);
        Assert.Null(await db.Audit.NearestAsync(new(Kind: "none", From: Start), default));
        Assert.Equal(["grant-given", "maintenance-approved"], await db.Audit.KindsAsync(default));
    }

    private static async Task AppendAsync(TestDatabase db, int count)
    {
        for (var i = 1; i <= count; i++)
        {
            await db.Audit.AppendAsync(Start.AddSeconds(i), new AuditNote("kind", "ak", $"M-{i}", "why") { From = i % 2 == 0 ? null : "10.0.0.1", Before = "", After = $"after {i}" }, default);
        }
    }

    private static async Task SqlAsync(TestDatabase db, string sql)
    {
        await using var context = db.Context();
        await context.Database.ExecuteSqlRawAsync(sql);
    }

    private static async Task<AuditBreak?> CheckAsync(TestDatabase db, params AuditPoint[] remembered)
    {
        var (start, head) = await db.Audit.EndsAsync(default);
        var verifier = new AuditVerifier(start, remembered);
        foreach (var row in await db.Audit.ReadAsync(start.Key, 1_000, null, default))
        {
            if (verifier.Take(row) is { } wrong)
            {
                return wrong;
            }
        }

        return verifier.End(head);
    }
}
