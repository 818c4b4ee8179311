using BakeWindow.Core.Cluster;
using BakeWindow.Core.Owning;
using BakeWindow.Kubernetes.Dialects.ClusterAutoscaler;

namespace BakeWindow.Tests.Kubernetes.Dialects;

/// <summary>Own, heal and restore, alike for every dialect; shown with the simplest of them.</summary>
public sealed class DialectKeeperTests
{
    [Fact]
    public async Task While_closed_node_and_pod_bear_the_marks_and_what_was_there_before_is_remembered()
    {
        await using var stage = await DialectStage.StartAsync(new ClusterAutoscalerDialect());
        await stage.SyncAsync(closed: true);
        Assert.Equal("true", (await stage.NodeAsync("node-1")).Metadata.Annotations[ClusterAutoscalerDialect.ScaleDownDisabled]);
        Assert.Equal("false", (await stage.BakerPodAsync()).Metadata.Annotations[ClusterAutoscalerDialect.SafeToEvict]);
        Assert.Equal("true", (await stage.NodeAsync("node-1")).Metadata.Labels[Ownership.Label]);
        Assert.DoesNotContain(ClusterAutoscalerDialect.ScaleDownDisabled, (await stage.NodeAsync("node-2")).Metadata.Annotations?.Keys ?? []);
    }

    [Fact]
    public async Task When_it_opens_everything_is_as_it_was()
    {
        await using var stage = await DialectStage.StartAsync(new ClusterAutoscalerDialect());
        var before = await stage.PictureAsync();
        await stage.SyncAsync(closed: true);
        Assert.NotEqual(before, await stage.PictureAsync());
        await stage.SyncAsync(closed: false);
        Assert.Equal(before, await stage.PictureAsync());
    }

    [Fact]
    public async Task A_mark_that_somebody_takes_off_is_set_again_and_his_own_value_comes_back_at_the_end()
    {
        await using var stage = await DialectStage.StartAsync(new ClusterAutoscalerDialect());
        await stage.SyncAsync(closed: true);
        await stage.AnnotateAsync("node-1", ClusterAutoscalerDialect.ScaleDownDisabled, "his");
        await stage.SyncAsync(closed: true);
        Assert.Equal("true", (await stage.NodeAsync("node-1")).Metadata.Annotations[ClusterAutoscalerDialect.ScaleDownDisabled]);
        await stage.SyncAsync(closed: false);
        Assert.Equal("his", (await stage.NodeAsync("node-1")).Metadata.Annotations[ClusterAutoscalerDialect.ScaleDownDisabled]);
    }

    [Fact]
    public async Task A_dialect_that_is_switched_off_leaves_nothing_behind()
    {
        await using var stage = await DialectStage.StartAsync(new ClusterAutoscalerDialect());
        var before = await stage.PictureAsync();
        await stage.SyncAsync(closed: true);
        await stage.SyncAsync(closed: true, dialects: []);
        Assert.Equal(before, await stage.PictureAsync());
    }

    [Fact]
    public async Task A_cluster_that_is_not_seen_takes_no_mark_away()
    {
        await using var stage = await DialectStage.StartAsync(new ClusterAutoscalerDialect());
        await stage.SyncAsync(closed: true);
        var marked = await stage.PictureAsync();
        await stage.Keeper().SyncAsync(await stage.WorldAsync(closed: false) with { Cluster = ClusterView.Unseen }, DialectStage.Now, default);
        Assert.Equal(marked, await stage.PictureAsync());
    }

    [Fact]
    public async Task A_neighbour_that_cannot_be_read_keeps_its_marks()
    {
        await using var stage = await DialectStage.StartAsync(new ClusterAutoscalerDialect());
        await stage.SyncAsync(closed: true);
        var marked = await stage.PictureAsync();
        stage.Lab.Wire.Fate = r => r.RequestUri!.AbsolutePath.Contains("configmaps", StringComparison.Ordinal) ? Mishap.NotSent : Mishap.None;
        var report = Assert.Single(await stage.SyncAsync(closed: false));
        Assert.Null(report.Sight);
        Assert.Equal(marked, await stage.PictureAsync());
    }
}
