using System.Text.Json.Nodes;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Resources;
using BakeWindow.Tests.Kubernetes;
using BakeWindow.Tests.Kubernetes.Dialects;
using BakeWindow.Web.Access;
using BakeWindow.Web.Maintaining;
using Microsoft.Extensions.Logging.Abstractions;

namespace BakeWindow.Tests.Web;

/// <summary>Requests that live in git: taken up once, told what became of them, cancelled by deletion.</summary>
public sealed class MaintenanceResourceSyncTests : IAsyncLifetime
{
    private const string Path = "apis/bakewindow.io/v1/namespaces/bakewindow/maintenances";

    private NeighbourStage stage = null!;
    private MaintenanceResourceSync sync = null!;

    public async ValueTask InitializeAsync()
    {
        stage = await NeighbourStage.StartAsync(880);
        await stage.Lab.GrantAsync(MaintenanceResources.Permissions);
        await Definitions.ApplyAsync(stage.Lab, "maintenances.yaml");
        sync = New();
    }

    public async ValueTask DisposeAsync()
    {
        sync.Dispose();
        await stage.DisposeAsync();
    }

    [Fact]
    public async Task A_request_is_taken_up_once_also_after_a_restart_and_when_its_status_was_lost()
    {
        await WriteAsync("kernel", """{"node":"node-1","need":"12m","urgency":"high","reason":"kernel 6.12.31"}""");
        await sync.LookAsync(default);
        var status = await StatusAsync("kernel");
        Assert.Equal(("M-1", "Waiting"), ((string?)status["id"], (string?)status["phase"]));

        await stage.Lab.ChangeAsync($"{Path}/kernel/status", """{"status":{"id":null,"phase":null,"message":null,"window":null,"observedGeneration":null}}""");
        using var next = New();
        await next.LookAsync(default);
        await next.LookAsync(default);
        var asked = Assert.Single(await stage.Shop.Desk.ListAsync(false, 10, default));
        Assert.Equal(("node-1", TimeSpan.FromMinutes(12), "kernel 6.12.31"), (asked.Request.Node, asked.Request.Need, asked.Request.Reason));
        Assert.Equal("M-1", (string?)(await StatusAsync("kernel"))["id"]);
    }

    [Fact]
    public async Task Its_status_follows_the_maintenance_and_is_written_only_when_it_changes()
    {
        await WriteAsync("kernel", """{"node":"node-1","need":"12m","urgency":"high","reason":"kernel 6.12.31"}""");
        await sync.LookAsync(default);
        await stage.Shop.Runner.LookAsync(default);
        await sync.LookAsync(default);
        var status = await StatusAsync("kernel");
        Assert.Equal("Waiting", (string?)status["phase"]);
        Assert.Equal("2026-10-01T13:40:12Z", (string?)status["window"]!["opensEarliest"]);

        stage.Lab.Wire.Requests.Clear();
        await sync.LookAsync(default);
        Assert.Equal(0, stage.Lab.Wire.Writes);
    }

    [Fact]
    public async Task What_cannot_be_read_says_what_to_mend_and_is_taken_up_when_it_is_mended()
    {
        await WriteAsync("bad", """{"node":"node-9","need":"soon","reason":"kernel"}""");
        await sync.LookAsync(default);
        var status = await StatusAsync("bad");
        Assert.Equal("Invalid", (string?)status["phase"]);
        Assert.Contains("spec.need: ", (string?)status["message"], StringComparison.Ordinal);
        Assert.Contains("there are node-1, node-2, node-3", (string?)status["message"], StringComparison.Ordinal);

        await stage.Lab.ChangeAsync($"{Path}/bad", """{"spec":{"node":"node-1","need":"12m"}}""");
        await sync.LookAsync(default);
        Assert.Equal("M-1", (string?)(await StatusAsync("bad"))["id"]);
    }

