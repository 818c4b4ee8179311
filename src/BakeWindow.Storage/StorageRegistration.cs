using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace BakeWindow.Storage;

/// <summary>Puts this room into a host.</summary>
public static class StorageRegistration
{
    /// <summary>Adds the stores and the database behind them. <see cref="Database.OpenAsync"/> must run before any of them is used.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="postgres">True for PostgreSQL; false for a SQLite file.</param>
    /// <param name="connectionString">Where it is; for SQLite <c>Data Source=FILE</c>.</param>
    /// <exception cref="ArgumentException">The connection string can't be read or names no file.</exception>
    public static IServiceCollection AddBakeWindowStorage(this IServiceCollection services, bool postgres, string connectionString)
    {
        if (!postgres)
        {
            SqliteFile.Of(connectionString);
        }

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IDbContextFactory<BakeWindowDb>>(provider => postgres
            ? new BakeWindowDbFactory<PostgresBakeWindowDb>(PostgresBakeWindowDb.Options(connectionString), options => new(options), provider.GetRequiredService<ILoggerFactory>())
            : new BakeWindowDbFactory<SqliteBakeWindowDb>(SqliteBakeWindowDb.Options(connectionString), options => new(options), provider.GetRequiredService<ILoggerFactory>()));
        return services
            .AddSingleton<Database>()
            .AddSingleton<Journal>()
            .AddSingleton<SampleStore>()
            .AddSingleton<AuditLog>()
            .AddSingleton<HoldStore>()
            .AddSingleton<RightsStore>()
            .AddSingleton<DecisionStore>()
            .AddSingleton<OutcomeStore>()
            .AddSingleton<TokenStore>()
            .AddSingleton<SessionStore>()
            .AddSingleton<ProtectionKeyStore>()
            .AddSingleton<AcceptanceStore>()
            .AddSingleton<FeedTokenStore>()
            .AddSingleton<CycleStore>()
            .AddSingleton<EvidenceStore>()
            .AddSingleton<IncidentStore>()
            .AddSingleton<AlertStore>()
            .AddSingleton<NoticeStore>()
            .AddSingleton<SilenceStore>()
            .AddSingleton<AttestedStore>()
            .AddSingleton<Retention>();
    }
}
