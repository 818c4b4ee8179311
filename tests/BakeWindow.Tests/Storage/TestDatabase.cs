using BakeWindow.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BakeWindow.Tests.Storage;

/// <summary>A database of one test, reached exactly as the program reaches it.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private readonly ServiceProvider services;
    private readonly string? folder;

    private TestDatabase(Provider provider, string connectionString, string? folder)
    {
        (Provider, ConnectionString, this.folder) = (provider, connectionString, folder);
        services = new ServiceCollection()
            .AddLogging(logging => logging.AddProvider(Said))
            .AddBakeWindowStorage(provider == Provider.Postgres, connectionString)
            .BuildServiceProvider();
    }

    public Provider Provider { get; }

    public string ConnectionString { get; }

    public LogLines Said { get; } = new();

    public Database Database => services.GetRequiredService<Database>();

    public Journal Journal => services.GetRequiredService<Journal>();

    public SampleStore Samples => services.GetRequiredService<SampleStore>();

    public AttestedStore Attested => services.GetRequiredService<AttestedStore>();

    public EvidenceStore Evidence => services.GetRequiredService<EvidenceStore>();

    public AuditLog Audit => services.GetRequiredService<AuditLog>();

    public RightsStore Rights => services.GetRequiredService<RightsStore>();

    public DecisionStore Decisions => services.GetRequiredService<DecisionStore>();

    public OutcomeStore Outcomes => services.GetRequiredService<OutcomeStore>();

    public HoldStore Holds => services.GetRequiredService<HoldStore>();

    public AcceptanceStore Acceptances => services.GetRequiredService<AcceptanceStore>();

    public CycleStore Cycles => services.GetRequiredService<CycleStore>();

    public IncidentStore Incidents => services.GetRequiredService<IncidentStore>();

    public AlertStore Alerts => services.GetRequiredService<AlertStore>();

    public NoticeStore Notices => services.GetRequiredService<NoticeStore>();

    public SilenceStore Silences => services.GetRequiredService<SilenceStore>();

    public Retention Retention => services.GetRequiredService<Retention>();

    public BakeWindowDb Context() => services.GetRequiredService<IDbContextFactory<BakeWindowDb>>().CreateDbContext();

    /// <summary>A database that no start has seen yet.</summary>
    public static async Task<TestDatabase> EmptyAsync(Provider provider, PostgresServer postgres)
    {
        if (provider == Provider.Postgres)
        {
            return new(provider, await postgres.NewDatabaseAsync(), null);
        }

        var temporary = Directory.CreateTempSubdirectory("bakewindow-").FullName;
        return new(provider, $"Data Source={Path.Combine(temporary, "data", "bakewindow.db")}", temporary);
    }

    /// <summary>A database that is ready.</summary>
    public static async Task<TestDatabase> OpenedAsync(Provider provider, PostgresServer postgres)
    {
        var database = await EmptyAsync(provider, postgres);
        await database.Database.OpenAsync(default);
        return database;
    }

    /// <summary>A database that is there.</summary>
    public static TestDatabase At(Provider provider, string connectionString) => new(provider, connectionString, null);

    /// <summary>The same database, as another process or another replica sees it.</summary>
    public TestDatabase Again() => At(Provider, ConnectionString);

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        if (folder is not null)
        {
            using (var connection = new SqliteConnection(ConnectionString))
            {
                SqliteConnection.ClearPool(connection);
            }

            Directory.Delete(folder, recursive: true);
        }
    }
}
