using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Dialects.NodeMaintenance;
using BakeWindow.Simulator.Neighbours;
using Microsoft.Extensions.Time.Testing;

namespace BakeWindow.Tests.Kubernetes.Dialects;

/// <summary>medik8s' lock of a node: held while the node is, never taken from its owner.</summary>
public sealed partial class NodeMaintenanceTests : IAsyncLifetime
{
    private readonly FakeTimeProvider clock = new(DialectStage.Now);
    private DialectStage stage = null!;
    private HttpClient http = null!;

    public async ValueTask InitializeAsync()
    {
        stage = await DialectStage.StartAsync(new NodeMaintenanceDialect());
        stage.Lab.Cluster.AddNamespace("medik8s-leases");
        stage.Lab.Cluster.AddKind("nodemaintenance.medik8s.io", "v1beta1", "nodemaintenances", "NodeMaintenance", namespaced: false);
        http = stage.Door();
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await stage.DisposeAsync();
    }

    [Fact]
    public async Task While_closed_the_Lease_of_the_node_is_held_and_given_back_when_open()
    {
        Assert.Empty(Assert.Single(await stage.SyncAsync(closed: true)).Problems);
        var lease = (await LeaseAsync())!;
        Assert.Equal("bakewindow", lease["spec"]!["holderIdentity"]!.GetValue<string>());
        Assert.Equal(600, lease["spec"]!["leaseDurationSeconds"]!.GetValue<int>());
        Assert.Equal("Node node-1", $"{lease["metadata"]!["ownerReferences"]![0]!["kind"]} {lease["metadata"]!["ownerReferences"]![0]!["name"]}");
        Assert.Matches(SixDecimals(), lease["spec"]!["renewTime"]!.GetValue<string>());
        Assert.Null(await stage.ReadAsync(ResourceType.Leases, "medik8s-leases", "node-node-2"));

        await stage.SyncAsync(closed: false);
        Assert.Null(await LeaseAsync());
    }

    [Fact]
    public async Task It_is_renewed_when_a_third_of_it_is_over_and_not_before()
    {
        await stage.SyncAsync(closed: true);
        var world = await stage.WorldAsync(closed: true);
        var first = (await LeaseAsync())!["spec"]!["renewTime"]!.ToString();
        await stage.SyncAsync(world, DialectStage.Now.AddMinutes(2));
        Assert.Equal(first, (await LeaseAsync())!["spec"]!["renewTime"]!.ToString());
        await stage.SyncAsync(world, DialectStage.Now.AddMinutes(3));
        Assert.NotEqual(first, (await LeaseAsync())!["spec"]!["renewTime"]!.ToString());
    }

    [Fact]
    public async Task A_Lease_that_another_process_of_ours_left_is_known_for_ours()
    {
        await stage.SyncAsync(closed: true);
        Assert.Empty(Assert.Single(await stage.SyncAsync(closed: false)).Problems);
        Assert.Null(await LeaseAsync());
    }

    [Fact]
    public async Task Each_of_its_rights_is_used()
    {
        await stage.SyncAsync(closed: true);
        stage.Lab.Wire.SpoilWrite(0, Mishap.Conflict);
        Assert.Empty(Assert.Single(await stage.SyncAsync(await stage.WorldAsync(closed: true), DialectStage.Now.AddMinutes(5))).Problems);
        await stage.SyncAsync(closed: false);
        stage.AssertUsed(new NodeMaintenanceDialect());
    }

    [Fact]
    public async Task Without_the_operator_no_Lease_is_made()
    {
        await using var bare = await DialectStage.StartAsync(new NodeMaintenanceDialect());
        var report = Assert.Single(await bare.SyncAsync(closed: true));
        Assert.False(report.Sight!.Present);
        Assert.Empty(report.Holds);
    }

    [Fact]
    public async Task The_operator_waits_while_closed_and_works_when_open()
    {
        var nmo = new NodeMaintenanceOperator(http, "node-1", clock);
        await stage.RoundAsync(closed: true);
        for (var look = 0; look < 10; look++)
        {
            await nmo.ReconcileAsync();
            clock.Advance(TimeSpan.FromSeconds(5));
        }

        Assert.Null(nmo.Phase);
        Assert.False(await stage.IsCordonedAsync());
        await stage.RoundAsync(closed: false);
        await stage.Lab.UntilAsync(async () =>
        {
            await nmo.ReconcileAsync();
            return nmo.Phase == "Succeeded";
        });
    }

    [Fact]
    public async Task A_Lease_that_the_operator_holds_is_never_taken_over_so_that_it_neither_uncordons_nor_fails()
    {
        var nmo = new NodeMaintenanceOperator(http, "node-1", clock);
        await nmo.ReconcileAsync();
        Assert.Equal("Running", nmo.Phase);

        // Also when it looks as if it had run out long ago.
        for (var hour = 0; hour < 3; hour++)
        {
            var report = Assert.Single(await stage.SyncAsync(await stage.WorldAsync(closed: true), DialectStage.Now.AddHours(hour)));
            Assert.Contains("node-maintenance holds it", Assert.Single(report.Problems), StringComparison.Ordinal);
            await nmo.ReconcileAsync();
        }

        Assert.NotEqual("Failed", nmo.Phase);
        Assert.Equal("node-maintenance", (await LeaseAsync())!["spec"]!["holderIdentity"]!.GetValue<string>());
        Assert.True(await stage.IsCordonedAsync());
    }

    [Fact]
    public async Task When_BakeWindow_dies_its_Lease_runs_out_and_the_floor_alone_keeps_the_pod()
    {
        await stage.RoundAsync(closed: true);
        clock.Advance(TimeSpan.FromMinutes(11));
        var nmo = new NodeMaintenanceOperator(http, "node-1", clock);
        for (var look = 0; look < 5; look++)
        {
            await nmo.ReconcileAsync();
        }

        Assert.Equal("Running", nmo.Phase);
        Assert.True(await stage.BakerIsUpAsync());
    }

    [GeneratedRegex(@"\.\d{6}Z$")]
    private static partial Regex SixDecimals();

    private Task<JsonObject?> LeaseAsync() => stage.ReadAsync(ResourceType.Leases, "medik8s-leases", "node-node-1");
}
