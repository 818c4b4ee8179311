using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Time.Testing;

namespace BakeWindow.Tests.SimulatorCluster;

/// <summary>Faults and rules of the API over HTTP.</summary>
public sealed class ClusterApiTests : IAsyncLifetime
{
    private static readonly Dictionary<string, string> Baker = new(StringComparer.Ordinal) { ["app"] = "baker" };

    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private ClusterHost host = null!;

    public async ValueTask InitializeAsync()
    {
        host = await ClusterHost.StartAsync(time, new SimClusterOptions { Reaction = TimeSpan.Zero });
        host.Cluster.AddNode("node-a");
        host.Cluster.AddStatefulSet("tezos", "baker", Baker, pinnedTo: ["node-a"]);
        time.Advance(TimeSpan.FromSeconds(10));
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Theory]
    [InlineData(WriteFault.Conflict, 409)]
    [InlineData(WriteFault.TooManyRequests, 429)]
    [InlineData(WriteFault.InternalError, 500)]
    [InlineData(WriteFault.Timeout, 504)]
    public async Task A_write_that_fails_on_demand_does_nothing(WriteFault fault, int code)
    {
        host.Cluster.FailWrites(1, fault, "/nodes/");
        await host.Http.DoAsync("POST", "/api/v1/namespaces/tezos/configmaps", """{"metadata":{"name":"other"}}""");

        Assert.Equal(code, (await CordonAsync()).Status);
        Assert.Null((await NodeAsync())["spec"]!["unschedulable"]);
        Assert.Equal(200, (await CordonAsync()).Status);
    }

