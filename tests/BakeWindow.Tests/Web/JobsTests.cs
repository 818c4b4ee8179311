using System.Net;
using System.Net.Http.Json;
using BakeWindow.Core.Maintenance;
using BakeWindow.Kubernetes;
using BakeWindow.Storage;
using BakeWindow.Tests.Storage;
using BakeWindow.Web.Jobs;
using BakeWindow.Web.Maintaining;
using k8s;
using k8s.Models;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace BakeWindow.Tests.Web;

/// <summary>The whole web process on each of its databases: started, at work, stopped, and started again on what it left.</summary>
public sealed class JobsTests(PostgresServer postgres)
{
    [Theory]
    [EveryProvider]
    public async Task A_mark_is_taken_up_the_persistent_job_runs_and_a_restart_finds_the_maintenance(Provider provider)
    {
        await using var chain = await SimulatedChain.StartAsync();
        var folder = Directory.CreateTempSubdirectory("bakewindow-jobs-").FullName;
        var file = Path.Combine(folder, "bakewindow.db");
        var connection = provider is Provider.Postgres ? await postgres.NewDatabaseAsync() : $"Data Source={file}";
        var settings = chain.SettingsWithCluster(provider is Provider.Postgres
            ? [("Storage:Provider", "postgres"), ("Storage:ConnectionString", connection)]
            : [("Storage:File", file)]);
        using var kube = KubernetesConnection.Open(settings.Single(s => s.Item1 == "Cluster:Kubeconfig").Item2, null);

        string id;
        await using (var app = WebApp.Start(settings))
        {
            await ReadyAsync(app);
            using var http = new HttpClient { BaseAddress = app.Url };
            using var gate = await http.GetAsync("/api/v1/gate?baker=alpha&for=1m");
            Assert.Equal(HttpStatusCode.OK, gate.StatusCode);
            await MarkAsync(kube);
            await app.UntilAsync(w => w.Cluster!.Nodes["node-3"].Demand is not null, "kured's mark");

            await LookForDemandAsync(app);
            await FireTickAsync(app);

            var asked = Assert.Single(app.Services.GetRequiredService<MaintenanceRunner>().Open);
            id = asked.Id;
            Assert.Equal("kured", asked.Request.RequestedBy);
            using var second = await http.PostAsJsonAsync("/api/v1/maintenances", new { node = "node-3", reason = "kernel" });
            Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
            Assert.Contains(id, await second.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        await using (var database = TestDatabase.At(provider, connection))
        {
            await using var db = database.Context();
            Assert.Equal([4], await db.Database.SqlQueryRaw<int>("SELECT CAST(COUNT(*) AS INTEGER) AS \"Value\" FROM qrtz_job_details").ToListAsync());
            Assert.Equal([4], await db.Database.SqlQueryRaw<int>("SELECT CAST(COUNT(*) AS INTEGER) AS \"Value\" FROM qrtz_triggers").ToListAsync());
            Assert.Equal(id, Assert.Single(await database.Journal.OpenAsync(default)).Id);
        }

        // No node gives rights any more: what the gate knows after the restart is what was kept.
        chain.Host.Nodes["node-b"].Fault = new BakeWindow.Simulator.Rpc.NodeFault.Down(BakeWindow.Simulator.Rpc.DownHow.Unavailable);
        await using (var again = WebApp.Start(settings))
        {
            Assert.Equal(id, Assert.Single(again.Services.GetRequiredService<MaintenanceRunner>().Open).Id);
            await ReadyAsync(again);
            await LookForDemandAsync(again);
            await FireTickAsync(again);
            Assert.Single(await again.Services.GetRequiredService<Journal>().ListAsync(false, 10, default));
        }

        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Of_two_processes_on_one_postgres_each_tells_the_other_s_maintenances()
    {
        await using var chain = await SimulatedChain.StartAsync();
        var settings = chain.SettingsWithCluster(("Storage:Provider", "postgres"), ("Storage:ConnectionString", await postgres.NewDatabaseAsync()));
        await using var first = WebApp.Start(settings);
        await using var second = WebApp.Start(settings);
        await ReadyAsync(first);
        await ReadyAsync(second);
        using var one = new HttpClient { BaseAddress = first.Url };
        using var other = new HttpClient { BaseAddress = second.Url };

        using var asked = await one.PostAsJsonAsync("/api/v1/maintenances", new { node = "node-3", reason = "kernel", notBefore = chain.Host.Time.GetUtcNow().AddHours(3).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'") });
        Assert.Equal(HttpStatusCode.Created, asked.StatusCode);
        using var cancelled = await other.PostAsJsonAsync($"{asked.Headers.Location}/cancel", new { reason = "not today" });
        using var twice = await one.PostAsJsonAsync($"{asked.Headers.Location}/cancel", new { });

        Assert.Equal(HttpStatusCode.OK, cancelled.StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, twice.StatusCode);
    }

    private static async Task ReadyAsync(WebApp app) =>
        await app.UntilAsync(w => w.Chain is not null && w.Bakers[0].Rights?.Participation is not null && w.Cluster is { Connected: true } c && c.Pods.Any(p => p.Ready), "chain, rights and cluster");

    private static Task<V1Node> MarkAsync(k8s.Kubernetes kube) => kube.CoreV1.PatchNodeAsync(
        new V1Patch(new { metadata = new { annotations = new Dictionary<string, string> { ["weave.works/kured-most-recent-reboot-needed"] = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'") } } }, V1Patch.PatchType.MergePatch), "node-3");

    // As the one that leads, which with PostgreSQL is so once it holds the Lease.
    private static async Task LookForDemandAsync(WebApp app)
    {
        var leadership = app.Services.GetRequiredService<Leadership>();
        for (var i = 0; i < 1_200 && !leadership.IsLeader; i++)
        {
            await Task.Delay(25);
        }

        Assert.True(leadership.IsLeader);
        await app.Services.GetRequiredService<DemandSync>().LookAsync(default);
    }

    // Has the scheduler fire the stored job now, and waits until it has run.
    private static async Task FireTickAsync(WebApp app)
    {
        var scheduler = await app.Services.GetRequiredService<ISchedulerFactory>().GetScheduler();
        var ran = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
        scheduler.ListenerManager.AddJobListener(new Ran(ran));
        await scheduler.TriggerJob(MaintenanceTickJob.Key);
        Assert.Null(await ran.Task.WaitAsync(TimeSpan.FromSeconds(60)));
    }

    private sealed class Ran(TaskCompletionSource<Exception?> ran) : IJobListener
    {
        public string Name => "test";

        public ValueTask JobWasExecuted(IJobExecutionContext context, JobExecutionException? jobException, CancellationToken cancellationToken = default)
        {
            // The one that was triggered by hand, not one that was due anyway.
            if (context.JobDetail.Key.Equals(MaintenanceTickJob.Key) && !context.Trigger.Key.Name.EndsWith("regularly", StringComparison.Ordinal))
            {
                ran.TrySetResult(jobException);
            }

            return default;
        }
    }
}
