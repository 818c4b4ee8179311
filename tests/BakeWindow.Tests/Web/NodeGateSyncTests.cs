using System.Text.Json.Nodes;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Resources;
using BakeWindow.Tests.Kubernetes;
using BakeWindow.Tests.Kubernetes.Dialects;
using BakeWindow.Web.Maintaining;
using Microsoft.Extensions.Logging.Abstractions;

namespace BakeWindow.Tests.Web;

/// <summary>NodeGates of the shipped definition say what the gate says.</summary>
public sealed class NodeGateSyncTests : IAsyncLifetime
{
    private const string Gates = "apis/bakewindow.io/v1/nodegates";

    private NeighbourStage stage = null!;
    private NodeGateSync sync = null!;

    public async ValueTask InitializeAsync()
    {
        stage = await NeighbourStage.StartAsync();
        await stage.Lab.GrantAsync(NodeGates.Permissions);
        await Definitions.ApplyAsync(stage.Lab, "nodegates.yaml");
        sync = New();
    }

    public async ValueTask DisposeAsync()
    {
        sync.Dispose();
        await stage.DisposeAsync();
    }

    [Fact]
    public async Task Each_node_has_a_gate_that_opens_and_closes_with_the_verdict()
    {
        var open = await LookAtAsync(100);
        Assert.Equal((true, "Open", "safe-window"), ((bool)open["allowed"]!, (string?)open["state"], (string?)open["reason"]));
        Assert.Equal("2026-10-01T12:12:00Z", (string?)open["validUntil"]);
        Assert.Equal("Free", (string?)(await StatusAsync("node-2"))["state"]);

        var closed = await LookAtAsync(900);
        Assert.Equal((false, "Closed", "baking-right-ahead"), ((bool)closed["allowed"]!, (string?)closed["state"], (string?)closed["reason"]));
        Assert.Null(closed["validUntil"]);
        Assert.Equal(1_000, (int)closed["right"]!["level"]!);
        Assert.Equal("2026-10-01T13:40:12Z", (string?)closed["nextSafeAt"]);
    }

    [Fact]
    public async Task A_yes_is_not_valid_beyond_the_latest_start()
    {
        // Twelve minutes are 120 levels and w is 10: at 869 the latest start is a level away.
        Assert.Equal("2026-10-01T13:27:00Z", (string?)(await LookAtAsync(869))["validUntil"]);
    }

    [Fact]
    public async Task Only_what_says_something_else_is_written()
    {
        await LookAtAsync(100);
        stage.Lab.Wire.Requests.Clear();
        for (var level = 101; level < 110; level++)
        {
            await LookAtAsync(level);
        }

        Assert.Empty(stage.Lab.Wire.Requests);
        await LookAtAsync(111);
        Assert.Equal("PATCH /apis/bakewindow.io/v1/nodegates/node-1/status", Assert.Single(stage.Lab.Wire.Requests.Select(r => $"{r.Method} {r.Path[r.Path.IndexOf("/apis", StringComparison.Ordinal)..]}")));
    }

    [Fact]
    public async Task The_gate_of_a_node_that_is_gone_goes_and_somebody_elses_stays()
    {
        await stage.Lab.MakeAsync(Gates, """{"metadata":{"name":"by-hand"}}""");
        await LookAtAsync(100);
        stage.Shop.Board.Update(w => w with { Cluster = w.Cluster! with { Nodes = w.Cluster.Nodes.Where(n => n.Key != "node-3").ToDictionary() } });
        await sync.LookAsync(default);

        Assert.Null(await stage.Lab.Calls().FindAsync($"{Gates}/node-3"));
        Assert.NotNull(await stage.Lab.Calls().FindAsync($"{Gates}/by-hand"));
    }

    [Fact]
    public async Task What_the_last_process_left_is_taken_over_and_a_clean_stop_says_no_everywhere()
    {
        await LookAtAsync(100);
        using var next = New();
        await next.LookAsync(default);
        await next.StopAsync(default);

        foreach (var node in new[] { "node-1", "node-2", "node-3" })
        {
            Assert.Equal((false, "bakewindow-stopped"), ((bool)(await StatusAsync(node))["allowed"]!, (string?)(await StatusAsync(node))["reason"]));
        }
    }

    [Fact]
    public async Task A_write_that_failed_is_tried_again()
    {
        await LookAtAsync(100);
        stage.Lab.Wire.Fate = r => r.Method == HttpMethod.Patch ? Mishap.Broken : Mishap.None;
        Assert.True((bool)(await LookAtAsync(900))["allowed"]!);
        stage.Lab.Wire.Fate = _ => Mishap.None;
        Assert.False((bool)(await LookAtAsync(903))["allowed"]!);
    }

    [Fact]
    public async Task Each_of_its_rights_is_used()
    {
        stage.Lab.Wire.Used.Clear();
        await LookAtAsync(100);
        stage.Shop.Board.Update(w => w with { Cluster = w.Cluster! with { Nodes = w.Cluster.Nodes.Where(n => n.Key != "node-3").ToDictionary() } });
        await sync.LookAsync(default);
        Assert.Equal(NodeGates.Permissions.Select(p => (p.Group, p.Resource, p.Verb)).Order(), stage.Lab.Wire.Used.Keys.Order());
    }

    private NodeGateSync New() => new(stage.Shop.Board, new NodeGates(new ObjectApi(stage.Lab.Client, TimeProvider.System)), Leadership.Alone, stage.Shop.Clock, NullLogger<NodeGateSync>.Instance);

    private async Task<JsonNode> LookAtAsync(int level)
    {
        await stage.SeeAsync(level);
        await sync.LookAsync(default);
        return await StatusAsync("node-1");
    }

    private async Task<JsonNode> StatusAsync(string node) => (await stage.Lab.Calls().FindAsync($"{Gates}/{node}"))!["status"]!;
}
