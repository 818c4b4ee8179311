using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace BakeWindow.Storage;

/// <summary>The database in a file, for one process.</summary>
public sealed class SqliteBakeWindowDb(DbContextOptions<SqliteBakeWindowDb> options) : BakeWindowDb(options)
{
    /// <summary>How this provider is set up, for the program and for <c>dotnet ef</c> alike.</summary>
    public static DbContextOptionsBuilder<SqliteBakeWindowDb> Options(string connectionString) =>
        new DbContextOptionsBuilder<SqliteBakeWindowDb>()
            .UseSqlite(connectionString, sqlite => sqlite.MigrationsAssembly(MigrationsAssembly))
            // SQLite rebuilds a table with its foreign keys off, which no transaction holds; the warning would frighten at every first start.
            .ConfigureWarnings(w => w.Ignore(RelationalEventId.NonTransactionalMigrationOperationWarning))
            .AddInterceptors(DurableSqlite.Instance);
}
