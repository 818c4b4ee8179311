using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Dialects.ClusterApi;
using BakeWindow.Simulator.Neighbours;

namespace BakeWindow.Tests.Kubernetes.Dialects;

/// <summary>Cluster API's rules against what BakeWindow writes. Each node has a Machine; all are of Cluster fleet/prod.</summary>
public sealed class ClusterApiTests : IAsyncLifetime
{
    private const string Machines = "apis/cluster.x-k8s.io/v1beta2/namespaces/fleet/machines";
    private const string Clusters = "apis/cluster.x-k8s.io/v1beta2/namespaces/fleet/clusters";
    private static readonly ResourceType[] Types = [new("cluster.x-k8s.io", "v1beta2", "machines"), new("cluster.x-k8s.io", "v1beta2", "clusters")];

    private readonly ClusterApiDialect dialect = new([]);
    private DialectStage stage = null!;
    private MachineController controller = null!;

    public async ValueTask InitializeAsync()
    {
        stage = await StagedAsync("v1beta2", dialect);
        controller = new MachineController(stage.Lab.Calls(), stage.Lab.Clock);
    }

    public ValueTask DisposeAsync() => stage.DisposeAsync();

    [Fact]
    public async Task While_closed_the_Machine_of_the_bakers_node_and_its_Cluster_bear_hooks()
    {
        await stage.SyncAsync(closed: true);

        Assert.Equal("\"bakewindow\"", await stage.Lab.FieldAsync($"{Machines}/machine-1", "metadata", "annotations", "pre-drain.delete.hook.machine.cluster.x-k8s.io/bakewindow"));
        Assert.Equal("\"bakewindow\"", await stage.Lab.FieldAsync($"{Clusters}/prod", "metadata", "annotations", "before-upgrade.hook.cluster.cluster.x-k8s.io/bakewindow"));
        Assert.Null(await stage.Lab.FieldAsync($"{Machines}/machine-2", "metadata", "annotations"));
        Assert.Null(await stage.Lab.FieldAsync($"{Clusters}/other", "metadata", "annotations"));
    }

    [Fact]
    public async Task A_Machine_waits_untouched_while_closed_and_is_drained_and_goes_when_open()
    {
        var before = await stage.PictureAsync(Types);
        await stage.SyncAsync(closed: true);
        Assert.Equal("waiting for pre-drain.delete.hook.machine.cluster.x-k8s.io/bakewindow", await controller.ReconcileDeleteAsync("fleet", "machine-1"));
        Assert.Null((await stage.NodeAsync("node-1")).Spec.Unschedulable);

        await stage.SyncAsync(closed: false);
        Assert.Equal(before, await stage.PictureAsync(Types));
        Assert.True(await stage.Lab.GoOnAsync(() => Task.CompletedTask, async () => await controller.ReconcileDeleteAsync("fleet", "machine-1") == "gone", TimeSpan.FromMinutes(5)));
        Assert.NotEqual("node-1", await stage.Lab.BakersNodeAsync());
    }

    [Fact]
    public async Task A_drain_that_has_begun_stops_at_the_hook_when_the_gate_closes()
    {
        await stage.Lab.MovingAsync(stage.Lab.Floors.SyncAsync(new Dictionary<string, bool>(), default));
        Assert.Equal("draining", await controller.ReconcileDeleteAsync("fleet", "machine-1"));
        await stage.SyncAsync(closed: true);

        Assert.StartsWith("waiting", await controller.ReconcileDeleteAsync("fleet", "machine-1"), StringComparison.Ordinal);
        Assert.Equal("node-1", await stage.Lab.BakersNodeAsync());
    }

    [Fact]
    public async Task An_upgrade_waits_while_closed_and_goes_on_when_open()
    {
        await stage.SyncAsync(closed: true);
        Assert.Equal("annotation before-upgrade.hook.cluster.cluster.x-k8s.io/bakewindow is set", await controller.ReconcileUpgradeAsync("fleet", "prod"));
        await stage.SyncAsync(closed: false);
        Assert.Equal("upgrading", await controller.ReconcileUpgradeAsync("fleet", "prod"));
    }

