using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace BakeWindow.Storage;

/// <summary>Makes the database ready: the folder, the tables, and what a start that was killed has left behind.</summary>
public sealed partial class Database(IDbContextFactory<BakeWindowDb> databases, TimeProvider time, ILogger<Database> logger)
{
    // Any number that nobody else in this database is likely to take: "bakewind" in ASCII.
    private const long MigrationLock = 0x62616B6577696E64;

    /// <summary>Brings the database to this version. To be called once at start, before anything else of this room.</summary>
    /// <exception cref="InvalidOperationException">A newer version of BakeWindow has migrated it already, or it can't be made durable.</exception>
    public async Task OpenAsync(CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        if (db is not SqliteBakeWindowDb)
        {
            await MigrateAsync(db, ct);
            return;
        }

        var file = SqliteFile.Of(db.Database.GetConnectionString()!);
        file.MakeFolder();
        await using var alone = await file.LockAsync(time, ct);
        await SweepMigrationLockAsync(db, ct);
        await MigrateAsync(db, ct);
    }

    private async Task MigrateAsync(BakeWindowDb db, CancellationToken ct)
    {
        var known = db.Database.GetMigrations().ToHashSet(StringComparer.Ordinal);
        var applied = (await db.Database.GetAppliedMigrationsAsync(ct)).ToList();
        if (applied.Find(m => !known.Contains(m)) is { } newer)
        {
            throw new InvalidOperationException($"the database has been migrated by a newer version of BakeWindow ({newer}): start that version, or restore the backup from before it");
        }

        // Asking first keeps a start that has nothing to migrate clear of EF's migration lock.
        if (applied.Count < known.Count)
        {
            Log.Migrating(logger, known.Count - applied.Count);
            await (db is SqliteBakeWindowDb ? db.Database.MigrateAsync(ct) : MigrateAloneAsync(db, ct));
        }

        if (await AuditSealing.SealAsync(db, ct) is > 0 and var rows)
        {
            Log.Sealed(logger, rows);
        }
    }

    // EF locks its history for one step at a time, so of several that start at once a second could begin the next step while the first does. The lock is the session's: it ends with the process.
    private static async Task MigrateAloneAsync(BakeWindowDb db, CancellationToken ct)
    {
        await db.Database.OpenConnectionAsync(ct);
        try
        {
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_lock({MigrationLock})", ct);
            await db.Database.MigrateAsync(ct);
        }
        finally
        {
            // A connection that goes back to the pool would keep it.
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_unlock({MigrationLock})", CancellationToken.None);
            await db.Database.CloseConnectionAsync();
        }
    }

    // EF keeps its lock as a row. A process killed while it migrated leaves the row, and every later start would wait for it for ever. We hold the file's lock, so nobody else's is alive.
    private async Task SweepMigrationLockAsync(BakeWindowDb db, CancellationToken ct)
    {
        var tables = await db.Database.SqlQuery<string>($"SELECT name AS \"Value\" FROM sqlite_master WHERE type = 'table' AND name = '__EFMigrationsLock'").ToListAsync(ct);
        if (tables.Count > 0 && await db.Database.ExecuteSqlAsync($"DELETE FROM \"__EFMigrationsLock\"", ct) > 0)
        {
            Log.SweptLock(logger);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Migrating the database by {Count} steps")]
        public static partial void Migrating(ILogger logger, int count);

        [LoggerMessage(2, LogLevel.Warning, "An earlier start was killed while it migrated the database; its lock has been swept")]
        public static partial void SweptLock(ILogger logger);

        [LoggerMessage(3, LogLevel.Warning, "{Count} rows of the audit were written by a version without seals, and are sealed now")]
        public static partial void Sealed(ILogger logger, int count);
    }
}