    [Fact]
    public async Task A_write_that_times_out_may_have_been_done()
    {
        host.Cluster.FailWrites(1, WriteFault.TimeoutButApplied);
        Assert.Equal(504, (await CordonAsync()).Status);
        Assert.True((await NodeAsync())["spec"]!["unschedulable"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Without_reaction_time_a_budget_is_observed_by_the_next_request()
    {
        await host.BudgetAsync("maxUnavailable", 1);
        Assert.Equal(1, (await BudgetAsync())["status"]!["disruptionsAllowed"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_pod_that_ignores_sigterm_takes_its_whole_grace()
    {
        host.Cluster.IgnoreTerm("tezos", "baker-0");
        var uid = (await PodAsync())["metadata"]!["uid"]!.ToString();
        await EvictAsync();
        time.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(uid, (await PodAsync())["metadata"]!["uid"]!.ToString());
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.NotEqual(uid, (await PodAsync())["metadata"]!["uid"]!.ToString());
    }

    [Fact]
    public async Task A_pod_that_cannot_be_ended_stays_in_terminating_until_its_machine_is_rebooted()
    {
        host.Cluster.NeverEnd("tezos", "baker-0");
        var uid = (await PodAsync())["metadata"]!["uid"]!.ToString();
        await EvictAsync();
        time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(uid, (await PodAsync())["metadata"]!["uid"]!.ToString());

        host.Cluster.RebootNode("node-a", TimeSpan.FromSeconds(10));
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.NotEqual(uid, (await PodAsync())["metadata"]!["uid"]!.ToString());
    }

    [Fact]
    public async Task An_answer_can_be_lost_though_it_was_done()
    {
        host.Cluster.FailWrites(1, WriteFault.AnswerLost, "/nodes/");
        await Assert.ThrowsAsync<HttpRequestException>(CordonAsync);
        Assert.True((await NodeAsync())["spec"]!["unschedulable"]!.GetValue<bool>());
    }

    [Fact]
    public async Task While_the_api_is_away_no_request_comes_through_and_watches_end()
    {
        using var open = await WatchAsync("0");
        Assert.NotNull(await ReadLineAsync(open));
        host.Cluster.StopApi();
        Assert.Null(await ReadLineAsync(open));
        await Assert.ThrowsAsync<HttpRequestException>(() => host.Http.SendJsonAsync("GET", "/api/v1/nodes"));

        host.Cluster.StartApi();
        Assert.Equal(200, (await host.Http.SendJsonAsync("GET", "/api/v1/nodes")).Status);
    }

    [Fact]
    public async Task A_pinned_pod_waits_for_its_node_to_be_uncordoned()
    {
        await CordonAsync();
        await EvictAsync();
        time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal("Pending", (await PodAsync())["status"]!["phase"]!.ToString());

        await host.Http.DoAsync("PATCH", "/api/v1/nodes/node-a", """{"spec":{"unschedulable":null}}""");
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("Running", (await PodAsync())["status"]!["phase"]!.ToString());
    }

    [Fact]
    public async Task A_static_pod_is_shown_again_when_it_is_deleted()
    {
        host.Cluster.AddStaticPod("kube-system", "etcd", "node-a");
        time.Advance(TimeSpan.FromSeconds(5));
        await host.Http.DoAsync("DELETE", "/api/v1/namespaces/kube-system/pods/etcd-node-a");
        Assert.Null(host.Cluster.Json("pods", "kube-system", "etcd-node-a"));
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.NotNull(host.Cluster.Json("pods", "kube-system", "etcd-node-a"));
    }

    [Fact]
    public async Task Expired_history_ends_watches_and_makes_even_the_newest_version_too_old()
    {
        var version = (await host.Http.GetFromJsonNodeAsync("/api/v1/nodes"))!["metadata"]!["resourceVersion"]!.ToString();
        using var open = await WatchAsync(version);
        host.Cluster.ExpireHistory();

        Assert.Null(await ReadLineAsync(open));
        using var again = await WatchAsync(version);
        var error = JsonNode.Parse((await ReadLineAsync(again))!)!;
        Assert.Equal("ERROR", error["type"]!.ToString());
        Assert.Equal(410, error["object"]!["code"]!.GetValue<int>());
    }

    [Fact]
    public async Task Dropped_watches_end_and_can_go_on_from_where_they_were()
    {
        var version = (await host.Http.GetFromJsonNodeAsync("/api/v1/nodes"))!["metadata"]!["resourceVersion"]!.ToString();
        using var open = await WatchAsync(version);
        host.Cluster.DropWatches();
        Assert.Null(await ReadLineAsync(open));
        await CordonAsync();
        using var again = await WatchAsync(version);
        Assert.Equal("MODIFIED", JsonNode.Parse((await ReadLineAsync(again))!)!["type"]!.ToString());
    }

    [Fact]
    public async Task The_address_can_carry_the_token_and_a_wrong_one_is_refused()
    {
        Assert.Equal(200, (await host.Anonymous.SendJsonAsync("GET", "/as/admin/api/v1/nodes")).Status);
        Assert.Equal(401, (await host.Anonymous.SendJsonAsync("GET", "/as/wrong/api/v1/nodes")).Status);
        Assert.Equal(403, (await host.Anonymous.SendJsonAsync("GET", "/api/v1/nodes")).Status);
    }

    [Fact]
    public async Task Writes_are_remembered_with_who_and_how_it_ended()
    {
        await host.Anonymous.SendJsonAsync("PATCH", "/as/admin/api/v1/nodes/node-a", """{"spec":{"unschedulable":true}}""");
        await host.Anonymous.SendJsonAsync("DELETE", "/api/v1/nodes/node-a");

        Assert.Equal(
            ["PATCH /api/v1/nodes/node-a kubernetes-admin 200", "DELETE /api/v1/nodes/node-a system:anonymous 403"],
            host.Cluster.Writes.Select(write => $"{write.Method} {write.Path} {write.User} {write.Code}"));
    }

    [Fact]
    public async Task Faults_are_made_over_http_and_a_wrong_name_is_told()
    {
        var boot = host.Cluster.BootId("node-a");
        Assert.Equal(204, (await host.Http.SendJsonAsync("POST", "/sim/cluster/nodes/node-a/reboot?seconds=5")).Status);
        time.Advance(TimeSpan.FromSeconds(6));
        Assert.NotEqual(boot, host.Cluster.BootId("node-a"));

        var (status, body, _) = await host.Http.SendJsonAsync("POST", "/sim/cluster/nodes/node-x/kill");
        Assert.Equal(400, status);
        Assert.Contains("there are: node-a", body!["detail"]!.ToString(), StringComparison.Ordinal);

        Assert.Equal(204, (await host.Http.SendJsonAsync("POST", "/sim/cluster/writes/fail", """{"count":1,"fault":"InternalError"}""")).Status);
        Assert.Equal(500, (await CordonAsync()).Status);
    }

    [Fact]
    public async Task The_cluster_client_of_the_product_can_speak_to_it()
    {
        using var kubeconfig = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(host.Cluster.Kubeconfig(host.Url)));
        var configuration = await KubernetesClientConfiguration.BuildConfigFromConfigFileAsync(kubeconfig);
        using var client = new k8s.Kubernetes(configuration);

        var nodes = await client.CoreV1.ListNodeAsync(cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal("node-a", Assert.Single(nodes.Items).Metadata.Name);
        var cordoned = await client.CoreV1.PatchNodeAsync(
            new V1Patch("""{"spec":{"unschedulable":true}}""", V1Patch.PatchType.MergePatch), "node-a", cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(cordoned.Spec.Unschedulable);
        await client.CoreV1.CreateNamespacedPodEvictionAsync(
            new V1Eviction { Metadata = new V1ObjectMeta { Name = "baker-0", NamespaceProperty = "tezos" } }, "baker-0", "tezos", cancellationToken: TestContext.Current.CancellationToken);
        var pod = await client.CoreV1.ReadNamespacedPodAsync("baker-0", "tezos", cancellationToken: TestContext.Current.CancellationToken);
        Assert.NotNull(pod.Metadata.DeletionTimestamp);
        var lease = await client.CoordinationV1.ReadNamespacedLeaseAsync("node-a", "kube-node-lease", cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal("node-a", lease.Spec.HolderIdentity);
    }

    private Task<(int Status, JsonNode? Body, System.Net.Http.Headers.HttpResponseHeaders Headers)> CordonAsync() =>
        host.Http.SendJsonAsync("PATCH", "/api/v1/nodes/node-a", """{"spec":{"unschedulable":true}}""");

    private async Task<JsonNode> NodeAsync() => (await host.Http.GetFromJsonNodeAsync("/api/v1/nodes/node-a"))!;

    private async Task<JsonNode> PodAsync() => (await host.Http.GetFromJsonNodeAsync("/api/v1/namespaces/tezos/pods/baker-0"))!;

    private async Task<JsonNode> BudgetAsync() => (await host.Http.GetFromJsonNodeAsync("/apis/policy/v1/namespaces/tezos/poddisruptionbudgets/baker"))!;

    private async Task EvictAsync() =>
        await host.Http.DoAsync("POST", "/api/v1/namespaces/tezos/pods/baker-0/eviction", """{"metadata":{"name":"baker-0"}}""");

    private async Task<StreamReader> WatchAsync(string version) => new(await host.Http.GetStreamAsync(
        new Uri($"/api/v1/nodes?watch=true&resourceVersion={version}", UriKind.Relative), TestContext.Current.CancellationToken));

    private static async Task<string?> ReadLineAsync(StreamReader reader) => await reader.ReadLineAsync(TestContext.Current.CancellationToken);
}
