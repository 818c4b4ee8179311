using Microsoft.EntityFrameworkCore;

namespace BakeWindow.Storage;

/// <summary>The database that several replicas share.</summary>
public sealed class PostgresBakeWindowDb(DbContextOptions<PostgresBakeWindowDb> options) : BakeWindowDb(options)
{
    /// <summary>How this provider is set up, for the program and for <c>dotnet ef</c> alike.</summary>
    public static DbContextOptionsBuilder<PostgresBakeWindowDb> Options(string connectionString) =>
        new DbContextOptionsBuilder<PostgresBakeWindowDb>().UseNpgsql(connectionString, npgsql => npgsql.MigrationsAssembly(MigrationsAssembly));
}
