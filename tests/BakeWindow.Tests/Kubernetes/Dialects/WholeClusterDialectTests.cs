using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Dialects;
using BakeWindow.Kubernetes.Dialects.NvidiaMaintenance;
using BakeWindow.Kubernetes.Dialects.ProtectedPod;
using BakeWindow.Kubernetes.Dialects.Tuppr;
using BakeWindow.Simulator.Neighbours;

namespace BakeWindow.Tests.Kubernetes.Dialects;

/// <summary>Neighbours that can be held only as a whole (NVIDIA's maintenance-operator, tuppr), and draino's kin, which look at a pod.</summary>
public sealed class WholeClusterDialectTests
{
    private static readonly ResourceType Configs = new("maintenance.nvidia.com", "v1alpha1", "maintenanceoperatorconfigs");
    private static readonly ResourceType Talos = new("tuppr.home-operations.com", "v1alpha1", "talosupgrades");
    private static readonly ResourceType Kubernetes = new("tuppr.home-operations.com", "v1alpha1", "kubernetesupgrades");

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"maxUnavailable":2,"maxParallelOperations":1}""")]
    [InlineData("""{"maxUnavailable":"25%"}""")]
    public async Task NVIDIAs_limit_is_zero_while_a_bakers_node_is_held_and_then_what_it_was(string spec)
    {
        await using var stage = await NvidiaAsync(spec);
        var before = await stage.PictureAsync(Configs);
        await stage.SyncAsync(closed: true);
        Assert.Equal("0", (await stage.ReadAsync(Configs, "nvidia", "default"))!["spec"]!["maxUnavailable"]!.ToJsonString());
        Assert.Single(await stage.SyncAsync(closed: false)).AssertNotes("whole-cluster");
        Assert.Equal(before, await stage.PictureAsync(Configs));
    }

    [Fact]
    public async Task Without_a_configuration_there_is_nothing_to_hold_NVIDIAs_operator_by_and_that_is_said()
    {
        await using var stage = await DialectStage.StartAsync(new NvidiaMaintenanceDialect());
        stage.Lab.Cluster.AddKind("maintenance.nvidia.com", "v1alpha1", "maintenanceoperatorconfigs", "MaintenanceOperatorConfig");
        Assert.Contains(Assert.Single(await stage.SyncAsync(closed: true)).Sight!.Notes, n => n is { Code: "no-configuration", Serious: true });
    }

    [Fact]
    public async Task NVIDIAs_operator_begins_with_no_node_while_closed_and_begins_when_open()
    {
        await using var stage = await NvidiaAsync("{}");
        using var http = stage.Door();
        var nvidia = new NvidiaMaintenanceOperator(http, "apis/maintenance.nvidia.com/v1alpha1/namespaces/nvidia/maintenanceoperatorconfigs/default");
        await stage.RoundAsync(closed: true);
        Assert.False(await nvidia.ScheduleAsync("node-1"));
        Assert.False(await nvidia.ScheduleAsync("node-2"));
        await stage.RoundAsync(closed: false);
        Assert.True(await nvidia.ScheduleAsync("node-1"));
    }

    [Fact]
    public async Task Upgrades_of_tuppr_are_suspended_while_a_bakers_node_is_held_and_a_suspension_of_somebody_elses_stays()
    {
        await using var stage = await TupprAsync();
        await stage.ChangeAsync(Kubernetes, null, "kubernetes", """{"metadata":{"annotations":{"tuppr.home-operations.com/suspend":"until friday"}}}""");
        var before = await stage.PictureAsync(Talos, Kubernetes);
        var report = Assert.Single(await stage.SyncAsync(closed: true));
        report.AssertNotes("health-check-missing");
        Assert.Equal("true", (await stage.ReadAsync(Talos, null, "cluster"))!["metadata"]!["annotations"]!["tuppr.home-operations.com/suspend"]!.GetValue<string>());
        Assert.Equal("true", (await stage.ReadAsync(Kubernetes, null, "kubernetes"))!["metadata"]!["annotations"]!["tuppr.home-operations.com/suspend"]!.GetValue<string>());
        await stage.SyncAsync(closed: false);
        Assert.Equal(before, await stage.PictureAsync(Talos, Kubernetes));
    }

    [Fact]
    public async Task An_upgrade_that_asks_the_gate_itself_gets_no_note()
    {
        await using var stage = await TupprAsync();
        foreach (var (type, name) in new[] { (Talos, "cluster"), (Kubernetes, "kubernetes") })
        {
            await stage.ChangeAsync(type, null, name, """{"spec":{"healthChecks":[{"apiVersion":"bakewindow.io/v1","kind":"NodeGate","expr":"status.allowed == true"}]}}""");
        }

        Assert.Single(await stage.SyncAsync(closed: true)).AssertNotes();
    }

    [Fact]
    public async Task Tuppr_takes_no_node_while_closed_and_goes_on_when_open()
    {
        await using var stage = await TupprAsync();
        using var http = stage.Door();
        var rebooted = new List<string>();
        var tuppr = new Tuppr(http, "apis/tuppr.home-operations.com/v1alpha1/talosupgrades/cluster", ["node-2", "node-1"], rebooted.Add);
        await stage.RoundAsync(closed: false);
        Assert.Equal("node-2", await tuppr.ReconcileAsync());
        await stage.RoundAsync(closed: true);
        Assert.Null(await tuppr.ReconcileAsync());
        Assert.False(await stage.IsCordonedAsync());
        await stage.RoundAsync(closed: false);
        Assert.Equal("node-1", await tuppr.ReconcileAsync());
    }

    [Fact]
    public async Task Each_right_of_both_is_used()
    {
        await using var nvidia = await NvidiaAsync("{}");
        await using var tuppr = await TupprAsync();
        foreach (var stage in new[] { nvidia, tuppr })
        {
            // Somebody else is quicker at each first write, so that it is read again.
            var spoiled = new HashSet<string>(StringComparer.Ordinal);
            stage.Lab.Wire.Fate = r => r.Method != HttpMethod.Get && spoiled.Add(r.RequestUri!.AbsolutePath) ? Mishap.Conflict : Mishap.None;
            Assert.Empty(Assert.Single(await stage.SyncAsync(closed: true)).Problems);
        }

        nvidia.AssertUsed(new NvidiaMaintenanceDialect());
        tuppr.AssertUsed(new TupprDialect());
    }

    [Fact]
    public async Task Drainos_kin_pass_by_a_node_whose_pod_is_marked_and_drain_it_when_open()
    {
        await using var stage = await DialectStage.StartAsync(new ProtectedPodDialect());
        using var http = stage.Door();
        var before = await stage.PictureAsync();
        var draino = new Draino(http, "bakewindow.io/exclusion", "true");
        await stage.RoundAsync(closed: true);
        Assert.Equal("true", (await stage.BakerPodAsync()).Metadata.Annotations["bakewindow.io/exclusion"]);
        Assert.False(await draino.DrainAsync("node-1"));
        Assert.False(await stage.IsCordonedAsync());
        await stage.RoundAsync(closed: false);
        Assert.Equal(before, await stage.PictureAsync());
        Assert.True(await draino.DrainAsync("node-1"));
    }

    private static async Task<DialectStage> NvidiaAsync(string spec)
    {
        var stage = await DialectStage.StartAsync(new NvidiaMaintenanceDialect());
        stage.Lab.Cluster.AddNamespace("nvidia");
        stage.Lab.Cluster.AddKind("maintenance.nvidia.com", "v1alpha1", "maintenanceoperatorconfigs", "MaintenanceOperatorConfig");
        await stage.BringAsync(Configs, "nvidia", $$"""{"apiVersion":"maintenance.nvidia.com/v1alpha1","kind":"MaintenanceOperatorConfig","metadata":{"name":"default","namespace":"nvidia"},"spec":{{spec}} }""");
        return stage;
    }

    private static async Task<DialectStage> TupprAsync()
    {
        var stage = await DialectStage.StartAsync(new TupprDialect());
        stage.Lab.Cluster.AddKind("tuppr.home-operations.com", "v1alpha1", "talosupgrades", "TalosUpgrade", namespaced: false);
        stage.Lab.Cluster.AddKind("tuppr.home-operations.com", "v1alpha1", "kubernetesupgrades", "KubernetesUpgrade", namespaced: false);
        await stage.BringAsync(Talos, null, """{"apiVersion":"tuppr.home-operations.com/v1alpha1","kind":"TalosUpgrade","metadata":{"name":"cluster"},"spec":{"talos":{"version":"v1.12.0"}}}""");
        await stage.BringAsync(Kubernetes, null, """{"apiVersion":"tuppr.home-operations.com/v1alpha1","kind":"KubernetesUpgrade","metadata":{"name":"kubernetes"},"spec":{"kubernetes":{"version":"v1.34.0"}}}""");
        return stage;
    }
}
