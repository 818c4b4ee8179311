using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Logging;

namespace BakeWindow.Storage;

/// <summary>Makes contexts of one provider and hands them out as the common type, for which EF registers no factory of its own.</summary>
internal sealed class BakeWindowDbFactory<T>(DbContextOptionsBuilder<T> options, Func<DbContextOptions<T>, T> make, ILoggerFactory logs) : IDbContextFactory<BakeWindowDb>
    where T : BakeWindowDb
{
    // Every statement at Information would drown what operators look for.
    private readonly DbContextOptions<T> built = options
        .UseLoggerFactory(logs)
        .ConfigureWarnings(events => events.Log((RelationalEventId.CommandExecuted, LogLevel.Debug)))
        .Options;

    public BakeWindowDb CreateDbContext() => make(built);
}
