using BakeWindow.Kubernetes.Dialects.ClusterAutoscaler;
using BakeWindow.Simulator.Neighbours;

namespace BakeWindow.Tests.Kubernetes.Dialects;

/// <summary>cluster-autoscaler's rules against what BakeWindow writes.</summary>
public sealed class ClusterAutoscalerTests : IAsyncLifetime
{
    private readonly ClusterAutoscalerDialect dialect = new();
    private DialectStage stage = null!;
    private ClusterAutoscaler autoscaler = null!;

    public async ValueTask InitializeAsync()
    {
        stage = await DialectStage.StartAsync(dialect);
        autoscaler = new ClusterAutoscaler(stage.Lab.Calls(), stage.Lab.Clock);
    }

    public ValueTask DisposeAsync() => stage.DisposeAsync();

    [Fact]
    public async Task It_scales_nothing_down_while_closed_and_does_when_open_and_everything_is_as_before()
    {
        var before = await stage.PictureAsync();
        await stage.SyncAsync(closed: true);
        Assert.Equal("scale-down-disabled", await autoscaler.ScaleDownAsync("node-1"));
        await stage.AnnotateAsync("node-1", ClusterAutoscalerDialect.ScaleDownDisabled, null);
        Assert.Equal("a pod is not safe to evict", await autoscaler.ScaleDownAsync("node-1"));

        await stage.SyncAsync(closed: false);
        Assert.Equal(before, await stage.PictureAsync());
        Assert.Null(await autoscaler.ScaleDownAsync("node-1"));
        Assert.True(await stage.Lab.GoOnAsync(() => Task.CompletedTask, async () => await autoscaler.StepAsync() == "empty", TimeSpan.FromSeconds(110)));
    }

    [Fact]
    public async Task Where_it_had_begun_before_the_gate_closed_it_gives_the_node_up_after_two_minutes_at_the_floor()
    {
        Assert.Null(await autoscaler.ScaleDownAsync("node-1"));
        await stage.Lab.MovingAsync(stage.Lab.Floors.SyncAsync(new Dictionary<string, bool>(), default));

        Assert.True(await stage.Lab.GoOnAsync(() => Task.CompletedTask, async () => await autoscaler.StepAsync() == "given up", TimeSpan.FromSeconds(130)));
        Assert.Equal("node-1", await stage.Lab.BakersNodeAsync());
        Assert.Null((await stage.NodeAsync("node-1")).Spec.Taints);
    }

    [Fact]
    public async Task It_is_known_by_its_own_status()
    {
        Assert.False(Assert.Single(await stage.SyncAsync(closed: true)).Sight!.Present);
        await stage.Lab.MakeAsync("api/v1/namespaces/kube-system/configmaps",
            """{"metadata":{"name":"cluster-autoscaler-status","annotations":{"cluster-autoscaler.kubernetes.io/last-updated":"2026-10-01 12:00:00 UTC"}}}""");
        Assert.Contains("2026-10-01", Assert.Single(await stage.SyncAsync(closed: true)).Sight!.Configuration, StringComparison.Ordinal);
    }

    [Fact]
    public Task Each_of_its_rights_is_used() => stage.NeedsAllItsRightsAsync(dialect);
}
