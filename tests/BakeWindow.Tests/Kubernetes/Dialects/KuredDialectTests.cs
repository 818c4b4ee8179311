using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Tests.Maintenance;
using BakeWindow.Kubernetes.Dialects;
using BakeWindow.Kubernetes.Dialects.Kured;
using k8s;
using k8s.Models;

namespace BakeWindow.Tests.Kubernetes.Dialects;

/// <summary>What is read of kured and what it may read.</summary>
public sealed class KuredDialectTests
{
    [Fact]
    public async Task While_closed_the_bakers_pod_bears_the_label_for_its_pod_selector_and_not_while_open()
    {
        await using var stage = await DialectStage.StartAsync(new KuredDialect());
        var before = await stage.PictureAsync();
        await stage.SyncAsync(closed: true);
        Assert.Equal("true", (await stage.BakerPodAsync()).Metadata.Labels["bakewindow.io/exclusion"]);
        await stage.SyncAsync(closed: false);
        Assert.Equal(before, await stage.PictureAsync());
        stage.AssertUsed(new KuredDialect());
    }

    [Fact]
    public async Task A_node_that_is_drained_and_waits_for_its_reboot_is_free_for_kured_and_one_that_is_being_drained_is_not()
    {
        await using var stage = await DialectStage.StartAsync(new KuredDialect());
        await stage.SyncAsync(await stage.WorkingAsync(awaitsReboot: false));
        Assert.Contains("bakewindow.io/exclusion", (await stage.BakerPodAsync()).Metadata.Labels.Keys);
        await stage.SyncAsync(await stage.WorkingAsync(awaitsReboot: true));
        Assert.DoesNotContain("bakewindow.io/exclusion", (await stage.BakerPodAsync()).Metadata.Labels.Keys);
    }

    [Fact]
    public async Task A_kured_that_asks_nobody_is_told_the_two_lines_and_its_endless_drain()
    {
        await using var stage = await DialectStage.StartAsync(new KuredDialect());
        await BringAsync(stage);
        var report = Assert.Single(await stage.SyncAsync(closed: true));
        Assert.Equal("1.23.0", report.Sight!.Version);
        report.AssertNotes("not-asking", "drain-without-end", "lock-without-end", "seldom-asking", "demand-not-told");
        Assert.Equal("--prometheus-url=http://bakewindow.bakewindow.svc:8080/compat/prometheus/$(KURED_NODE_ID)\n--blocking-pod-selector=bakewindow.io/exclusion=true", report.Sight.Notes.Single(n => n.Code == "not-asking").Mend);
        Assert.Equal("--drain-timeout=12m", report.Sight.Notes.Single(n => n.Code == "drain-without-end").Mend);
    }

    [Fact]
    public async Task A_kured_that_is_set_as_it_should_be_gets_no_note()
    {
        await using var stage = await DialectStage.StartAsync(new KuredDialect());
        await BringAsync(stage, "--prometheus-url=http://bakewindow.bakewindow.svc:8080/compat/prometheus/$(KURED_NODE_ID)", "--drain-timeout=10m", "--lock-ttl=30m", "--period=2m", "--annotate-nodes");
        Assert.Single(await stage.SyncAsync(closed: true)).AssertNotes();
    }

    [Theory]
    [InlineData("one-node-for-all", "--prometheus-url=http://bakewindow.bakewindow.svc:8080/compat/prometheus/node-1")]
    [InlineData("alert-filtered", "--prometheus-url=http://b/compat/prometheus/$(KURED_NODE_ID)", "--alert-filter-regexp=^BakeWindow")]
    [InlineData("alert-filtered", "--prometheus-url=http://b/compat/prometheus/$(KURED_NODE_ID)", "--alert-filter-regexp=^Watchdog$", "--alert-filter-match-only=true")]
    [InlineData("drain-too-long", "--drain-timeout=1h30m")]
    [InlineData("force-reboot", "--force-reboot")]
    [InlineData("concurrency", "--concurrency", "2")]
    [InlineData("window-checked-once", "--start-time=02:00", "--end-time=04:00")]
    [InlineData("overnight-weekday", "--reboot-days=fri", "--start-time=22:00", "--end-time=06:00")]
    public async Task Every_hole_in_its_flags_has_its_note(string code, params string[] args)
    {
        await using var stage = await DialectStage.StartAsync(new KuredDialect());
        await BringAsync(stage, args);
        Assert.Contains(Assert.Single(await stage.SyncAsync(closed: true)).Sight!.Notes, n => n.Code == code);
    }

    [Theory]
    [InlineData("--alert-filter-regexp=^Watchdog$")]
    [InlineData("--alert-filter-regexp=^BakeWindowExclusion$", "--alert-filter-match-only=true")]
    public async Task A_filter_that_lets_our_alert_through_is_none(params string[] args)
    {
        await using var stage = await DialectStage.StartAsync(new KuredDialect());
        await BringAsync(stage, ["--prometheus-url=http://b/compat/prometheus/$(KURED_NODE_ID)", .. args]);
        Assert.DoesNotContain(Assert.Single(await stage.SyncAsync(closed: true)).Sight!.Notes, n => n.Code == "alert-filtered");
    }

