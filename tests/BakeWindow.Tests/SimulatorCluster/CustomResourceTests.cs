using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster;
using Microsoft.Extensions.Time.Testing;

namespace BakeWindow.Tests.SimulatorCluster;

/// <summary>Custom resources of the simulated API.</summary>
public sealed class CustomResourceTests : IAsyncLifetime
{
    private const string Gates = "/apis/bakewindow.io/v1/nodegates";
    private const string Windows = "/apis/example.test/v1/namespaces/tezos/windows";

    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private ClusterHost host = null!;

    public async ValueTask InitializeAsync()
    {
        host = await ClusterHost.StartAsync(time, new SimClusterOptions { Reaction = TimeSpan.Zero });
        host.Cluster.AddNamespace("tezos");
        host.Cluster.AddKind("bakewindow.io", "v1", "nodegates", "NodeGate", namespaced: false);
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task A_kind_that_was_added_is_served_at_once_and_found_by_discovery()
    {
        await host.Http.DoAsync("POST", Gates, Gate("node-a"));

        Assert.Equal("node-a", (await host.Http.GetFromJsonNodeAsync(Gates))!["items"]![0]!["metadata"]!["name"]!.ToString());
        Assert.Equal("NodeGate", (await host.Http.GetFromJsonNodeAsync("/apis/bakewindow.io/v1"))!["resources"]![0]!["kind"]!.ToString());
        Assert.Contains("bakewindow.io/v1", (await host.Http.GetFromJsonNodeAsync("/apis"))!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_a_change_of_the_spec_counts_as_a_generation()
    {
        await host.Http.DoAsync("POST", Gates, Gate("node-a"));
        await host.Http.DoAsync("PATCH", $"{Gates}/node-a/status", """{"status":{"verdict":"closed"},"spec":{"node":"x"},"metadata":{"labels":{"a":"b"}}}""");
        var gate = await host.Http.DoAsync("PATCH", $"{Gates}/node-a", """{"metadata":{"labels":{"c":"d"}},"status":{"verdict":"open"}}""");

        Assert.Equal(1, gate["metadata"]!["generation"]!.GetValue<int>());
        Assert.Equal("closed", gate["status"]!["verdict"]!.ToString());
        Assert.Equal("node-a", gate["spec"]!["node"]!.ToString());
        Assert.Equal("""{"c":"d"}""", gate["metadata"]!["labels"]!.ToJsonString());
        Assert.Equal(2, (await host.Http.DoAsync("PATCH", $"{Gates}/node-a", """{"spec":{"node":"node-b"}}"""))["metadata"]!["generation"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_put_needs_the_version_and_a_stale_one_is_a_conflict()
    {
        var first = await host.Http.DoAsync("POST", Gates, Gate("node-a"));
        await host.Http.DoAsync("PATCH", $"{Gates}/node-a", """[{"op":"replace","path":"/spec/node","value":"other"}]""", "application/json-patch+json");

        Assert.Equal(422, (await host.Http.SendJsonAsync("PUT", $"{Gates}/node-a", Gate("node-a"))).Status);
        Assert.Equal(409, (await host.Http.SendJsonAsync("PUT", $"{Gates}/node-a", first.ToJsonString())).Status);
        Assert.Equal(415, (await host.Http.SendJsonAsync("PATCH", $"{Gates}/node-a", "{}", "application/strategic-merge-patch+json")).Status);
    }

    [Fact]
    public async Task A_finalizer_holds_a_deleted_object_until_it_is_taken_away()
    {
        await host.Http.DoAsync("POST", Gates, """{"metadata":{"name":"node-a","finalizers":["bakewindow.io/restore"]}}""");
        var going = await host.Http.DoAsync("DELETE", $"{Gates}/node-a");

        Assert.NotNull(going["metadata"]!["deletionTimestamp"]);
        await host.Http.DoAsync("PATCH", $"{Gates}/node-a", """{"metadata":{"finalizers":null}}""");
        Assert.Equal(404, (await host.Http.SendJsonAsync("GET", $"{Gates}/node-a")).Status);
    }

    [Fact]
    public async Task A_role_can_be_limited_to_the_status_of_one_name()
    {
        var token = host.Cluster.AddServiceAccount("tezos", "writer");
        await host.Http.DoAsync("POST", Gates, Gate("node-a"));
        await host.Http.DoAsync("POST", Gates, Gate("node-b"));
        await host.Http.DoAsync("POST", "/apis/rbac.authorization.k8s.io/v1/clusterroles", """
            {"metadata":{"name":"w"},"rules":[{"apiGroups":["bakewindow.io"],"resources":["nodegates/status"],"resourceNames":["node-a"],"verbs":["patch"]}]}
            """);
        await host.Http.DoAsync("POST", "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", """
            {"metadata":{"name":"w"},"roleRef":{"kind":"ClusterRole","name":"w"},"subjects":[{"kind":"ServiceAccount","namespace":"tezos","name":"writer"}]}
            """);

        Assert.Equal(200, (await host.Anonymous.SendJsonAsync("PATCH", $"/as/{token}{Gates}/node-a/status", """{"status":{"v":1}}""")).Status);
        Assert.Equal(403, (await host.Anonymous.SendJsonAsync("PATCH", $"/as/{token}{Gates}/node-b/status", """{"status":{"v":1}}""")).Status);
        Assert.Equal(403, (await host.Anonymous.SendJsonAsync("PATCH", $"/as/{token}{Gates}/node-a", """{"spec":{"v":1}}""")).Status);
    }

    [Fact]
    public async Task A_watch_tells_of_custom_objects()
    {
        var version = (await host.Http.GetFromJsonNodeAsync(Gates))!["metadata"]!["resourceVersion"]!.ToString();
        await host.Http.DoAsync("POST", Gates, Gate("node-a"));
        using var watch = new StreamReader(await host.Http.GetStreamAsync(
            new Uri($"{Gates}?watch=true&resourceVersion={version}&fieldSelector=metadata.name%3Dnode-a", UriKind.Relative), TestContext.Current.CancellationToken));

        var line = JsonNode.Parse((await watch.ReadLineAsync(TestContext.Current.CancellationToken))!)!;
        Assert.Equal("ADDED bakewindow.io/v1 node-a", $"{line["type"]} {line["object"]!["apiVersion"]} {line["object"]!["metadata"]!["name"]}");
    }

    [Fact]
    public async Task Two_versions_of_a_kind_show_the_same_objects()
    {
        host.Cluster.AddKind("bakewindow.io", "v1alpha1", "nodegates", "NodeGate", namespaced: false);
        await host.Http.DoAsync("POST", Gates, Gate("node-a"));
        var old = await host.Http.DoAsync("PATCH", "/apis/bakewindow.io/v1alpha1/nodegates/node-a", """{"spec":{"node":"changed"}}""");

        Assert.Equal("bakewindow.io/v1alpha1", old["apiVersion"]!.ToString());
        var now = (await host.Http.GetFromJsonNodeAsync($"{Gates}/node-a"))!;
        Assert.Equal("bakewindow.io/v1 changed", $"{now["apiVersion"]} {now["spec"]!["node"]}");
    }

    [Fact]
    public async Task A_schema_fills_in_prunes_and_refuses()
    {
        await DefineWindowsAsync();
        var (status, window, headers) = await host.Http.SendJsonAsync("POST", Windows, """{"metadata":{"name":"w"},"spec":{"node":"a","colour":"red"}}""");

        Assert.Equal(201, status);
        Assert.Equal("""{"node":"a","seconds":300}""", window!["spec"]!.ToJsonString());
        Assert.Contains("unknown field", headers.GetValues("Warning").Single(), StringComparison.Ordinal);
        var refused = (await host.Http.SendJsonAsync("POST", Windows, """{"metadata":{"name":"x"},"spec":{"seconds":"many"}}""")).Body!;
        Assert.Equal(
            ["spec.seconds FieldValueTypeInvalid", "spec.node FieldValueRequired"],
            refused["details"]!["causes"]!.AsArray().Select(cause => $"{cause!["field"]} {cause["reason"]}"));
    }

    [Fact]
    public async Task Deleting_a_definition_takes_its_objects_along()
    {
        await DefineWindowsAsync();
        await host.Http.DoAsync("POST", Windows, """{"metadata":{"name":"w"},"spec":{"node":"a"}}""");
        await host.Http.DoAsync("DELETE", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/windows.example.test");
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(404, (await host.Http.SendJsonAsync("GET", Windows)).Status);

        await DefineWindowsAsync();
        Assert.Empty((await host.Http.GetFromJsonNodeAsync(Windows))!["items"]!.AsArray());
    }

    [Fact]
    public async Task An_object_that_belongs_to_a_custom_one_goes_with_it()
    {
        var gate = await host.Http.DoAsync("POST", Gates, Gate("node-a"));
        await host.Http.DoAsync("POST", "/api/v1/namespaces/tezos/configmaps", $$$"""
            {"metadata":{"name":"c","ownerReferences":[{"apiVersion":"bakewindow.io/v1","kind":"NodeGate","name":"node-a","uid":"{{{gate["metadata"]!["uid"]}}}"}]}}
            """);
        await host.Http.DoAsync("DELETE", $"{Gates}/node-a");
        Assert.Null(host.Cluster.Json("configmaps", "tezos", "c"));
    }

    private Task<JsonNode> DefineWindowsAsync() => host.Http.DoAsync("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", """
        {"metadata":{"name":"windows.example.test"},"spec":{"group":"example.test","scope":"Namespaced","names":{"plural":"windows","kind":"Window"},
         "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":{"spec":{"type":"object","required":["node"],
          "properties":{"node":{"type":"string"},"seconds":{"type":"integer","default":300}}}}}}}]}}
        """);

    private static string Gate(string name) => $$$"""{"metadata":{"name":"{{{name}}}"},"spec":{"node":"{{{name}}}"}}""";
}
