using BakeWindow.Core.Gate;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Dialects.MaintenanceController;
using BakeWindow.Simulator.Neighbours;
using BakeWindow.Tests.Web;

namespace BakeWindow.Tests.Kubernetes.Dialects;

/// <summary>SAP's maintenance-controller: its check on the endpoint, and the label that allows.</summary>
public sealed class MaintenanceControllerTests : IAsyncLifetime
{
    private DialectStage stage = null!;
    private HttpClient http = null!;

    public async ValueTask InitializeAsync()
    {
        stage = await DialectStage.StartAsync(new MaintenanceControllerDialect(label: true));
        http = stage.Door();
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await stage.DisposeAsync();
    }

    [Fact]
    public async Task Only_an_open_node_bears_the_label_and_says_until_when()
    {
        await stage.SyncAsync(closed: false);
        Assert.Equal("true", await stage.LabelAsync("node-1", "bakewindow.io/safe"));
        // 12 minutes before the least time of level 2,990, to the minute.
        Assert.Equal("2026-10-01T16:47:00Z", await stage.AnnotationAsync("node-1", "bakewindow.io/safe-until"));
        Assert.Equal("true", await stage.LabelAsync("node-2", "bakewindow.io/safe"));

        await stage.SyncAsync(closed: true);
        Assert.Null(await stage.LabelAsync("node-1", "bakewindow.io/safe"));
        Assert.Null(await stage.AnnotationAsync("node-1", "bakewindow.io/safe-until"));
        Assert.Equal("true", await stage.LabelAsync("node-2", "bakewindow.io/safe"));
    }

    [Fact]
    public async Task When_nothing_can_be_known_the_label_goes()
    {
        await stage.SyncAsync(closed: false);
        await stage.SyncAsync(await stage.WorldAsync(closed: false) with { Chain = null });
        Assert.Null(await stage.LabelAsync("node-1", "bakewindow.io/safe"));
    }

    [Fact]
    public async Task When_the_controllers_nodes_cannot_be_read_the_label_goes_all_the_same()
    {
        await stage.SyncAsync(closed: false);
        stage.Lab.Wire.Fate = r => r.RequestUri!.Query.Contains("maintenance-profile", StringComparison.Ordinal) ? Mishap.NotSent : Mishap.None;
        Assert.Null(Assert.Single(await stage.SyncAsync(closed: false)).Sight);
        Assert.Null(await stage.LabelAsync("node-1", "bakewindow.io/safe"));
    }

    [Fact]
    public async Task By_default_no_label_is_hung_on_and_one_of_before_is_taken_off()
    {
        await stage.SyncAsync(closed: false);
        await stage.SyncAsync(closed: false, dialects: [new MaintenanceControllerDialect()]);
        Assert.Null(await stage.LabelAsync("node-1", "bakewindow.io/safe"));
    }

    [Fact]
    public async Task It_is_seen_by_its_profiles_and_told_the_check_that_asks()
    {
        await stage.ChangeAsync(ResourceType.Nodes, null, "node-1", """{"metadata":{"labels":{"cloud.sap/maintenance-profile":"kernel","cloud.sap/maintenance-state":"operational"}}}""");
        var report = Assert.Single(await stage.SyncAsync(closed: false));
        Assert.Equal("node-1: kernel, operational", report.Sight!.Configuration);
        report.AssertNotes("check-to-add", "label-outlives-us", "skip-after");
        Assert.Contains("query: 'min(bakewindow_safe_seconds_remaining)', expr: 'value >= 1800'", report.Sight.Notes.Single(n => n.Code == "check-to-add").Mend, StringComparison.Ordinal);
    }

    [Fact]
    public async Task By_the_label_a_node_goes_in_maintenance_when_open_and_never_while_closed()
    {
        await RequireAsync();
        var controller = new MaintenanceController(http);
        await stage.RoundAsync(closed: true);
        Assert.False(await controller.ReconcileAsync(MaintenanceController.HasLabel("bakewindow.io/safe", "true")));
        Assert.False(await stage.IsCordonedAsync());
        await stage.RoundAsync(closed: false);
        Assert.True(await controller.ReconcileAsync(MaintenanceController.HasLabel("bakewindow.io/safe", "true")));
    }

    [Fact]
    public async Task By_the_endpoint_a_node_goes_in_maintenance_when_open_and_never_while_closed_or_unknown_or_away()
    {
        await RequireAsync();
        var controller = new MaintenanceController(http);
        await using var door = await GateDoor.OpenAsync();
        using var web = new HttpClient();
        var check = MaintenanceController.PrometheusInstant(web, door.Of("any"), "min(bakewindow_safe_seconds_remaining)", 1800);

        door.Show(await stage.WorldAsync(closed: true));
        Assert.False(await controller.ReconcileAsync(check));
        door.Show(await stage.WorldAsync(closed: false) with { Chain = null });
        Assert.False(await controller.ReconcileAsync(check));
        Assert.False(await controller.ReconcileAsync(MaintenanceController.PrometheusInstant(web, new Uri(door.Url, "/nowhere"), "min(bakewindow_safe_seconds_remaining)", 1800)));
        Assert.False(await stage.IsCordonedAsync());
        door.Show(await stage.WorldAsync(closed: false));
        Assert.True(await controller.ReconcileAsync(check));
    }

    private Task<System.Text.Json.Nodes.JsonObject> RequireAsync() => stage.ChangeAsync(ResourceType.Nodes, null, "node-1", """{"metadata":{"labels":{"cloud.sap/maintenance-profile":"kernel","cloud.sap/maintenance-state":"maintenance-required"}}}""");
}
