using BakeWindow.Core.Disruptions;
using BakeWindow.Core.Gate;
using BakeWindow.Kubernetes.Admission;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Dialects;
using BakeWindow.Kubernetes.Dialects.ClusterAutoscaler;
using BakeWindow.Kubernetes.Resources;
using BakeWindow.Tests.Compat;
using BakeWindow.Tests.Kubernetes;
using BakeWindow.Tests.Kubernetes.Admission;
using BakeWindow.Tests.Kubernetes.Dialects;
using BakeWindow.Web.Maintaining;
using BakeWindow.Web.Webhooks;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace BakeWindow.Tests.Web;

/// <summary>Of several replicas one writes to the cluster. The baker's own block is level 1,000.</summary>
public sealed class OneLeaderTests : IAsyncLifetime
{
    private const string Maintenances = "apis/bakewindow.io/v1/namespaces/bakewindow/maintenances";

    private NeighbourStage stage = null!;
    private Rivals rivals = null!;
    private FloorSync floors = null!;

    public async ValueTask InitializeAsync()
    {
        stage = await NeighbourStage.StartAsync();
        rivals = new Rivals(stage.Lab);
        await stage.Lab.GrantAsync([.. DialectCatalog.All.SelectMany(d => d.Permissions), .. NodeGates.Permissions, .. MaintenanceResources.Permissions, .. AdmissionPermissions.All]);
        await Definitions.ApplyAsync(stage.Lab, "nodegates.yaml");
        await Definitions.ApplyAsync(stage.Lab, "maintenances.yaml");
        await stage.Lab.Admin.CoreV1.CreateNamespacedConfigMapAsync(Shipped.Read<V1ConfigMap>("admission-policy/held.yaml"), "bakewindow");
        await stage.Lab.MakeAsync(Maintenances, """{"apiVersion":"bakewindow.io/v1","kind":"Maintenance","metadata":{"name":"kernel"},"spec":{"node":"node-1","need":"12m","reason":"kernel"} }""");
        floors = new FloorSync(stage.Shop.Board, stage.Shop.Runner, stage.Lab.Floors, rivals.Ours, stage.Shop.Clock, NullLogger<FloorSync>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        floors.Dispose();
        rivals.Dispose();
        await stage.DisposeAsync();
    }

    [Theory]
    [InlineData("floors")]
    [InlineData("dialects")]
    [InlineData("node gates")]
    [InlineData("maintenances")]
    [InlineData("held list")]
    public async Task A_replica_writes_only_while_it_leads_and_everything_at_once_when_it_comes_to_lead(string what)
    {
        var (service, look) = Of(what);
        using var disposed = service;
        await rivals.TheyLeadAsync();
        await stage.SeeAsync(900);
        Assert.Equal(0, await WritesAsync(look));
        await service.StopAsync(default);
        Assert.Equal(0, stage.Lab.Wire.Writes);

        await rivals.WeLeadAsync();
        await FloorsBeforeAsync(what);
        Assert.NotEqual(0, await WritesAsync(look));

        rivals.WeSleep();
        await stage.SeeAsync(1_010);
        Assert.Equal(0, await WritesAsync(look));
        await service.StopAsync(default);
        Assert.Equal(0, stage.Lab.Wire.Writes);
    }

    [Theory]
    [InlineData("floors")]
    [InlineData("dialects")]
    [InlineData("node gates")]
    public async Task A_replica_that_leads_anew_mends_what_was_changed_meanwhile_without_waiting_for_a_change(string what)
    {
        var (service, look) = Of(what);
        using var disposed = service;
        await rivals.WeLeadAsync();
        await stage.SeeAsync(900);
        await floors.LookAsync(default);
        await look(default);
        Assert.Equal(0, await WritesAsync(look));

        rivals.WeSleep();
        await UndoAsync(what);
        await rivals.Ours.TryAsync(default);

        await FloorsBeforeAsync(what);
        Assert.NotEqual(0, await WritesAsync(look));
    }

    [Fact]
    public async Task A_round_in_which_the_lead_is_lost_is_broken_off()
    {
        await rivals.WeLeadAsync();
        var begun = new TaskCompletionSource();
        var round = rivals.Ours.ActAsync(
            async reign =>
            {
                begun.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, reign);
            },
            default);
        await begun.Task;
        rivals.WeSleep();
        Assert.False(await round.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task Renewed_in_time_the_lead_breaks_nothing_off()
    {
        await rivals.WeLeadAsync();
        var reigns = new List<CancellationToken>();
        for (var i = 0; i < 20; i++)
        {
            await rivals.Ours.ActAsync(
                reign =>
                {
                    reigns.Add(reign);
                    stage.Lab.Clock.Advance(TimeSpan.FromSeconds(2));
                    return rivals.Ours.TryAsync(reign);
                },
                default);
        }

        Assert.Equal(20, reigns.Count);
        Assert.True(rivals.Ours.IsLeader);
        Assert.All(reigns, r => Assert.False(r.IsCancellationRequested));
    }

    [Fact]
    public async Task Reboot_needed_marks_are_taken_up_by_the_leader_only()
    {
        using var demand = new DemandSync(stage.Shop.Desk, rivals.Ours, stage.Shop.Clock, NullLogger<DemandSync>.Instance);
        stage.Shop.Board.Update(w => w with
        {
            Cluster = w.Cluster! with { Nodes = w.Cluster.Nodes.ToDictionary(n => n.Key, n => n.Key == "node-1" ? n.Value with { Demand = new("kured", stage.Shop.Clock.GetUtcNow()) } : n.Value) },
        });
        await rivals.TheyLeadAsync();
        await demand.LookAsync(default);
        Assert.Empty(await stage.Shop.Desk.ListAsync(true, 10, default));

        await rivals.WeLeadAsync();
        await demand.LookAsync(default);
        Assert.Equal("kured", Assert.Single(await stage.Shop.Desk.ListAsync(true, 10, default)).Request.RequestedBy);
    }

    [Fact]
    public async Task Every_replica_gives_a_lock_and_only_the_leader_takes_one_back()
    {
        using var grants = LockService.NewGrants(stage, leadership: rivals.Ours);
        await rivals.TheyLeadAsync();
        Assert.IsType<Verdict.Allowed>(await grants.AskAsync("node-2", "fleetlock", null, default));
        stage.Shop.Clock.Advance(TimeSpan.FromHours(2));
        await grants.LookAsync(default);
        Assert.Single(grants.Held);

        await rivals.WeLeadAsync();
        await grants.LookAsync(default);
        Assert.Empty(grants.Held);
    }

    private (BackgroundService Service, Func<CancellationToken, Task> Look) Of(string what)
    {
        var (shop, lab, api) = (stage.Shop, stage.Lab, new ObjectApi(stage.Lab.Client, TimeProvider.System));
        switch (what)
        {
            case "floors":
                return (floors, floors.LookAsync);
            case "dialects":
                var dialects = new DialectSync(shop.Board, floors, api, lab.Settings, [new ClusterAutoscalerDialect()], rivals.Ours, shop.Clock, NullLogger<DialectSync>.Instance);
                return (dialects, dialects.LookAsync);
            case "node gates":
                var gates = new NodeGateSync(shop.Board, new NodeGates(api), rivals.Ours, shop.Clock, NullLogger<NodeGateSync>.Instance);
                return (gates, gates.LookAsync);
            case "maintenances":
                var maintenances = new MaintenanceResourceSync(new MaintenanceResources(api, lab.Settings), shop.Desk, shop.Board, rivals.Ours, shop.Clock, NullLogger<MaintenanceResourceSync>.Instance);
                return (maintenances, maintenances.LookAsync);
            default:
                var held = new HeldListKeeper(shop.Board, shop.Runner, floors, new DisruptionGuard("bakewindow"), new HeldList(api, "bakewindow"), rivals.Ours, shop.Clock, NullLogger<HeldListKeeper>.Instance);
                return (held, ct => held.LookAsync(afterRound: true, ct));
        }
    }

    // Marks come after the floors.
    private Task FloorsBeforeAsync(string what) => what == "dialects" ? floors.LookAsync(default) : Task.CompletedTask;

    private async Task<int> WritesAsync(Func<CancellationToken, Task> look)
    {
        stage.Lab.Wire.Requests.Clear();
        await look(default);
        return stage.Lab.Wire.Writes;
    }

    private async Task UndoAsync(string what)
    {
        switch (what)
        {
            case "floors":
                await stage.Lab.ChangeAsync("apis/policy/v1/namespaces/tezos/poddisruptionbudgets/bakewindow-alpha-baker", """{"spec":{"maxUnavailable":1}}""");
                break;
            case "dialects":
                await stage.Lab.ChangeAsync("api/v1/nodes/node-1", $$$$"""{"metadata":{"annotations":{"{{{{ClusterAutoscalerDialect.ScaleDownDisabled}}}}":null}}}""");
                break;
            default:
                await stage.Lab.ChangeAsync("apis/bakewindow.io/v1/nodegates/node-1/status", """{"status":{"allowed":true}}""");
                break;
        }
    }
}
