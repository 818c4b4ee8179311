using BakeWindow.Storage;
using static BakeWindow.Tests.Storage.Stories;

namespace BakeWindow.Tests.Storage;

public sealed class AuditLogTests(PostgresServer postgres)
{
    [Theory, EveryProvider]
    public async Task The_newest_rows_come_first_and_times_are_kept_to_the_millisecond(Provider provider)
    {
        await using var db = await TestDatabase.OpenedAsync(provider, postgres);
        await db.Audit.AppendAsync(Start.AddTicks(9), new AuditNote("maintenance-requested", "kured", "M-1", "node-3"), default);
        await db.Audit.AppendAsync(Start.ToOffset(TimeSpan.FromHours(2)), new AuditNote("maintenance-approved", "alice", "M-1", ""), default);
        await db.Audit.AppendAsync(Start, new AuditNote("maintenance-rejected", "bob", "M-2", "no"), default);

        Assert.Equal(
            [
                new AuditEntry(3, Start, new AuditNote("maintenance-rejected", "bob", "M-2", "no")),
                new AuditEntry(2, Start, new AuditNote("maintenance-approved", "alice", "M-1", "")),
            ],
            await db.Audit.ListAsync(2, default));
    }

    [Theory, EveryProvider]
    public async Task Text_from_outside_that_a_database_would_refuse_is_kept_with_a_replacement(Provider provider)
    {
        await using var db = await TestDatabase.OpenedAsync(provider, postgres);

        await db.Audit.AppendAsync(Start, new AuditNote("maintenance-requested", "a\0b", "M-1", "half a pair: \uD83D, a whole one: 🥖"), default);

        var row = Assert.Single(await db.Audit.ListAsync(1, default));
        Assert.Equal(("a\uFFFDb", "half a pair: \uFFFD, a whole one: 🥖"), (row.Note.Who, row.Note.Detail));
    }
}
