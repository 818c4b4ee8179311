using BakeWindow.Core.Maintenance;
using BakeWindow.Storage;
using Microsoft.EntityFrameworkCore;
using static BakeWindow.Tests.Storage.Stories;

namespace BakeWindow.Tests.Storage;

public sealed class JournalTests(PostgresServer postgres)
{
    [Theory, EveryProvider]
    public async Task What_was_journaled_is_read_back_as_it_was(Provider provider)
    {
        await using var db = await TestDatabase.OpenedAsync(provider, postgres);
        var asked = Asked("M-1");
        var waiting = Waiting(asked);
        var draining = Draining(waiting);

        await db.Journal.AddAsync(asked, "requested by kured", Start, default);
        await db.Journal.AppendAsync(asked, waiting, null, "window found", Start.AddSeconds(1), default);
        await db.Journal.AppendAsync(waiting, draining, "Evict node-3", "", Start.AddSeconds(2), default);

        await using var after = db.Again();
        Assert.Equal(JournalJson.Write(draining), JournalJson.Write((await after.Journal.FindAsync("M-1", default))!));
        Assert.Equal(
            [
                new JournalEntry(Start, "Requested", "requested by kured", null),
                new JournalEntry(Start.AddSeconds(1), "Waiting", "window found", null),
                new JournalEntry(Start.AddSeconds(2), "Draining", "", "Evict node-3"),
            ],
            await after.Journal.HistoryAsync("M-1", default));
    }

    [Theory, EveryProvider]
    public async Task One_maintenance_is_open_for_a_node_whoever_asks(Provider provider)
    {
        await using var db = await TestDatabase.OpenedAsync(provider, postgres);
        await db.Journal.AddAsync(Asked("M-1", "node-1"), "", Start, default);

        await Assert.ThrowsAsync<JournalConflictException>(() => db.Again().Journal.AddAsync(Asked("M-2", "node-1"), "", Start, default));
        await Assert.ThrowsAsync<JournalConflictException>(() => db.Journal.AddAsync(Asked("M-1", "node-2"), "", Start, default));
        await db.Journal.AppendAsync(Asked("M-1", "node-1"), Cancelled(Asked("M-1", "node-1")), null, "", Start, default);
        await db.Journal.AddAsync(Asked("M-3", "node-1"), "", Start, default);

        Assert.Equal("M-3", Assert.Single(await db.Journal.OpenAsync(default)).Id);
    }

    [Theory, EveryProvider]
    public async Task A_record_read_from_the_journal_can_be_moved_on(Provider provider)
    {
        await using var db = await TestDatabase.OpenedAsync(provider, postgres);
        await db.Journal.AddAsync(Draining(Asked("M-1")), "", Start, default);

        var read = Assert.Single(await db.Journal.OpenAsync(default));
        await db.Journal.AppendAsync(read, Cancelled(read), null, "called off", Start, default);

        Assert.Empty(await db.Journal.OpenAsync(default));
    }

    [Theory, EveryProvider]
    public async Task Ids_are_given_out_once_each_however_many_ask_at_once(Provider provider)
    {
        await using var db = await TestDatabase.OpenedAsync(provider, postgres);
        await using var other = db.Again();

        var ids = await Task.WhenAll(Enumerable.Range(0, 24).Select(i => Task.Run(() => (i % 2 == 0 ? db : other).Journal.NextIdAsync(default))));

        Assert.Equal(Enumerable.Range(1, 24).Select(n => $"M-{n}"), ids.OrderBy(id => int.Parse(id[2..])));
    }

    [Theory, EveryProvider]
    public async Task Of_two_that_race_one_writes_and_the_other_is_told_of_the_conflict(Provider provider)
    {
        await using var db = await TestDatabase.OpenedAsync(provider, postgres);
        await using var other = db.Again();
        var record = Asked("M-1");
        await db.Journal.AddAsync(record, "", Start, default);

        for (var turn = 1; turn <= 10; turn++)
        {
            var (before, mine, theirs) = (record, Waiting(record, (2 * turn) + 1), Waiting(record, 2 * turn));
            var tries = await Task.WhenAll(TryAsync(db, before, mine), TryAsync(other, before, theirs));

            record = Assert.Single(tries.OfType<MaintenanceRecord>());
            Assert.Equal(JournalJson.Write(record), JournalJson.Write((await db.Journal.FindAsync("M-1", default))!));
            Assert.Equal(turn + 1, (await db.Journal.HistoryAsync("M-1", default)).Count);
        }

        static Task<MaintenanceRecord?> TryAsync(TestDatabase at, MaintenanceRecord before, MaintenanceRecord next) => Task.Run(async () =>
        {
            try
            {
                await at.Journal.AppendAsync(before, next, null, "", Start, default);
                return next;
            }
            catch (JournalConflictException)
            {
                return null;
            }
        });
    }

