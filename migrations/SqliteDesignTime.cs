using BakeWindow.Storage;
using Microsoft.EntityFrameworkCore.Design;

namespace BakeWindow.Migrations;

/// <summary>Gives <c>dotnet ef</c> a context; no database is opened to write a migration.</summary>
public sealed class SqliteDesignTime : IDesignTimeDbContextFactory<SqliteBakeWindowDb>
{
    /// <inheritdoc/>
    public SqliteBakeWindowDb CreateDbContext(string[] args) => new(SqliteBakeWindowDb.Options("Data Source=design-time.db").Options);
}
