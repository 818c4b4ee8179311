using BakeWindow.Storage;
using Microsoft.EntityFrameworkCore.Design;

namespace BakeWindow.Migrations;

/// <summary>Gives <c>dotnet ef</c> a context; no database is opened to write a migration.</summary>
public sealed class PostgresDesignTime : IDesignTimeDbContextFactory<PostgresBakeWindowDb>
{
    /// <inheritdoc/>
    public PostgresBakeWindowDb CreateDbContext(string[] args) => new(PostgresBakeWindowDb.Options("Host=127.0.0.1;Database=design_time").Options);
}