    [Theory, EveryProvider]
    public async Task A_step_from_a_stale_reading_writes_nothing(Provider provider)
    {
        await using var db = await TestDatabase.OpenedAsync(provider, postgres);
        var asked = Asked("M-1");
        await db.Journal.AddAsync(asked, "", Start, default);
        await db.Journal.AppendAsync(asked, Waiting(asked, 1), null, "", Start, default);

        // The same phase, but not the waiting that the journal holds.
        var conflict = await Assert.ThrowsAsync<JournalConflictException>(() => db.Journal.AppendAsync(Waiting(asked, 2), Cancelled(asked), null, "", Start, default));
        await Assert.ThrowsAsync<JournalConflictException>(() => db.Journal.AppendAsync(Asked("M-2"), Cancelled(Asked("M-2")), null, "", Start, default));

        Assert.Contains("M-1", conflict.Message, StringComparison.Ordinal);
        Assert.Equal(2, (await db.Journal.HistoryAsync("M-1", default)).Count);
        Assert.Equal("Waiting", (await db.Journal.FindAsync("M-1", default))!.Phase.Name);
    }

    [Theory, EveryProvider]
    public async Task A_row_of_an_older_version_without_a_newer_field_can_be_moved_on(Provider provider)
    {
        await using var db = await TestDatabase.OpenedAsync(provider, postgres);
        var record = Draining(Asked("M-1"));
        await db.Journal.AddAsync(record, "", Start, default);
        await using (var context = db.Context())
        {
            var older = JournalJson.Write(record).Replace(",\"drainNote\":\"\"", "", StringComparison.Ordinal);
            Assert.NotEqual(JournalJson.Write(record), older);
            await context.Database.ExecuteSqlAsync($"UPDATE maintenances SET record = {older}");
        }

        var read = (await db.Journal.FindAsync("M-1", default))!;
        await db.Journal.AppendAsync(read, Cancelled(read), null, "", Start, default);

        Assert.True((await db.Journal.FindAsync("M-1", default))!.Phase.IsTerminal);
    }

    [Theory, EveryProvider]
    public async Task Lists_are_newest_first_and_open_ones_oldest_first(Provider provider)
    {
        await using var db = await TestDatabase.OpenedAsync(provider, postgres);
        for (var n = 8; n <= 12; n++)
        {
            var record = Asked($"M-{n}");
            await db.Journal.AddAsync(record, "", Start, default);
            if (n % 2 == 0)
            {
                await db.Journal.AppendAsync(record, Cancelled(record), null, "", Start, default);
            }
        }

        Assert.Equal(["M-12", "M-11", "M-10"], (await db.Journal.ListAsync(onlyOpen: false, 3, default)).Select(m => m.Id));
        Assert.Equal(["M-11", "M-9"], (await db.Journal.ListAsync(onlyOpen: true, 3, default)).Select(m => m.Id));
        Assert.Equal(["M-9", "M-11"], (await db.Journal.OpenAsync(default)).Select(m => m.Id));
    }

    [Theory, EveryProvider]
    public async Task Every_node_has_one_maintenance_that_ended_last(Provider provider)
    {
        await using var db = await TestDatabase.OpenedAsync(provider, postgres);
        await EndAsync("M-1", "node-1", Start.AddMinutes(5));
        await EndAsync("M-2", "node-1", Start.AddMinutes(1));
        await EndAsync("M-3", "node-2", Start);
        await EndAsync("M-4", "node-2", Start);
        await db.Journal.AddAsync(Asked("M-5", "node-3"), "", Start, default);

        Assert.Equal(["M-1", "M-4"], (await db.Journal.LastEndedPerNodeAsync(default)).Select(m => m.Id));

        async Task EndAsync(string id, string node, DateTimeOffset at)
        {
            await db.Journal.AddAsync(Asked(id, node), "", Start, default);
            await db.Journal.AppendAsync(Asked(id, node), Cancelled(Asked(id, node)), null, "", at, default);
        }
    }

    [Theory, EveryProvider]
    public async Task What_is_not_there_is_not_found_whatever_is_asked_for(Provider provider)
    {
        await using var db = await TestDatabase.OpenedAsync(provider, postgres);

        Assert.Null(await db.Journal.FindAsync("M-1", default));
        Assert.Null(await db.Journal.FindAsync("M-1\0'; DROP TABLE journal; --\uD800", default));
        Assert.Empty(await db.Journal.HistoryAsync("M-1", default));
    }

    [Theory, EveryProvider]
    public async Task An_open_maintenance_that_cannot_be_read_is_named_and_never_left_out(Provider provider)
    {
        await using var db = await TestDatabase.OpenedAsync(provider, postgres);
        await db.Journal.AddAsync(Asked("M-1"), "", Start, default);
        await db.Journal.AddAsync(Asked("M-2"), "", Start, default);
        await using (var context = db.Context())
        {
            await context.Database.ExecuteSqlAsync($"UPDATE maintenances SET record = replace(record, 'Requested', 'Levitating') WHERE id = 'M-2'");
        }

        var error = await Assert.ThrowsAsync<InvalidDataException>(() => db.Journal.OpenAsync(default));

        Assert.Contains("M-2", error.Message, StringComparison.Ordinal);
    }
}
