using BakeWindow.Core.Cluster;
using BakeWindow.Core.Owning;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Dialects;
using BakeWindow.Kubernetes.Dialects.ClusterAutoscaler;
using BakeWindow.Kubernetes.Rbac;
using BakeWindow.Tests.Kubernetes;
using BakeWindow.Tests.Kubernetes.Dialects;
using BakeWindow.Web.Maintaining;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;

namespace BakeWindow.Tests.Web;

/// <summary>Marks follow the gate, and nothing is asked of the API server for nothing.</summary>
public sealed class DialectSyncTests : IAsyncLifetime
{
    private static readonly ClusterAutoscalerDialect Autoscaler = new();

    private NeighbourStage stage = null!;
    private FloorSync floors = null!;
    private DialectSync sync = null!;

    public async ValueTask InitializeAsync()
    {
        stage = await NeighbourStage.StartAsync();
        await stage.Lab.GrantAsync(DialectCatalog.All.SelectMany(d => d.Permissions));
        floors = new FloorSync(stage.Shop.Board, stage.Shop.Runner, stage.Lab.Floors, Leadership.Alone, stage.Shop.Clock, NullLogger<FloorSync>.Instance);
        sync = New(Autoscaler);
    }

    public async ValueTask DisposeAsync()
    {
        sync.Dispose();
        floors.Dispose();
        await stage.DisposeAsync();
    }

    [Fact]
    public async Task A_mark_comes_when_a_right_comes_near_and_goes_after_it()
    {
        Assert.False(await IsMarkedAtAsync(100));
        Assert.True(await IsMarkedAtAsync(880));
        Assert.True(await IsMarkedAtAsync(1_001));
        Assert.False(await IsMarkedAtAsync(1_003));
    }

    [Fact]
    public async Task A_neighbours_own_lock_comes_on_the_board_goes_with_it_and_stays_while_the_neighbour_cannot_be_read()
    {
        using var kured = New(new BakeWindow.Kubernetes.Dialects.Kured.KuredDialect());
        await stage.Lab.Admin.AppsV1.CreateNamespacedDaemonSetAsync(Kured("""{"nodeID":"node-2","metadata":{},"created":"2026-10-01T12:00:00Z","TTL":0}"""), "kube-system");
        await kured.LookAsync(default);
        Assert.Equal(("kured", "node-2"), stage.Shop.Board.Now.Foreign.Select(f => (f.By, f.Node)).Single());

        await stage.Lab.Admin.AppsV1.DeleteNamespacedDaemonSetAsync("kured", "kube-system");
        stage.Lab.Wire.Fate = r => r.RequestUri!.AbsolutePath.Contains("daemonsets", StringComparison.Ordinal) ? Mishap.NotSent : Mishap.None;
        stage.Shop.Clock.Advance(TimeSpan.FromMinutes(2));
        await kured.LookAsync(default);
        Assert.Single(stage.Shop.Board.Now.Foreign);

        stage.Lab.Wire.Fate = _ => Mishap.None;
        stage.Shop.Clock.Advance(TimeSpan.FromMinutes(2));
        await kured.LookAsync(default);
        Assert.Empty(stage.Shop.Board.Now.Foreign);
    }

    [Fact]
    public async Task When_no_head_comes_any_more_time_alone_sets_it()
    {
        Assert.False(await IsMarkedAtAsync(100));
        stage.Shop.Clock.Advance(TimeSpan.FromMinutes(2));
        await stage.SeeClusterAsync();
        await floors.LookAsync(default);
        await sync.LookAsync(default);
        Assert.True(await IsMarkedAsync());
    }

    [Fact]
    public async Task Nothing_changed_is_nothing_asked_and_what_others_change_is_mended_within_a_minute()
    {
        Assert.True(await IsMarkedAtAsync(880));
        stage.Lab.Wire.Requests.Clear();
        for (var i = 0; i < 200; i++)
        {
            await sync.LookAsync(default);
        }

        Assert.Empty(stage.Lab.Wire.Requests);
        await TakeOffAsync();
        Assert.False(await IsMarkedAtAsync(889));
        Assert.True(await IsMarkedAtAsync(891));
    }

    [Fact]
    public async Task An_idle_minute_costs_the_API_server_less_than_a_request_a_second()
    {
        using var all = New([.. DialectCatalog.All]);
        await all.LookAsync(default);
        stage.Lab.Wire.Requests.Clear();
        for (var level = 100; level < 120; level++)
        {
            await stage.SeeAsync(level);
            await all.LookAsync(default);
        }

        // Two minutes, every dialect spoken.
        Assert.InRange(stage.Lab.Wire.Requests.Count, 1, 120);
    }

