using BakeWindow.Kubernetes.Dialects.Kured;
using BakeWindow.Simulator.Neighbours;
using BakeWindow.Tests.Web;
using Microsoft.Extensions.Time.Testing;

namespace BakeWindow.Tests.Kubernetes.Dialects;

/// <summary>kured's own rule against what BakeWindow writes and answers.</summary>
public sealed class KuredScenarioTests : IAsyncLifetime
{
    private readonly FakeTimeProvider clock = new(DialectStage.Now);
    private readonly List<string> rebooted = [];
    private DialectStage stage = null!;
    private GateDoor door = null!;
    private HttpClient http = null!;
    private HttpClient web = null!;

    public async ValueTask InitializeAsync()
    {
        stage = await DialectStage.StartAsync(new KuredDialect());
        await KuredDialectTests.BringAsync(stage);
        door = await GateDoor.OpenAsync();
        (http, web) = (stage.Door(), new HttpClient());
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        web.Dispose();
        await door.DisposeAsync();
        await stage.DisposeAsync();
    }

    [Fact]
    public async Task By_the_endpoint_it_never_begins_while_closed_and_begins_when_open()
    {
        var kured = Begin(new KuredOptions { PrometheusUrl = door.Of("node-1") });
        await SetAsync(closed: true);
        Assert.False(await kured.TickAsync());
        Assert.False(await stage.IsCordonedAsync());

        await SetAsync(closed: false);
        Assert.True(await kured.TickAsync());
        await DrainAsync(kured);
        Assert.Equal(["node-1"], rebooted);
    }

    [Fact]
    public async Task By_the_pod_label_it_never_begins_while_closed_and_begins_when_open()
    {
        var kured = Begin(new KuredOptions { BlockingPods = ["bakewindow.io/exclusion=true"] });
        await SetAsync(closed: true);
        Assert.False(await kured.TickAsync());
        Assert.False(await stage.IsCordonedAsync());

        await SetAsync(closed: false);
        Assert.True(await kured.TickAsync());
    }

    [Fact]
    public async Task When_BakeWindow_is_away_the_endpoint_blocks_too()
    {
        var kured = Begin(new KuredOptions { PrometheusUrl = new Uri(door.Of("node-1"), "/nowhere") });
        await SetAsync(closed: false);
        Assert.False(await kured.TickAsync());
    }

    [Fact]
    public async Task A_node_that_BakeWindow_has_drained_and_wants_rebooted_hears_open_though_the_block_is_near()
    {
        var kured = Begin(new KuredOptions { PrometheusUrl = door.Of("node-1"), BlockingPods = ["bakewindow.io/exclusion=true"] });
        var working = await stage.WorkingAsync(awaitsReboot: false);
        door.Show(working);
        await stage.SyncAsync(working);
        Assert.False(await kured.TickAsync());

        var waiting = await stage.WorkingAsync(awaitsReboot: true);
        door.Show(waiting);
        await stage.SyncAsync(waiting);
        Assert.True(await kured.TickAsync());
    }

    [Fact]
    public async Task Begun_in_a_window_it_asks_nobody_after_its_end_but_the_floor_keeps_the_pod_until_its_drain_gives_up()
    {
        var kured = Begin(new KuredOptions { PrometheusUrl = door.Of("node-1"), DrainTimeout = TimeSpan.FromMinutes(10) });
        await SetAsync(closed: false);
        Assert.True(await kured.TickAsync());

        // The window ends between its question and its first eviction.
        await SetAsync(closed: true);
        for (var minute = 0; minute <= 10; minute++)
        {
            await kured.DrainAsync();
            Assert.True(await stage.BakerIsUpAsync());
            clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Empty(rebooted);
        Assert.False(kured.IsDraining);
        Assert.False(await stage.IsCordonedAsync());
    }

    [Fact]
    public async Task Without_a_drain_timeout_it_lies_in_wait_and_reboots_in_the_next_window()
    {
        var kured = Begin(new KuredOptions { PrometheusUrl = door.Of("node-1") });
        await SetAsync(closed: false);
        Assert.True(await kured.TickAsync());
        await SetAsync(closed: true);
        for (var hour = 0; hour < 5; hour++)
        {
            await kured.DrainAsync();
            clock.Advance(TimeSpan.FromHours(1));
        }

        Assert.True(kured.IsDraining);
        Assert.True(await stage.BakerIsUpAsync());
        Assert.Empty(rebooted);

        await SetAsync(closed: false);
        await DrainAsync(kured);
        Assert.Equal(["node-1"], rebooted);
    }

    private Kured Begin(KuredOptions options) => new(http, web, "node-1", options, rebooted.Add, clock);

    private async Task SetAsync(bool closed)
    {
        await stage.RoundAsync(closed);
        door.Show(await stage.WorldAsync(closed));
    }

    private Task DrainAsync(Kured kured) => stage.Lab.UntilAsync(async () =>
    {
        await kured.DrainAsync();
        return !kured.IsDraining;
    });
}
