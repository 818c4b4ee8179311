using System.Diagnostics.Metrics;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Maintenance;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Tests.Maintenance;
using BakeWindow.Storage;
using BakeWindow.Tests.Storage;
using BakeWindow.Web.Access;
using BakeWindow.Web.Maintaining;
using BakeWindow.Web.Observing;
using BakeWindow.Web.Recording;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace BakeWindow.Tests.Web;

/// <summary>The real runner and desk on a real journal, over a model of a cluster and a clock that stands until a test moves it. A workshop opened on the same database is another replica.</summary>
internal sealed class Workshop : IAsyncDisposable
{
    private static readonly IMeterFactory Meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();

    private readonly TestDatabase database;

    private Workshop(TestDatabase database, ModelCluster cluster, FakeTimeProvider clock, TimeSpan patience)
    {
        (this.database, Cluster, Clock) = (database, cluster, clock);
        Board = new WorldBoard(AppSettings.Of([("Network:Nodes:0:Url", "http://127.0.0.1:1"), ("Bakers:0:Address", Worlds.Baker.Value)]), NullLogger<WorldBoard>.Instance);
        Acts = new ClusterActs((command, ct) => Execute!(command, ct), database.Journal, NullLogger<ClusterActs>.Instance) { Patience = patience };
        Decisions = new Decisions(database.Decisions, new DecisionMetrics(Meters), clock, NullLogger<Decisions>.Instance);
        Runner = new MaintenanceRunner(Board, database.Journal, database.Samples, Acts, Leadership.Alone, Decisions, clock, NullLogger<MaintenanceRunner>.Instance);
        Desk = new MaintenanceDesk(Runner, database.Journal, Board, database.Audit, clock, NullLogger<MaintenanceDesk>.Instance);
        Execute = (command, _) => Task.FromResult(cluster.Execute(command, clock.GetUtcNow()));
    }

    public ModelCluster Cluster { get; }

    public FakeTimeProvider Clock { get; }

    public WorldBoard Board { get; }

    public ClusterActs Acts { get; }

    public MaintenanceRunner Runner { get; }

    public MaintenanceDesk Desk { get; }

    public Decisions Decisions { get; }

    public DecisionLog DecisionLog => new(database.Decisions);

    public Journal Journal => database.Journal;

    public AuditLog Audit => database.Audit;

    /// <summary>The stores of the same database.</summary>
    public TestDatabase Database => database;

    /// <summary>The database itself, for whoever reads past the stores.</summary>
    public BakeWindowDb OpenContext() => database.Context();

    /// <summary>How commands are carried out; by the model at first.</summary>
    public ExecuteCommand Execute { get; set; }

    public static async Task<Workshop> OpenAsync(int level = 100, TimeSpan? patience = null)
    {
        var fresh = await TestDatabase.OpenedAsync(Provider.Sqlite, null!);
        var shop = new Workshop(fresh, new ModelCluster(), new FakeTimeProvider(Worlds.Start), patience ?? TimeSpan.FromMinutes(1));
        shop.Reach(level);
        return shop;
    }

    /// <summary>Another replica: the same database, cluster and time.</summary>
    public Workshop Replica()
    {
        var other = new Workshop(database.Again(), Cluster, Clock, TimeSpan.FromMinutes(1));
        other.Board.Update(_ => Board.Now);
        return other;
    }

    /// <summary>The chain and the clock come to a level; the blocks of its own that the baker has are <paramref name="right"/> and one long after it.</summary>
    public void Reach(int level, int right = 1_000, Policy? policy = null)
    {
        Clock.SetUtcNow(Worlds.At(level));
        Board.Update(w => Worlds.World(level, Worlds.Rights(right, right + 4_000), Cluster.View(Clock.GetUtcNow()), policy) with { Active = w.Active });
    }

    /// <summary>Takes in a request.</summary>
    public Task<MaintenanceRecord> RequestAsync(string node = "node-1", TimeSpan? need = null, DateTimeOffset? notBefore = null, Urgency urgency = Urgency.High) =>
        Desk.RequestAsync(new RequestForm.Valid(new MaintenanceAction.RebootNode(node), need ?? TimeSpan.FromMinutes(12), notBefore, null, urgency, "kernel"), Caller.Inside("ak"), default);

    /// <summary>Does something to the database behind everybody's back.</summary>
    public async Task SqlAsync(string sql)
    {
        await using var db = database.Context();
        await db.Database.ExecuteSqlRawAsync(sql);
    }

    /// <summary>Looks, level by level, until the maintenance has ended.</summary>
    public async Task<MaintenanceRecord> FinishAsync(string id, int from)
    {
        for (var level = from; level < from + 300; level++)
        {
            Reach(level);
            // The baker attests whenever its pod is up.
            Board.UpdateBaker(Worlds.Baker, b => b with { LastAttested = new(level) });
            await Runner.LookAsync(default);
            if (await Journal.FindAsync(id, default) is { Phase.IsTerminal: true } ended)
            {
                return ended;
            }
        }

        throw new InvalidOperationException($"{id} does not end: {(await Journal.FindAsync(id, default))!.Phase}");
    }

    public async ValueTask DisposeAsync()
    {
        Runner.Dispose();
        Decisions.Dispose();
        await database.DisposeAsync();
    }
}
