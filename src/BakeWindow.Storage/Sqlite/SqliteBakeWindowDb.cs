using Microsoft.EntityFrameworkCore;

namespace BakeWindow.Storage;

/// <summary>The database in a file, for one process.</summary>
public sealed class SqliteBakeWindowDb(DbContextOptions<SqliteBakeWindowDb> options) : BakeWindowDb(options)
{
    /// <summary>How this provider is set up, for the program and for <c>dotnet ef</c> alike.</summary>
    public static DbContextOptionsBuilder<SqliteBakeWindowDb> Options(string connectionString) =>
        new DbContextOptionsBuilder<SqliteBakeWindowDb>()
            .UseSqlite(connectionString, sqlite => sqlite.MigrationsAssembly(MigrationsAssembly))
            .AddInterceptors(DurableSqlite.Instance);
}
