using BakeWindow.Core.Cluster;
using BakeWindow.Kubernetes.Rbac;
using k8s;
using k8s.Models;

namespace BakeWindow.Tests.Kubernetes;

/// <summary>The watcher against an API server.</summary>
public sealed class ClusterWatcherTests
{
    [Fact]
    public async Task It_sees_who_runs_where_and_how_the_floors_stand()
    {
        await using var lab = await Lab.StartAsync();
        await lab.Floors.SetAsync(lab.Baker, open: false, default);
        await using var views = new Views(lab.Client, lab.Clock, lab.Baker);

        var view = await views.UntilAsync(v => v.Connected);

        Assert.Equal(["node-1", "node-2", "node-3"], view.Nodes.Keys.Order());
        Assert.Equal(lab.Cluster.BootId("node-1"), view.Nodes["node-1"].BootId);
        Assert.Equal(["alpha-baker"], Placement.On("node-1", view, lab.Settings.Workloads).Select(w => w.Name));
        Assert.Equal((FloorOwner.Ours, true, true), (view.Floors[0].Owner, view.Floors[0].Closed, view.Floors[0].Observed));
        Assert.Equal(lab.Clock.GetUtcNow(), view.SeenAt);
    }

    [Fact]
    public async Task Budgets_elsewhere_are_nobodys_floor()
    {
        await using var lab = await Lab.StartAsync();
        lab.Cluster.AddNamespace("other");
        await lab.Admin.PolicyV1.CreateNamespacedPodDisruptionBudgetAsync(
            new V1PodDisruptionBudget { ApiVersion = "policy/v1", Kind = "PodDisruptionBudget", Metadata = new V1ObjectMeta { Name = "x", NamespaceProperty = "other" }, Spec = new V1PodDisruptionBudgetSpec { MaxUnavailable = 1, Selector = new V1LabelSelector() } },
            "other");
        await using var views = new Views(lab.Client, lab.Clock, lab.Baker);

        Assert.Empty((await views.UntilAsync(v => v.Connected)).Floors);
    }

    [Fact]
    public async Task A_reboot_is_seen_from_the_wish_to_the_new_boot_id()
    {
        await using var lab = await Lab.StartAsync();
        await using var views = new Views(lab.Client, lab.Clock, lab.Baker);
        var boot = (await views.UntilAsync(v => v.Connected)).Nodes["node-1"].BootId;

        await lab.Admin.CoreV1.PatchNodeAsync(
            new V1Patch("""{"metadata":{"annotations":{"weave.works/kured-reboot-in-progress":"2026-10-01T12:00:00Z","weave.works/kured-most-recent-reboot-needed":"2026-10-01T12:00:00Z"}}}""", V1Patch.PatchType.MergePatch), "node-1");
        await views.UntilAsync(v => v.Nodes["node-1"].Demand is { Source: "kured" });
        lab.Cluster.RebootNode("node-1", TimeSpan.FromMinutes(3));
        await views.UntilAsync(v => !v.Nodes["node-1"].Ready, lab.Clock, TimeSpan.FromSeconds(1));
        await views.UntilAsync(v => v.Nodes["node-1"] is { Ready: true } n && n.BootId != boot, lab.Clock, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task After_an_expired_history_it_lists_again_and_misses_nothing()
    {
        await using var lab = await Lab.StartAsync();
        await using var views = new Views(lab.Client, lab.Clock, lab.Baker);
        await views.UntilAsync(v => v.Connected);
        lab.Wire.Fate = r => r.RequestUri!.Query.Contains("watch=true", StringComparison.Ordinal) ? Mishap.NotSent : Mishap.None;
        lab.Cluster.DropWatches();
        await views.UntilAsync(v => !v.Connected, lab.Clock);
        lab.Cluster.AddNode("node-4");
        await lab.Admin.CoreV1.DeleteNodeAsync("node-3");
        lab.Cluster.ExpireHistory();
        lab.Wire.Fate = _ => Mishap.None;

        Assert.Equal(["node-1", "node-2", "node-4"], (await views.UntilAsync(v => v.Connected, lab.Clock)).Nodes.Keys.Order());
    }

    [Fact]
    public async Task Watches_that_are_dropped_are_taken_up_where_they_ended()
    {
        await using var lab = await Lab.StartAsync();
        await using var views = new Views(lab.Client, lab.Clock, lab.Baker);
        await views.UntilAsync(v => v.Connected);
        var lists = Lists(lab);
        lab.Cluster.DropWatches();
        lab.Cluster.AddNode("node-4");

        await views.UntilAsync(v => v.Connected && v.Nodes.ContainsKey("node-4"), lab.Clock);
        Assert.Equal(lists, Lists(lab));
    }

    [Fact]
    public async Task A_history_that_expired_under_an_open_watch_is_a_410_and_a_new_list()
    {
        await using var lab = await Lab.StartAsync();
        await using var views = new Views(lab.Client, lab.Clock, lab.Baker);
        await views.UntilAsync(v => v.Connected);
        var lists = Lists(lab);
        lab.Cluster.AddNode("node-4");
        await views.UntilAsync(v => v.Nodes.ContainsKey("node-4"));
        lab.Cluster.AddNamespace("later");
        lab.Cluster.ExpireHistory();
        lab.Cluster.AddNode("node-5");

        await views.UntilAsync(v => v.Connected && v.Nodes.ContainsKey("node-5"), lab.Clock);
        Assert.True(Lists(lab) > lists);
    }

    [Fact]
    public async Task While_the_server_is_away_the_view_is_only_the_past()
    {
        await using var lab = await Lab.StartAsync();
        await using var views = new Views(lab.Client, lab.Clock, lab.Baker);
        var before = await views.UntilAsync(v => v.Connected);
        await lab.StopAsync();

        var after = await views.UntilAsync(v => !v.Connected, lab.Clock);
        Assert.Equal(before.Nodes.Keys, after.Nodes.Keys);
        Assert.True(after.SeenAt < lab.Clock.GetUtcNow() || after.SeenAt == before.SeenAt);
    }

    [Fact]
    public async Task A_quiet_cluster_is_still_seen_often_enough_for_the_gate()
    {
        await using var lab = await Lab.StartAsync();
        await using var views = new Views(lab.Client, lab.Clock, lab.Baker);
        var seen = (await views.UntilAsync(v => v.Connected)).SeenAt;

        for (var turn = 0; turn < 5; turn++)
        {
            seen = (await views.UntilAsync(v => v.Connected && v.SeenAt > seen, lab.Clock, TimeSpan.FromSeconds(1))).SeenAt;
            Assert.InRange(lab.Clock.GetUtcNow() - seen, TimeSpan.Zero, TimeSpan.FromMinutes(2));
        }
    }

    [Fact]
    public async Task Without_the_right_to_watch_it_stays_unconnected()
    {
        await using var lab = await Lab.StartAsync(workloads: null, RbacRole.Observe);
        await using var views = new Views(lab.Client, lab.Clock, lab.Baker);
        await lab.UntilAsync(() => Task.FromResult(lab.Wire.Requests.Count > 6));

        Assert.DoesNotContain(views.All, v => v.Connected);
    }

    private static int Lists(Lab lab) => lab.Wire.Requests.Count(r => r.Method == "GET" && !r.Path.Contains("watch=true", StringComparison.Ordinal));
}
