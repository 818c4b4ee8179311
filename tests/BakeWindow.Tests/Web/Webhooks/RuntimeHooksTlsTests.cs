using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using BakeWindow.Simulator.Neighbours;
using BakeWindow.Web.Compat;

namespace BakeWindow.Tests.Web.Webhooks;

/// <summary>Cluster API asks over TLS, by the CA of its ExtensionConfig, and finds nothing on the plain port.</summary>
public sealed class RuntimeHooksTlsTests : IAsyncLifetime
{
    private HookStand stand = null!;
    private HttpClient tls = null!;

    public async ValueTask InitializeAsync()
    {
        stand = await HookStand.StartAsync(("Dialects:ClusterApi:RuntimeHooks", "true"));
        await stand.UntilAsync(async () => (await stand.HooksAsync())[0].ClientConfig.CaBundle is { Length: > 0 }, "the CA is told");
        tls = stand.Client(await stand.ToldCaAsync());
        tls.BaseAddress = new Uri(tls.BaseAddress!, "/compat/cluster-api/");
    }

    public async ValueTask DisposeAsync()
    {
        tls.Dispose();
        await stand.DisposeAsync();
    }

    [Fact]
    public async Task An_upgrade_is_held_over_TLS_and_the_plain_port_knows_of_nothing()
    {
        var client = new RuntimeClient(tls, RuntimeHooks.Usual.ToHashSet(StringComparer.Ordinal));
        Assert.Null(await client.DiscoverAsync());
        // A right of the baker's is near.
        Assert.Contains("bakes level", await client.CallAllAsync("BeforeClusterUpgrade", Cluster("")), StringComparison.Ordinal);

        using var plain = new HttpClient { BaseAddress = stand.App.Url };
        using var answer = await plain.PostAsJsonAsync("/compat/cluster-api/hooks.runtime.cluster.x-k8s.io/v1alpha1/discovery", new JsonObject { ["kind"] = "DiscoveryRequest" });
        Assert.False(answer.IsSuccessStatusCode);
    }

    [Fact]
    public async Task A_Cluster_object_longer_than_other_bodies_is_still_a_request_of_Cluster_API()
    {
        using var answer = await PostAsync(200_000);
        Assert.Equal("Success", (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>())!["status"]);
        using var refused = await PostAsync(2_000_000);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, refused.StatusCode);
    }

    private async Task<HttpResponseMessage> PostAsync(int length) => await tls.PostAsJsonAsync(
        "hooks.runtime.cluster.x-k8s.io/v1alpha1/beforeclusterupgrade/before-cluster-upgrade",
        new JsonObject { ["apiVersion"] = "hooks.runtime.cluster.x-k8s.io/v1alpha1", ["kind"] = "BeforeClusterUpgradeRequest", ["cluster"] = Cluster(new string('x', length)) });

    private static JsonObject Cluster(string text) =>
        new() { ["metadata"] = new JsonObject { ["namespace"] = "fleet", ["name"] = "prod", ["annotations"] = new JsonObject { ["long"] = text } } };
}