    [Fact]
    public async Task A_baker_that_no_drain_evicts_is_named()
    {
        await using var stage = await DialectStage.StartAsync(new KuredDialect());
        await BringAsync(stage);
        stage.Lab.Cluster.AddDaemonSet("tezos", "everywhere", Lab.Map("app", "baker"));
        await stage.Lab.UntilAsync(stage.Lab.IsQuietAsync);
        Assert.Contains(Assert.Single(await stage.SyncAsync(closed: true)).Sight!.Notes, n => n is { Code: "daemonset-baker", Serious: true });
    }

    // As kured writes it: Go's time and nanoseconds.
    [Theory]
    [InlineData("""{"nodeID":"node-2","metadata":{"unschedulable":false},"created":"2026-10-01T12:00:00.123456789Z","TTL":1800000000000}""", 30)]
    [InlineData("""{"nodeID":"node-2","metadata":{},"created":"2026-10-01T12:00:00Z","TTL":0}""", 180)]
    [InlineData("""{"maxOwners":2,"locks":[{"nodeID":"node-2","metadata":{"unschedulable":true},"created":"2026-10-01T12:00:00Z","TTL":0}]}""", 180)]
    public void Its_lock_is_read_in_both_forms_and_never_lasts_for_ever(string annotation, int minutes)
    {
        var work = Assert.Single(KuredLock.Read(annotation, TimeSpan.Zero));
        Assert.Equal(("kured", "node-2"), (work.By, work.Node));
        Assert.Equal(minutes, (work.Until - Worlds.Start).TotalMinutes, 0.01);
    }

    [Fact]
    public void A_lock_that_recorded_no_end_lives_by_the_flag() => Assert.Equal(Worlds.Start.AddMinutes(20),
        Assert.Single(KuredLock.Read("""{"nodeID":"node-2","created":"2026-10-01T12:00:00Z","TTL":0}""", TimeSpan.FromMinutes(20))).Until);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"nodeID":7,"created":"2026-10-01T12:00:00Z"}""")]
    [InlineData("""{"nodeID":"node-2","created":"soon"}""")]
    public void What_is_no_lock_holds_nobody(string? annotation) => Assert.Empty(KuredLock.Read(annotation, TimeSpan.Zero));

    [Fact]
    public async Task The_lock_on_its_DaemonSet_closes_what_stands_beside_its_node()
    {
        await using var stage = await DialectStage.StartAsync(new KuredDialect());
        await BringAsync(stage);
        await stage.ChangeAsync(BakeWindow.Kubernetes.Api.ResourceType.DaemonSets, "kube-system", "kured",
            """{"metadata":{"annotations":{"weave.works/kured-node-lock":"{\"nodeID\":\"node-2\",\"metadata\":{\"unschedulable\":false},\"created\":\"2026-10-01T12:00:00Z\",\"TTL\":0}"}}}""");
        var report = Assert.Single(await stage.SyncAsync(closed: false));
        var world = await stage.WorldAsync(closed: false);

        Assert.Equal(NodeGateState.Open, NodeGate.Of(world, "node-1", DialectStage.Now).State);
        Assert.Equal(NodeGateState.Closed, NodeGate.Of(world with { Foreign = report.Sight!.Working }, "node-1", DialectStage.Now).State);
        Assert.Equal(NodeGateState.Free, NodeGate.Of(world with { Foreign = report.Sight.Working }, "node-2", DialectStage.Now).State);
    }

    [Fact]
    public async Task A_lock_of_a_node_that_is_gone_is_called_a_ghost()
    {
        await using var stage = await DialectStage.StartAsync(new KuredDialect());
        await BringAsync(stage);
        await stage.ChangeAsync(BakeWindow.Kubernetes.Api.ResourceType.DaemonSets, "kube-system", "kured",
            """{"metadata":{"annotations":{"weave.works/kured-node-lock":"{\"nodeID\":\"node-9\",\"created\":\"2026-10-01T12:00:00Z\",\"TTL\":0}"}}}""");
        Assert.Contains(Assert.Single(await stage.SyncAsync(closed: false)).Sight!.Notes, n => n.Code == "ghost-lock");
    }

    internal static Task<V1DaemonSet> BringAsync(DialectStage stage, params string[] args) => stage.Lab.Admin.AppsV1.CreateNamespacedDaemonSetAsync(
        new V1DaemonSet
        {
            ApiVersion = "apps/v1",
            Kind = "DaemonSet",
            Metadata = new V1ObjectMeta { Name = "kured", NamespaceProperty = "kube-system" },
            Spec = new V1DaemonSetSpec { Selector = new V1LabelSelector { MatchLabels = Lab.Map("app", "kured") }, Template = Neighbourhood.Pod("kured", "ghcr.io/kubereboot/kured:1.23.0", args) },
        },
        "kube-system");
}