    [Fact]
    public async Task A_second_request_for_a_node_waits_for_the_first()
    {
        await WriteAsync("a", """{"node":"node-1","reason":"kernel"}""");
        await WriteAsync("b", """{"node":"node-1","reason":"firmware"}""");
        await sync.LookAsync(default);
        Assert.Equal("Pending", (string?)(await StatusAsync("b"))["phase"]);

        await stage.Shop.Desk.CancelAsync("M-1", Caller.Inside("ak"), "not today", default);
        await sync.LookAsync(default);
        Assert.Equal(("Cancelled", "M-2"), ((string?)(await StatusAsync("a"))["phase"], (string?)(await StatusAsync("b"))["id"]));
    }

    [Fact]
    public async Task A_pool_can_be_rolled_from_git_too()
    {
        await WriteAsync("roll", """{"action":"roll","pool":"kubernetes.io/os=linux","each":"drain","hold":"30m","reason":"kubelet 1.35"}""");
        await sync.LookAsync(default);
        Assert.Equal("M-1", (string?)(await StatusAsync("roll"))["id"]);
        Assert.Equal("roll", (await stage.Shop.Desk.FindAsync("M-1", default))!.Request.Action.Word);
    }

    [Fact]
    public async Task Deleting_it_cancels_the_maintenance_and_one_made_anew_is_another_request()
    {
        await WriteAsync("kernel", """{"node":"node-1","reason":"kernel"}""");
        await sync.LookAsync(default);
        await stage.Lab.Calls().DeleteAsync($"{Path}/kernel");
        await sync.LookAsync(default);
        Assert.Equal("Cancelled", (await stage.Shop.Desk.FindAsync("M-1", default))!.Phase.Name);

        await WriteAsync("kernel", """{"node":"node-1","reason":"kernel"}""");
        await sync.LookAsync(default);
        Assert.Equal("M-2", (string?)(await StatusAsync("kernel"))["id"]);
    }

    [Fact]
    public async Task While_they_cannot_be_read_nothing_is_cancelled()
    {
        await WriteAsync("kernel", """{"node":"node-1","reason":"kernel"}""");
        await sync.LookAsync(default);
        stage.Lab.Wire.Fate = _ => Mishap.NotSent;
        await sync.LookAsync(default);
        Assert.Single(await stage.Shop.Desk.ListAsync(true, 10, default));
    }

    [Fact]
    public async Task A_spec_that_changes_later_changes_nothing_and_says_so()
    {
        await WriteAsync("kernel", """{"node":"node-1","reason":"kernel"}""");
        await sync.LookAsync(default);
        await stage.Lab.ChangeAsync($"{Path}/kernel", """{"spec":{"node":"node-2"}}""");
        await sync.LookAsync(default);
        Assert.Contains("delete it and write it anew", (string?)(await StatusAsync("kernel"))["message"], StringComparison.Ordinal);
        Assert.Equal("node-1", (await stage.Shop.Desk.FindAsync("M-1", default))!.Request.Node);
    }

    [Fact]
    public async Task Each_of_its_rights_is_used()
    {
        stage.Lab.Wire.Used.Clear();
        await WriteAsync("kernel", """{"node":"node-1","reason":"kernel"}""");
        await sync.LookAsync(default);
        Assert.Equal(MaintenanceResources.Permissions.Select(p => (p.Group, p.Resource, p.Verb)).Order(), stage.Lab.Wire.Used.Keys.Order());
    }

    private MaintenanceResourceSync New() => new(
        new MaintenanceResources(new ObjectApi(stage.Lab.Client, TimeProvider.System), stage.Lab.Settings), stage.Shop.Desk, stage.Shop.Board, Leadership.Alone, stage.Shop.Clock, NullLogger<MaintenanceResourceSync>.Instance);

    private Task WriteAsync(string name, string spec) => stage.Lab.MakeAsync(Path, $$$"""{"apiVersion":"bakewindow.io/v1","kind":"Maintenance","metadata":{"name":"{{{name}}}"},"spec":{{{spec}}} }""");

    private async Task<JsonNode> StatusAsync(string name) => (await stage.Lab.Calls().FindAsync($"{Path}/{name}"))!["status"]!;
}
