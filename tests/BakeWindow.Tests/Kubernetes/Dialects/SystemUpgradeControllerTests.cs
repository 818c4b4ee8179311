using BakeWindow.Core.Gate;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Dialects.SystemUpgradeController;
using BakeWindow.Simulator.Neighbours;

namespace BakeWindow.Tests.Kubernetes.Dialects;

/// <summary>Rancher's system-upgrade-controller: the label with the former hash kept, and its window that is looked at only at the start.</summary>
public sealed class SystemUpgradeControllerTests : IAsyncLifetime
{
    private const string Label = "plan.upgrade.cattle.io/k3s";
    private static readonly ResourceType Plans = new("upgrade.cattle.io", "v1", "plans");

    private DialectStage stage = null!;
    private HttpClient http = null!;

    public async ValueTask InitializeAsync()
    {
        stage = await DialectStage.StartAsync(new SystemUpgradeControllerDialect());
        stage.Lab.Cluster.AddNamespace("system-upgrade");
        http = stage.Door();
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await stage.DisposeAsync();
    }

    [Fact]
    public async Task Where_it_is_not_nothing_is_written()
    {
        var before = await stage.PictureAsync();
        Assert.False(Assert.Single(await stage.SyncAsync(closed: true)).Sight!.Present);
        Assert.Equal(before, await stage.PictureAsync());
    }

    [Fact]
    public async Task A_held_node_says_disabled_and_its_former_hash_comes_back()
    {
        await PlanAsync();
        await stage.ChangeAsync(ResourceType.Nodes, null, "node-1", """{"metadata":{"labels":{"plan.upgrade.cattle.io/k3s":"0ldha5h"}}}""");
        await stage.SyncAsync(closed: true);
        Assert.Equal("disabled", await stage.LabelAsync("node-1", Label));
        Assert.Null(await stage.LabelAsync("node-2", Label));
        await stage.SyncAsync(closed: false);
        Assert.Equal("0ldha5h", await stage.LabelAsync("node-1", Label));
        stage.AssertUsed(new SystemUpgradeControllerDialect());
    }

    [Fact]
    public async Task A_node_that_a_plan_works_on_is_left_to_it()
    {
        await PlanAsync();
        await stage.ChangeAsync(Plans, "system-upgrade", "k3s", """{"status":{"applying":["node-1"]}}""", "status");
        await stage.SyncAsync(closed: true);
        Assert.Null(await stage.LabelAsync("node-1", Label));
    }

    [Theory]
    [InlineData("""{"concurrency":1,"prepare":{"image":"bakewindow-cli"}}""", "")]
    [InlineData("""{"concurrency":2,"prepare":{"image":"bakewindow-cli"}}""", "concurrency")]
    [InlineData("""{"concurrency":0,"prepare":{"image":"bakewindow-cli"}}""", "concurrency-zero")]
    [InlineData("""{"concurrency":1}""", "prepare-missing")]
    [InlineData("""{"concurrency":1,"prepare":{},"drain":{"disableEviction":true},"window":{"startTime":"02:00"}}""", "disable-eviction window-checked-once")]
    public async Task Every_hole_in_a_plan_has_its_note(string spec, string codes)
    {
        await PlanAsync(spec);
        Assert.Single(await stage.SyncAsync(closed: false)).AssertNotes(codes.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task It_takes_no_held_node_and_takes_it_when_open()
    {
        await PlanAsync("""{"concurrency":3}""");
        var controller = new SystemUpgradeController(http, Path, () => true);
        await stage.RoundAsync(closed: true);
        Assert.Equal(["node-2", "node-3"], (await controller.ChooseAsync()).Order());
        Assert.False(await stage.IsCordonedAsync());
        await stage.RoundAsync(closed: false);
        Assert.Contains("node-1", await controller.ChooseAsync());
    }

    [Fact]
    public async Task Begun_in_its_window_it_goes_on_past_the_end_and_only_our_label_holds_the_bakers_node()
    {
        await PlanAsync("""{"concurrency":1}""");
        var open = true;
        var controller = new SystemUpgradeController(http, Path, () => open);
        // In its window, while the baker's node is held: the others go first.
        await stage.RoundAsync(closed: true);
        Assert.Single(await controller.ChooseAsync());
        open = false;
        for (var look = 0; look < 10; look++)
        {
            await controller.WorkAsync();
            await controller.ChooseAsync();
        }

        // It looked at its window once and went on to the next node after it; the baker's was not among them.
        Assert.Equal(["node-2", "node-3"], controller.Upgraded.Order());
        Assert.True(await stage.BakerIsUpAsync());
        Assert.False(await stage.IsCordonedAsync());
    }

    [Fact]
    public async Task Without_our_label_it_would_have_cordoned_the_bakers_node_past_the_end()
    {
        await PlanAsync("""{"concurrency":1}""");
        var open = true;
        var controller = new SystemUpgradeController(http, Path, () => open);
        await stage.FloorAsync(open: false);
        await controller.ChooseAsync();
        open = false;
        for (var look = 0; look < 10; look++)
        {
            await controller.WorkAsync();
            await controller.ChooseAsync();
        }

        Assert.True(await stage.IsCordonedAsync());
    }

    [Fact]
    public async Task A_prepare_container_that_asks_the_gate_holds_a_node_that_was_chosen_a_moment_before_it_was_held()
    {
        await PlanAsync("""{"concurrency":3}""");
        var closed = false;
        var controller = new SystemUpgradeController(http, Path, () => true,
            async node => Gatekeeper.Decide(await stage.WorldAsync(closed), new GateRequest { Node = node, Need = TimeSpan.FromMinutes(30) }, DialectStage.Now) is Verdict.Allowed);
        await stage.RoundAsync(closed: false);
        Assert.Contains("node-1", await controller.ChooseAsync());
        closed = true;
        await stage.RoundAsync(closed: true);
        await controller.WorkAsync();
        Assert.False(await stage.IsCordonedAsync());
        Assert.True(await stage.BakerIsUpAsync());
    }

    private static string Path => "apis/upgrade.cattle.io/v1/namespaces/system-upgrade/plans/k3s";

    private async Task PlanAsync(string spec = """{"concurrency":1}""")
    {
        stage.Lab.Cluster.AddKind("upgrade.cattle.io", "v1", "plans", "Plan");
        await stage.BringAsync(Plans, "system-upgrade", $$"""{"apiVersion":"upgrade.cattle.io/v1","kind":"Plan","metadata":{"name":"k3s","namespace":"system-upgrade"},"spec":{{spec}} }""");
        await stage.ChangeAsync(Plans, "system-upgrade", "k3s", """{"status":{"latestHash":"n3wha5h"}}""", "status");
    }
}