    [Fact]
    public async Task What_failed_is_tried_again_soon_and_not_in_a_hot_loop_and_is_told()
    {
        stage.Lab.Wire.Fate = r => r.Method == HttpMethod.Patch ? Mishap.Broken : Mishap.None;
        Assert.False(await IsMarkedAtAsync(880));
        Assert.NotEmpty(Assert.Single(sync.Book.Reports).Problems);
        stage.Lab.Wire.Requests.Clear();
        for (var i = 0; i < 200; i++)
        {
            await sync.LookAsync(default);
        }

        Assert.Empty(stage.Lab.Wire.Requests);
        stage.Lab.Wire.Fate = _ => Mishap.None;
        Assert.True(await IsMarkedAtAsync(883));
        Assert.Empty(Assert.Single(sync.Book.Reports).Problems);
    }

    [Fact]
    public async Task A_cluster_that_was_never_seen_is_left_alone()
    {
        stage.Shop.Board.Update(w => w with { Cluster = ClusterView.Unseen });
        stage.Lab.Wire.Requests.Clear();
        await sync.LookAsync(default);
        Assert.Empty(stage.Lab.Wire.Requests);
    }

    [Fact]
    public async Task Where_nothing_is_spoken_the_first_look_gives_back_and_no_other_asks()
    {
        Assert.True(await IsMarkedAtAsync(880));
        using var none = New();
        await none.LookAsync(default);
        Assert.False(await IsMarkedAsync());
        Assert.DoesNotContain(Ownership.Label, (await stage.Lab.NodeAsync()).Metadata.Labels.Keys);

        stage.Lab.Wire.Requests.Clear();
        await stage.SeeAsync(1_003);
        await none.LookAsync(default);
        Assert.Empty(stage.Lab.Wire.Requests);
    }

    [Fact]
    public async Task A_clean_stop_leaves_every_node_as_closed_and_takes_away_what_permits()
    {
        using var both = New(Autoscaler, new Permit());
        await stage.SeeAsync(100);
        await both.LookAsync(default);
        Assert.Equal("yes", (await stage.Lab.NodeAsync()).Metadata.Annotations["example.test/may"]);

        using var spent = new CancellationTokenSource();
        await spent.CancelAsync();
        await both.StopAsync(spent.Token);
        Assert.DoesNotContain("example.test/may", (await stage.Lab.NodeAsync()).Metadata.Annotations.Keys);
        Assert.True(await IsMarkedAsync());
    }

    [Fact]
    public async Task What_closes_closes_the_floor_first_and_then_comes_the_mark()
    {
        Assert.False(await IsMarkedAtAsync(100));
        await stage.SeeAsync(880);
        await sync.LookAsync(default);
        Assert.False(await IsMarkedAsync());

        await floors.LookAsync(default);
        Assert.Equal("0", Assert.Single(await stage.Lab.BudgetsAsync()).Spec.MaxUnavailable.Value);
        await sync.LookAsync(default);
        Assert.True(await IsMarkedAsync());
    }

    [Fact]
    public async Task What_opens_opens_the_floor_first_and_the_mark_goes_when_the_floor_is_seen_open()
    {
        Assert.True(await IsMarkedAtAsync(880));
        await SeeWithFloorsAsync(1_003);
        await sync.LookAsync(default);
        Assert.True(await IsMarkedAsync());

        await floors.LookAsync(default);
        await sync.LookAsync(default);
        Assert.True(await IsMarkedAsync());

        await stage.Lab.UntilAsync(async () => (await stage.Lab.BudgetsAsync())[0].Status.DisruptionsAllowed == 1);
        await SeeWithFloorsAsync(1_003);
        await sync.LookAsync(default);
        Assert.False(await IsMarkedAsync());
    }

    [Fact]
    public async Task A_floor_that_cannot_be_closed_keeps_no_mark_waiting_for_long()
    {
        Assert.False(await IsMarkedAtAsync(100));
        stage.Lab.Wire.Fate = r => r.Method != HttpMethod.Get && r.RequestUri!.AbsolutePath.Contains("poddisruptionbudgets", StringComparison.Ordinal) ? Mishap.Broken : Mishap.None;
        Assert.False(await IsMarkedAtAsync(880));

        stage.Shop.Clock.Advance(TimeSpan.FromSeconds(10));
        await stage.SeeClusterAsync();
        await sync.LookAsync(default);
        Assert.True(await IsMarkedAsync());
    }

