using BakeWindow.Kubernetes.Dialects.Fluo;
using BakeWindow.Simulator.Neighbours;

namespace BakeWindow.Tests.Kubernetes.Dialects;

/// <summary>FLUO's own rule, whose agent drops what its drain says, against the floor alone and against its marks.</summary>
public sealed class FluoScenarioTests : IAsyncLifetime
{
    private readonly List<string> rebooted = [];
    private DialectStage stage = null!;
    private HttpClient http = null!;

    public async ValueTask InitializeAsync()
    {
        stage = await DialectStage.StartAsync(new FluoDialect());
        http = stage.Door();
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await stage.DisposeAsync();
    }

    [Fact]
    public async Task With_the_floor_alone_it_kills_a_baker_that_the_floor_has_just_kept()
    {
        await stage.FloorAsync(open: false);
        var fluo = new Fluo(http, [], [], Reboot);
        await fluo.WantAsync("node-1");
        await LookAsync(fluo);

        Assert.Equal(["node-1"], rebooted);
        Assert.False(await stage.BakerIsUpAsync());
    }

    [Fact]
    public async Task Paused_it_does_nothing_while_closed_and_acts_when_open()
    {
        await stage.RoundAsync(closed: true);
        var fluo = new Fluo(http, [], [], Reboot);
        await fluo.WantAsync("node-1");
        await LookAsync(fluo);
        Assert.Empty(rebooted);
        Assert.True(await stage.BakerIsUpAsync());
        Assert.False(await stage.IsCordonedAsync());

        await stage.RoundAsync(closed: false);
        await LookAsync(fluo);
        Assert.Equal(["node-1"], rebooted);
    }

    [Fact]
    public async Task A_node_that_it_had_chosen_in_the_window_is_let_go_when_the_window_ends()
    {
        await stage.RoundAsync(closed: false);
        var fluo = new Fluo(http, ["bakewindow.io/window-open"], ["bakewindow.io/baker-healthy"], Reboot);
        await fluo.WantAsync("node-1");
        await LookAsync(fluo);
        Assert.Equal("true", await stage.LabelAsync("node-1", "flatcar-linux-update.v1.flatcar-linux.net/before-reboot"));

        await stage.RoundAsync(closed: true);
        await LookAsync(fluo);
        Assert.Null(await stage.LabelAsync("node-1", "flatcar-linux-update.v1.flatcar-linux.net/before-reboot"));
        Assert.Empty(rebooted);
    }

    [Fact]
    public async Task It_waits_for_the_word_that_comes_with_the_ticket_and_after_the_boot_for_the_attestation()
    {
        var fluo = new Fluo(http, ["bakewindow.io/window-open"], ["bakewindow.io/baker-healthy"], Reboot);
        await fluo.WantAsync("node-1");
        await stage.SyncAsync(await stage.WorkingAsync(awaitsReboot: true));
        await LookAsync(fluo);
        Assert.Empty(rebooted);

        // The executor hangs it on together with the ticket, again and again.
        await stage.AnnotateAsync("node-1", "bakewindow.io/window-open", "true");
        await LookAsync(fluo);
        Assert.Equal(["node-1"], rebooted);

        await stage.Lab.UntilAsync(stage.Lab.IsQuietAsync);
        await fluo.BootedAsync("node-1");
        await LookAsync(fluo);
        Assert.Equal("true", await stage.LabelAsync("node-1", "flatcar-linux-update.v1.flatcar-linux.net/after-reboot"));
        await stage.AnnotateAsync("node-1", "bakewindow.io/baker-healthy", "true");
        await LookAsync(fluo);
        Assert.Null(await stage.LabelAsync("node-1", "flatcar-linux-update.v1.flatcar-linux.net/after-reboot"));
        Assert.Equal("false", await stage.AnnotationAsync("node-1", "flatcar-linux-update.v1.flatcar-linux.net/reboot-ok"));
    }

    private void Reboot(string node)
    {
        rebooted.Add(node);
        stage.Lab.Cluster.RebootNode(node);
    }

    // Several looks of the operator and the agent: enough for everything that they would do by themselves.
    private static async Task LookAsync(Fluo fluo)
    {
        for (var look = 0; look < 4; look++)
        {
            await fluo.OperateAsync();
            await fluo.ActAsync("node-1");
        }
    }
}