    [Fact]
    public async Task Holes_are_named()
    {
        await stage.Lab.ChangeAsync($"{Machines}/machine-1", """{"metadata":{"annotations":{"machine.cluster.x-k8s.io/exclude-node-draining":""}},"spec":{"deletion":{"nodeDrainTimeoutSeconds":600}}}""");
        var notes = Assert.Single(await stage.SyncAsync(closed: true)).Sight!.Notes;

        Assert.Equal([("cluster-deletion-ignores-hooks", false), ("exclude-node-draining", true), ("node-drain-timeout", true)], notes.Select(n => (n.Code, n.Serious)));
        Assert.Equal("gone", await controller.ReconcileDeleteAsync("fleet", "machine-1", clusterGoes: true));
    }

    [Fact]
    public async Task An_older_version_is_spoken_to_in_its_own_words()
    {
        await using var old = await StagedAsync("v1beta1", dialect);
        await old.Lab.ChangeAsync("apis/cluster.x-k8s.io/v1beta1/namespaces/fleet/machines/machine-1", """{"spec":{"nodeDrainTimeout":"10m0s"}}""");
        var sight = Assert.Single(await old.SyncAsync(closed: true)).Sight!;

        Assert.Equal("cluster.x-k8s.io/v1beta1", sight.Version);
        Assert.Contains(sight.Notes, n => n.Code == "node-drain-timeout");
        Assert.StartsWith("waiting", await new MachineController(old.Lab.Calls(), old.Lab.Clock, "v1beta1").ReconcileDeleteAsync("fleet", "machine-1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_Cluster_than_the_declared_one_is_left_alone()
    {
        await using var other = await StagedAsync("v1beta2", new ClusterApiDialect(["fleet/other"]));
        Assert.Empty(Assert.Single(await other.SyncAsync(closed: true)).Writes);
    }

    [Fact]
    public async Task Switched_off_it_takes_its_hooks_from_Machines_too()
    {
        var before = await stage.PictureAsync(Types);
        await stage.SyncAsync(closed: true);
        await stage.SyncAsync(closed: true, dialects: [new BakeWindow.Kubernetes.Dialects.SilentDialect(dialect)]);
        Assert.Equal(before, await stage.PictureAsync(Types));
    }

    [Fact]
    public Task Each_of_its_rights_is_used() => stage.NeedsAllItsRightsAsync(dialect);

    private static async Task<DialectStage> StagedAsync(string version, ClusterApiDialect dialect)
    {
        var made = await DialectStage.StartAsync(dialect);
        made.Lab.Cluster.AddNamespace("fleet");
        made.Lab.Cluster.AddKind("cluster.x-k8s.io", version, "machines", "Machine");
        made.Lab.Cluster.AddKind("cluster.x-k8s.io", version, "clusters", "Cluster");
        foreach (var n in new[] { 1, 2, 3 })
        {
            var path = $"apis/cluster.x-k8s.io/{version}/namespaces/fleet/machines";
            await made.Lab.MakeAsync(path, $$$"""{"metadata":{"name":"machine-{{{n}}}"},"spec":{"clusterName":"prod"}}""");
            await made.Lab.ChangeAsync($"{path}/machine-{n}/status", $$$$"""{"status":{"nodeRef":{"name":"node-{{{{n}}}}"}}}""");
        }

        foreach (var name in new[] { "prod", "other" })
        {
            await made.Lab.MakeAsync($"apis/cluster.x-k8s.io/{version}/namespaces/fleet/clusters", $$$$"""{"metadata":{"name":"{{{{name}}}}"},"spec":{"topology":{"version":"v1.34.2"}}}""");
        }

        return made;
    }
}