    [Fact]
    public async Task A_replica_that_does_not_lead_knows_what_neighbours_are_at_and_writes_nothing()
    {
        using var rivals = new Rivals(stage.Lab);
        await rivals.TheyLeadAsync();
        using var follower = New(rivals.Ours, new BakeWindow.Kubernetes.Dialects.Kured.KuredDialect(), Autoscaler);
        await stage.Lab.Admin.AppsV1.CreateNamespacedDaemonSetAsync(Kured("""{"nodeID":"node-2","metadata":{},"created":"2026-10-01T12:00:00Z","TTL":0}"""), "kube-system");
        await stage.SeeAsync(880);
        stage.Lab.Wire.Requests.Clear();

        await follower.LookAsync(default);

        Assert.Equal(("kured", "node-2"), stage.Shop.Board.Now.Foreign.Select(f => (f.By, f.Node)).Single());
        Assert.Equal(0, stage.Lab.Wire.Writes);
    }

    [Fact]
    public async Task A_mark_that_never_goes_becomes_a_serious_note()
    {
        Assert.True(await IsMarkedAtAsync(880));
        Assert.Empty(Assert.Single(sync.Book.Reports).Sight!.Notes);
        stage.Shop.Clock.Advance(DialectBook.LongHold);
        await stage.SeeClusterAsync();
        await sync.LookAsync(default);
        Assert.Contains(Assert.Single(sync.Book.Reports).Sight!.Notes, n => n is { Code: "held-for-long", Serious: true });
    }

    [Fact]
    public async Task Dialects_that_are_off_are_shown_and_write_nothing()
    {
        await stage.SeeAsync(880);
        stage.Lab.Wire.Requests.Clear();
        using var none = New();
        var shown = await none.ShowSilentAsync(default);

        Assert.Equal(DialectCatalog.All.Select(d => d.Name), shown.Select(r => r.Name));
        Assert.NotEmpty(shown.Single(r => r.Name == "cluster-autoscaler").Writes);
        Assert.Equal(0, stage.Lab.Wire.Writes);
    }

    private static V1DaemonSet Kured(string held) => new()
    {
        ApiVersion = "apps/v1",
        Kind = "DaemonSet",
        Metadata = new V1ObjectMeta { Name = "kured", Annotations = Lab.Map("weave.works/kured-node-lock", held) },
        Spec = new V1DaemonSetSpec { Selector = new V1LabelSelector { MatchLabels = Lab.Map("app", "kured") }, Template = Neighbourhood.Pod("kured", "ghcr.io/kubereboot/kured:1.23.0") },
    };

    private DialectSync New(params IReadOnlyList<IDialect> spoken) => New(Leadership.Alone, spoken);

    private DialectSync New(Leadership leadership, params IReadOnlyList<IDialect> spoken) =>
        new(stage.Shop.Board, floors, new ObjectApi(stage.Lab.Client, TimeProvider.System), stage.Lab.Settings, spoken, leadership, stage.Shop.Clock, NullLogger<DialectSync>.Instance);

    private async Task<bool> IsMarkedAtAsync(int level)
    {
        await stage.SeeAsync(level);
        await floors.LookAsync(default);
        await sync.LookAsync(default);
        return await IsMarkedAsync();
    }

    private async Task<bool> IsMarkedAsync() => (await stage.Lab.NodeAsync()).Metadata.Annotations.ContainsKey(ClusterAutoscalerDialect.ScaleDownDisabled);

    private async Task SeeWithFloorsAsync(int level)
    {
        await stage.SeeAsync(level);
        var budgets = await stage.Lab.BudgetsAsync();
        stage.Shop.Board.Update(w => w with { Cluster = w.Cluster! with { Floors = [.. budgets.Select(BakeWindow.Kubernetes.Watching.FloorFacts.Of)] } });
    }

    private Task TakeOffAsync() => stage.Lab.ChangeAsync("api/v1/nodes/node-1", $$$$"""{"metadata":{"annotations":{"{{{{ClusterAutoscalerDialect.ScaleDownDisabled}}}}":null}}}""");

    /// <summary>Says yes where a node is open.</summary>
    private sealed class Permit : IDialect
    {
        public string Name => "permit";

        public IReadOnlyList<Permission> Permissions => [];

        public Task<DialectSight> DetectAsync(DialectReading reading, CancellationToken ct) => Task.FromResult(new DialectSight { Present = true });

        public IReadOnlyList<DialectWrite> Show(DialectSight sight, DialectScene scene) =>
        [
            .. scene.Gates.Where(g => g.State is BakeWindow.Core.Gate.NodeGateState.Open)
                .Select(g => new DialectWrite(new ObjectRef(ResourceType.Nodes, null, g.Node), [OwnedField.Annotation("example.test/may", "yes")])),
        ];
    }
}
