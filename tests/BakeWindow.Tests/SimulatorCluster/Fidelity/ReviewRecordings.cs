using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster;
using Microsoft.Extensions.Time.Testing;

namespace BakeWindow.Tests.SimulatorCluster.Fidelity;

/// <summary>What a webhook is sent for each kind of caller, held against what the real server sent.</summary>
public sealed class ReviewRecordings : IAsyncLifetime
{
    private const string Pods = "/api/v1/namespaces/drains2/pods";
    private const string EveryRule = """
        { "apiGroups": [""], "apiVersions": ["v1"], "operations": ["*"], "resources": ["pods/eviction", "nodes"] }, { "apiGroups": [""], "apiVersions": ["v1"], "operations": ["DELETE"], "resources": ["pods"] }
        """;

    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 23, 17, 0, 0, TimeSpan.Zero));
    private readonly IReadOnlyList<RecordedStep> recorded = Reviewed("admission-reviews");
    private readonly List<string> differences = [];
    private ClusterHost host = null!;
    private TestWebhook hook = null!;

    public async ValueTask InitializeAsync()
    {
        hook = await TestWebhook.StartAsync();
        host = await ClusterHost.StartAsync(time, new SimClusterOptions { Reaction = TimeSpan.Zero });
        host.Cluster.ThreeNodes();
        host.Cluster.AddStatefulSet("drains2", "baker", Given.App("baker"), 2, ["node-b", "node-b"], new PodLife { Grace = TimeSpan.FromSeconds(2) });
        host.Cluster.AddJob("drains2", "snapshot", Given.App("snapshot"), TimeSpan.FromHours(1));
        foreach (var name in (string[])["free-1", "free-2", "free-3", "free-4"])
        {
            await host.BarePodAsync("drains2", name, name, "node-a");
        }

        time.Advance(TimeSpan.FromSeconds(30));
        await hook.RegisterAsync(host, rule: EveryRule);
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await hook.DisposeAsync();
    }

    [Fact]
    public async Task Evictions()
    {
        await EvictAsync(0, "free-1", """{"apiVersion":"policy/v1","metadata":{"name":"free-1","namespace":"drains2"},"deleteOptions":{}}""");
        await EvictAsync(1, "free-2", """{"metadata":{"name":"free-2"},"deleteOptions":{"dryRun":["All"]}}""");
        await EvictAsync(2, "free-2", """{"metadata":{"name":"free-2"}}""", "?dryRun=All");
        await EvictAsync(3, "free-2", """{"metadata":{"name":"free-2"},"deleteOptions":{"dryRun":["All"]}}""", "?dryRun=All");
        await EvictAsync(5, "free-2", """{"metadata":{"name":"free-2"},"deleteOptions":{"gracePeriodSeconds":1}}""");
        await EvictAsync(4, "free-3", """{"metadata":{"name":"free-3"}}""");
        await EvictAsync(6, "absent", """{"metadata":{"name":"absent"}}""");
        await EvictAsync(7, "free-4", """{"apiVersion":"policy/v1beta1","kind":"Eviction","metadata":{"name":"free-4"},"deleteOptions":{"dryRun":["All"]}}""");
        AssertAlike();
    }

    [Fact]
    public async Task Deletes_by_everybody()
    {
        await DeleteAsync(11, "baker-1", "?dryRun=All");
        await DeleteAsync(8, "baker-1", body: """{"propagationPolicy":"Background"}""");
        await AdvanceAsync(2);
        Compare(12, Last("system:node:node-b"));
        await AdvanceAsync(5);
        await DeleteAsync(9, "baker-1");
        await AdvanceAsync(5);
        await DeleteAsync(10, "baker-1", body: """{"gracePeriodSeconds":0,"propagationPolicy":"Background"}""");
        await AdvanceAsync(5);
        await host.Http.DoAsync("PATCH", "/apis/apps/v1/namespaces/drains2/statefulsets/baker", """{"spec":{"template":{"metadata":{"annotations":{"a":"b"}}}}}""");
        await AdvanceAsync(1);
        Compare(15, Last("system:serviceaccount:kube-system:statefulset-controller"));
        await AdvanceAsync(20);
        await host.Http.DoAsync("DELETE", "/apis/batch/v1/namespaces/drains2/jobs/snapshot?propagationPolicy=Background");
        await AdvanceAsync(1);
        Compare(18, Last("system:serviceaccount:kube-system:generic-garbage-collector"));
        await host.Http.DoAsync("PATCH", "/api/v1/nodes/node-b", """{"spec":{"taints":[{"key":"x","effect":"NoExecute"}]}}""");
        await AdvanceAsync(1);
        Compare(13, Last("system:serviceaccount:kube-system:node-controller"));
        AssertAlike();
    }

    [Fact]
    public async Task Cordons()
    {
        await host.Http.DoAsync("PATCH", "/api/v1/nodes/node-b?dryRun=All", """{"spec":{"unschedulable":true}}""");
        Compare(22, hook.Asked[^1]);
        await host.Http.DoAsync("PATCH", "/api/v1/nodes/node-b", """{"spec":{"unschedulable":true}}""");
        Compare(21, hook.Asked[^1]);
        time.Advance(TimeSpan.FromSeconds(1));
        await host.Http.DoAsync("PATCH", "/api/v1/nodes/node-b", """{"spec":{"unschedulable":null}}""");
        Compare(23, hook.Asked[^1]);
        AssertAlike();
    }

    private static IReadOnlyList<RecordedStep> Reviewed(string file) => RecordedStep.Load(file);

    private async Task EvictAsync(int step, string pod, string body, string query = "")
    {
        await host.Http.SendJsonAsync("POST", $"{Pods}/{pod}/eviction{query}", body);
        Compare(step, hook.Asked[^1]);
    }

    private async Task DeleteAsync(int step, string pod, string query = "", string? body = null)
    {
        await host.Http.DoAsync("DELETE", $"{Pods}/{pod}{query}", body);
        Compare(step, Last("kubernetes-admin"));
    }

    private JsonNode Last(string user) => hook.Asked.Last(review => review["userInfo"]!["username"]!.ToString() == user);

    private async Task AdvanceAsync(int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await host.Cluster.WebhooksSettleAsync();
        }
    }

    private void Compare(int step, JsonNode simulated)
    {
        var expected = recorded[step].Body!["request"]!;
        differences.AddRange(Shape.Differences(
                expected, simulated, [".userInfo.extra", ".userInfo.uid", ".managedFields", "bject.status", "bject.spec.volumes", ".spec.podCIDR", ".subdomain", ".hostname", ".ownerReferences", ".affinity", ".nodeSelector", ".generateName", ".tolerations"])
            .Select(difference => $"review {step}: {difference}"));
        foreach (var part in (string[])["operation", "kind", "resource", "subResource", "requestKind", "dryRun"])
        {
            Same(step, part, expected[part], simulated[part]);
        }

        foreach (var part in (string[])["dryRun", "propagationPolicy"])
        {
            Same(step, part, expected["options"]![part], simulated["options"]![part]);
        }

        Same(step, "groups", expected["userInfo"]!["groups"], simulated["userInfo"]!["groups"]);
        Same(step, "deletionGracePeriodSeconds", expected["oldObject"]?["metadata"]!["deletionGracePeriodSeconds"], simulated["oldObject"]?["metadata"]!["deletionGracePeriodSeconds"]);
    }

    private void Same(int step, string part, JsonNode? expected, JsonNode? simulated)
    {
        if (!JsonNode.DeepEquals(expected, simulated))
        {
            differences.Add($"review {step}: {part}: recorded {expected?.ToJsonString()}, simulated {simulated?.ToJsonString()}");
        }
    }

    private void AssertAlike() => Assert.True(differences.Count == 0, string.Join('\n', differences));
}
