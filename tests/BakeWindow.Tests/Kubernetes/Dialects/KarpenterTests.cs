using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Dialects.Karpenter;
using BakeWindow.Simulator.Neighbours;

namespace BakeWindow.Tests.Kubernetes.Dialects;

/// <summary>Karpenter's rules against what BakeWindow writes. node-1 is of the pool "bakers", and another pool has no baker.</summary>
public sealed class KarpenterTests : IAsyncLifetime
{
    private const string Pools = "apis/karpenter.sh/v1/nodepools";
    private static readonly ResourceType PoolType = new("karpenter.sh", "v1", "nodepools");
    private static readonly TimeSpan AWhile = TimeSpan.FromMinutes(5);

    private readonly KarpenterDialect dialect = new();
    private DialectStage stage = null!;
    private Karpenter karpenter = null!;

    public async ValueTask InitializeAsync()
    {
        stage = await DialectStage.StartAsync(dialect);
        karpenter = new Karpenter(stage.Lab.Calls(), stage.Lab.Clock);
        stage.Lab.Cluster.AddKind("karpenter.sh", "v1", "nodepools", "NodePool", namespaced: false);
        foreach (var pool in new[] { "bakers", "others" })
        {
            await stage.Lab.MakeAsync(Pools, $$$$$"""{"apiVersion":"karpenter.sh/v1","kind":"NodePool","metadata":{"name":"{{{{{pool}}}}}"},"spec":{"disruption":{"budgets":[{"nodes":"10%"}]},"template":{"spec":{"expireAfter":"Never"}}}}""");
        }

        await stage.Lab.ChangeAsync("api/v1/nodes/node-1", """{"metadata":{"labels":{"karpenter.sh/nodepool":"bakers"}}}""");
    }

    public ValueTask DisposeAsync() => stage.DisposeAsync();

    [Fact]
    public async Task While_closed_node_pod_and_pool_say_no_and_the_other_pool_does_not()
    {
        await stage.SyncAsync(closed: true);

        Assert.Equal("true", (await stage.NodeAsync("node-1")).Metadata.Annotations["karpenter.sh/do-not-disrupt"]);
        Assert.Equal("true", (await stage.BakerPodAsync()).Metadata.Annotations["karpenter.sh/do-not-disrupt"]);
        Assert.Equal("""[{"nodes":"10%"},{"nodes":"0"}]""", await stage.Lab.FieldAsync($"{Pools}/bakers", "spec", "disruption", "budgets"));
        Assert.Equal("""[{"nodes":"10%"}]""", await stage.Lab.FieldAsync($"{Pools}/others", "spec", "disruption", "budgets"));
    }

    [Fact]
    public async Task It_disrupts_nothing_while_closed_and_does_when_open_and_everything_is_as_before()
    {
        var before = await stage.PictureAsync(PoolType);
        await stage.SyncAsync(closed: true);
        Assert.Equal("the node says do-not-disrupt", await karpenter.ConsolidateAsync("node-1"));
        await stage.AnnotateAsync("node-1", "karpenter.sh/do-not-disrupt", null);
        Assert.Equal("a pod says do-not-disrupt", await karpenter.ConsolidateAsync("node-1"));

        await stage.SyncAsync(closed: false);
        Assert.Equal(before, await stage.PictureAsync(PoolType));
        Assert.Null(await karpenter.ConsolidateAsync("node-1"));
        Assert.True(await stage.Lab.GoOnAsync(karpenter.StepAsync, async () => await stage.Lab.BakersNodeAsync() is "node-2" or "node-3", AWhile));
    }

    [Fact]
    public async Task The_budget_alone_holds_a_pool_too()
    {
        await stage.SyncAsync(closed: true);
        await stage.AnnotateAsync("node-1", "karpenter.sh/do-not-disrupt", null);
        var pod = await stage.BakerPodAsync();
        await stage.Lab.ChangeAsync($"api/v1/namespaces/tezos/pods/{pod.Metadata.Name}", """{"metadata":{"annotations":{"karpenter.sh/do-not-disrupt":null}}}""");

        Assert.Equal("the pool's budget is used up", await karpenter.ConsolidateAsync("node-1"));
    }

