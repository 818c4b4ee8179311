using System.Net;
using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster;
using Microsoft.Extensions.Time.Testing;

namespace BakeWindow.Tests.SimulatorCluster;

/// <summary>Validating webhooks of the simulated API, asked over HTTPS.</summary>
public sealed class WebhookTests : IAsyncLifetime
{
    private const string Baker0 = "/api/v1/namespaces/tezos/pods/baker-0";
    private const string Eviction = """{"metadata":{"name":"baker-0"}}""";

    private static readonly Dictionary<string, string> Baker = new(StringComparer.Ordinal) { ["app"] = "baker" };

    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private ClusterHost host = null!;
    private TestWebhook hook = null!;

    public async ValueTask InitializeAsync()
    {
        hook = await TestWebhook.StartAsync();
        host = await ClusterHost.StartAsync(time, new SimClusterOptions { Reaction = TimeSpan.Zero });
        host.Cluster.AddNode("node-a");
        host.Cluster.AddStatefulSet("tezos", "baker", Baker, pinnedTo: ["node-a"]);
        time.Advance(TimeSpan.FromSeconds(10));
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await hook.DisposeAsync();
    }

    [Fact]
    public async Task A_webhook_may_ask_the_api_itself_before_it_answers()
    {
        await hook.RegisterAsync(host);
        hook.Answer = async (_, _) =>
        {
            var pod = await host.Http.GetFromJsonNodeAsync(Baker0);
            return (200, TestWebhook.Denied($"{pod!["spec"]!["nodeName"]} is needed"));
        };

        var (status, body, _) = await host.Http.SendJsonAsync("POST", Baker0 + "/eviction", Eviction);
        Assert.Equal(429, status);
        Assert.Equal("admission webhook \"evictions.bakewindow.io\" denied the request: node-a is needed", body!["message"]!.ToString());
    }

    [Fact]
    public async Task A_service_is_called_where_the_table_says()
    {
        const string Client = """{ "service": { "namespace": "bakewindow", "name": "bakewindow", "path": "/evictions" }, "caBundle": "CA" }""";
        hook.Deny("closed");
        await hook.RegisterAsync(host, client: Client.Replace("CA", hook.CaBundle, StringComparison.Ordinal));
        Assert.Contains("service \"bakewindow\" not found", (await EvictAsync()).Body!["message"]!.ToString(), StringComparison.Ordinal);

        host.Cluster.ResolveService("bakewindow/bakewindow", new IPEndPoint(IPAddress.Loopback, hook.Port));
        Assert.Equal(429, (await EvictAsync()).Status);
    }

    [Fact]
    public async Task Selectors_and_conditions_keep_a_webhook_from_being_asked()
    {
        hook.Deny("closed");
        await hook.RegisterAsync(host, more: """, "namespaceSelector": { "matchExpressions": [ { "key": "kubernetes.io/metadata.name", "operator": "NotIn", "values": ["tezos"] } ] }""");
        Assert.Equal(201, (await EvictAsync("?dryRun=All")).Status);
        await hook.RegisterAsync(host, rule: TestWebhook.DeleteRule, more: """, "objectSelector": { "matchLabels": { "app": "other" } }""");
        Assert.Equal(200, (await host.Http.SendJsonAsync("DELETE", Baker0 + "?dryRun=All")).Status);
        await hook.RegisterAsync(host, more: """, "matchConditions": [ { "name": "m", "expression": "!request.userInfo.username.startsWith('kubernetes-')" } ]""");
        Assert.Equal(201, (await EvictAsync("?dryRun=All")).Status);
        Assert.Empty(hook.Asked);
    }

    [Fact]
    public async Task A_rule_for_another_version_of_a_custom_resource_sees_it_in_that_version()
    {
        host.Cluster.AddKind("example.test", "v1", "gates", "Gate", namespaced: false);
        host.Cluster.AddKind("example.test", "v2", "gates", "Gate", namespaced: false);
        await hook.RegisterAsync(host, rule: """{ "apiGroups": ["example.test"], "apiVersions": ["v2"], "operations": ["*"], "resources": ["gates"] }""");
        await host.Http.DoAsync("POST", "/apis/example.test/v1/gates", """{"metadata":{"name":"g"}}""");

        var asked = Assert.Single(hook.Asked);
        Assert.Equal("v2 example.test/v2 v1", $"{asked["resource"]!["version"]} {asked["object"]!["apiVersion"]} {asked["requestResource"]!["version"]}");
    }

    [Fact]
    public async Task A_rollout_waits_while_deletes_are_refused_and_goes_on_by_itself()
    {
        hook.Deny("closed");
        await hook.RegisterAsync(host, rule: TestWebhook.DeleteRule);
        var uid = await UidAsync();
        await host.Http.DoAsync("PATCH", "/apis/apps/v1/namespaces/tezos/statefulsets/baker", """{"spec":{"template":{"metadata":{"annotations":{"a":"b"}}}}}""");
        await host.Cluster.WebhooksSettleAsync();
        Assert.Equal("system:serviceaccount:kube-system:statefulset-controller", hook.Asked[0]["userInfo"]!["username"]!.ToString());
        Assert.Equal(uid, await UidAsync());

        hook.Allow();
        await AdvanceAsync(20);
        Assert.NotEqual(uid, await UidAsync());
    }

    [Fact]
    public async Task The_kubelets_last_delete_is_asked_about_too()
    {
        await hook.RegisterAsync(host, rule: TestWebhook.DeleteRule);
        await EvictAsync();
        await AdvanceAsync(5);

        var last = hook.Asked[^1];
        Assert.Equal("system:node:node-a", last["userInfo"]!["username"]!.ToString());
        Assert.NotNull(last["oldObject"]!["metadata"]!["deletionTimestamp"]);
        Assert.Equal(0, last["options"]!["gracePeriodSeconds"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_webhook_that_fails_open_is_passed_over_when_it_is_down()
    {
        const string Nowhere = """{ "url": "https://127.0.0.1:1/" }""";
        await hook.RegisterAsync(host, failurePolicy: "Ignore", client: Nowhere);
        Assert.Equal(201, (await EvictAsync("?dryRun=All")).Status);
        await hook.RegisterAsync(host, failurePolicy: "Fail", client: Nowhere);
        Assert.Equal(500, (await EvictAsync("?dryRun=All")).Status);
    }

    [Fact]
    public async Task A_workload_that_is_scaled_is_asked_about_as_its_scale()
    {
        await hook.RegisterAsync(host, rule: """{ "apiGroups": ["apps"], "apiVersions": ["v1"], "operations": ["UPDATE"], "resources": ["statefulsets/scale"] }""");
        hook.Deny("closed");
        var (status, _, _) = await host.Http.SendJsonAsync("PATCH", "/apis/apps/v1/namespaces/tezos/statefulsets/baker/scale", """{"spec":{"replicas":0}}""");
        Assert.Equal(429, status);
        Assert.Equal("Scale 0", $"{hook.Asked[0]["kind"]!["kind"]} {hook.Asked[0]["object"]!["spec"]!["replicas"]}");
    }

    private Task<(int Status, JsonNode? Body, System.Net.Http.Headers.HttpResponseHeaders Headers)> EvictAsync(string query = "") =>
        host.Http.SendJsonAsync("POST", Baker0 + "/eviction" + query, Eviction);

    private async Task<string> UidAsync() => (await host.Http.GetFromJsonNodeAsync(Baker0))!["metadata"]!["uid"]!.ToString();

    // Webhooks answer in real time, the cluster moves by the test's.
    private async Task AdvanceAsync(int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await host.Cluster.WebhooksSettleAsync();
        }
    }
}
