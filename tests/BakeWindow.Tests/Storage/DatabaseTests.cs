using System.Globalization;
using BakeWindow.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static BakeWindow.Tests.Storage.Stories;

namespace BakeWindow.Tests.Storage;

public sealed class DatabaseTests(PostgresServer postgres)
{
    [Theory, EveryProvider]
    public async Task A_start_makes_an_empty_place_ready_and_a_second_start_changes_nothing(Provider provider)
    {
        await using var db = await TestDatabase.EmptyAsync(provider, postgres);

        await db.Database.OpenAsync(default);
        await db.Journal.AddAsync(Asked("M-1"), "", Start, default);
        await using var again = db.Again();
        await again.Database.OpenAsync(default);

        Assert.Single(await again.Journal.OpenAsync(default));
        Assert.DoesNotContain(again.Said.Lines, line => line.Contains("Migrating", StringComparison.Ordinal));
    }

    [Theory, EveryProvider]
    public async Task Several_that_start_at_once_all_come_up(Provider provider)
    {
        await using var db = await TestDatabase.EmptyAsync(provider, postgres);
        var replicas = Enumerable.Range(0, 3).Select(_ => db.Again()).ToList();

        await Task.WhenAll(replicas.Select(r => Task.Run(() => r.Database.OpenAsync(default))));

        foreach (var replica in replicas)
        {
            await replica.Journal.NextIdAsync(default);
            await replica.DisposeAsync();
        }
    }

    [Theory, EveryProvider]
    public async Task The_migrations_make_the_model_that_the_code_has(Provider provider)
    {
        await using var db = await TestDatabase.EmptyAsync(provider, postgres);
        await using var context = db.Context();

        Assert.False(context.Database.HasPendingModelChanges(), "the model changed and no migration was added; see CONTRIBUTING.md");
    }

    [Theory, EveryProvider]
    public async Task A_database_of_a_newer_version_is_refused_with_words(Provider provider)
    {
        await using var db = await TestDatabase.OpenedAsync(provider, postgres);
        await using (var context = db.Context())
        {
            await context.Database.ExecuteSqlAsync($"""INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion") VALUES ('29990101000000_Later', '99.0')""");
        }

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => db.Database.OpenAsync(default));

        Assert.Contains("29990101000000_Later", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_connection_to_SQLite_is_durable()
    {
        await using var db = await TestDatabase.OpenedAsync(Provider.Sqlite, postgres);
        var contexts = Enumerable.Range(0, 8).Select(_ => db.Context()).ToList();
        foreach (var context in contexts)
        {
            // All at once, so that the pool can't hand one connection out twice; every second one by the synchronous way.
            if (contexts.IndexOf(context) % 2 == 0)
            {
                await context.Database.OpenConnectionAsync();
            }
            else
            {
                context.Database.OpenConnection();
            }
        }

        foreach (var context in contexts)
        {
            Assert.Equal("2", await AskAsync(context, "PRAGMA synchronous"));
            Assert.Equal("wal", await AskAsync(context, "PRAGMA journal_mode"));
            Assert.Equal("1", await AskAsync(context, "PRAGMA foreign_keys"));
            await context.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_connection_that_was_left_less_durable_in_the_pool_is_set_right_again()
    {
        await using var db = await TestDatabase.OpenedAsync(Provider.Sqlite, postgres);
        await using (var careless = new SqliteConnection(db.ConnectionString))
        {
            await careless.OpenAsync();
            await using var off = careless.CreateCommand();
            off.CommandText = "PRAGMA synchronous=OFF";
            await off.ExecuteNonQueryAsync();
        }

        await using var context = db.Context();
        await context.Database.OpenConnectionAsync();

        Assert.Equal("2", await AskAsync(context, "PRAGMA synchronous"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_lock_left_by_a_start_that_was_killed_does_not_hold_up_the_next(bool beforeTheFirstMigration)
    {
        await using var db = beforeTheFirstMigration ? await TestDatabase.EmptyAsync(Provider.Sqlite, postgres) : await TestDatabase.OpenedAsync(Provider.Sqlite, postgres);
        Directory.CreateDirectory(Path.GetDirectoryName(new SqliteConnectionStringBuilder(db.ConnectionString).DataSource)!);
        await using (var context = db.Context())
        {
            await context.Database.ExecuteSqlAsync($"""
                CREATE TABLE IF NOT EXISTS "__EFMigrationsLock" ("Id" INTEGER NOT NULL CONSTRAINT "PK___EFMigrationsLock" PRIMARY KEY, "Timestamp" TEXT NOT NULL);
                INSERT INTO "__EFMigrationsLock" ("Id", "Timestamp") VALUES (1, '2026-10-01 12:00:00')
                """);
        }

        await db.Database.OpenAsync(default).WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Equal("M-1", await db.Journal.NextIdAsync(default));
        Assert.Contains(db.Said.Lines, line => line.Contains("killed while it migrated", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Data Source=:memory:")]
    [InlineData("Data Source=x;Mode=Memory")]
    [InlineData("")]
    public void A_SQLite_database_without_a_file_is_refused_at_once(string connectionString)
    {
        var refused = Assert.Throws<ArgumentException>(() => new ServiceCollection().AddBakeWindowStorage(postgres: false, connectionString));

        Assert.Contains("Data Source=bakewindow.db", refused.Message, StringComparison.Ordinal);
    }

    private static async Task<string?> AskAsync(BakeWindowDb context, string pragma)
    {
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = pragma;
        return Convert.ToString(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }
}