    [Fact]
    public async Task A_drain_that_has_begun_waits_when_the_gate_closes()
    {
        Assert.Null(await karpenter.ConsolidateAsync("node-1"));
        await stage.SyncAsync(closed: true);

        Assert.False(await stage.Lab.GoOnAsync(karpenter.StepAsync, async () => await stage.Lab.BakersNodeAsync() != "node-1", AWhile));
        Assert.Empty(karpenter.Evictions);
    }

    [Fact]
    public async Task A_404_or_409_means_done_to_it_and_only_a_429_means_later()
    {
        var calls = stage.Lab.Calls();
        var pod = Assert.Single(await calls.PodsOnAsync("node-1"));
        var (replaced, gone) = (pod.DeepClone().AsObject(), pod.DeepClone().AsObject());
        replaced["metadata"]!["uid"] = "another";
        gone["metadata"]!["name"] = "no-such-pod";
        await karpenter.EvictAsync(replaced);
        await karpenter.EvictAsync(gone);
        await stage.Lab.MovingAsync(stage.Lab.Floors.SyncAsync(new Dictionary<string, bool>(), default));
        await karpenter.EvictAsync(pod);

        Assert.Equal([(409, "done"), (404, "done"), (429, "later, NodeFailedToDrain")], karpenter.Evictions);
        Assert.Equal("node-1", await stage.Lab.BakersNodeAsync());
    }

    [Fact]
    public async Task An_expired_node_with_a_termination_grace_period_loses_its_baker_while_closed_and_the_note_says_so()
    {
        await stage.Lab.ChangeAsync($"{Pools}/bakers", """{"spec":{"template":{"spec":{"expireAfter":"720h","terminationGracePeriod":"300s"}}}}""");
        await stage.Lab.MovingAsync(stage.Lab.Floors.SyncAsync(new Dictionary<string, bool>(), default));
        var report = Assert.Single(await stage.SyncAsync(closed: true));
        await karpenter.ExpireAsync("node-1");

        Assert.Equal(["termination-grace-period", "expire-after"], report.Sight!.Notes.Where(n => n.Serious).Select(n => n.Code));
        Assert.False(await stage.Lab.GoOnAsync(karpenter.StepAsync, async () => await stage.Lab.BakersNodeAsync() != "node-1", TimeSpan.FromSeconds(290)));
        Assert.True(await stage.Lab.GoOnAsync(karpenter.StepAsync, async () => await stage.Lab.BakersNodeAsync() != "node-1", TimeSpan.FromMinutes(2)));
    }

    [Fact]
    public async Task An_older_Karpenter_is_spoken_to_in_its_own_version()
    {
        await using var old = await DialectStage.StartAsync(dialect);
        old.Lab.Cluster.AddKind("karpenter.sh", "v1beta1", "nodepools", "NodePool", namespaced: false);
        await old.Lab.MakeAsync("apis/karpenter.sh/v1beta1/nodepools", """{"metadata":{"name":"bakers"},"spec":{"disruption":{"expireAfter":"720h"}}}""");
        await old.Lab.ChangeAsync("api/v1/nodes/node-1", """{"metadata":{"labels":{"karpenter.sh/nodepool":"bakers"}}}""");
        var report = Assert.Single(await old.SyncAsync(closed: true));

        Assert.Equal("karpenter.sh/v1beta1", report.Sight!.Version);
        Assert.Equal(["expire-after"], report.Sight.Notes.Select(n => n.Code));
        Assert.Equal("""[{"nodes":"0"}]""", await old.Lab.FieldAsync("apis/karpenter.sh/v1beta1/nodepools/bakers", "spec", "disruption", "budgets"));
        await old.SyncAsync(closed: false);
        Assert.Equal("""{"expireAfter":"720h"}""", await old.Lab.FieldAsync("apis/karpenter.sh/v1beta1/nodepools/bakers", "spec", "disruption"));
    }

    [Fact]
    public Task Each_of_its_rights_is_used() => stage.NeedsAllItsRightsAsync(dialect);
}
