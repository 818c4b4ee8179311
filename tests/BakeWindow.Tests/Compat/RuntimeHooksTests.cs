using System.Net.Http.Json;
using System.Text.Json.Nodes;
using BakeWindow.Simulator.Neighbours;
using BakeWindow.Tests.Web;
using BakeWindow.Web.Compat;
using BakeWindow.Web.Configuration;

namespace BakeWindow.Tests.Compat;

/// <summary>Cluster API's Runtime SDK as its client calls it.</summary>
public sealed class RuntimeHooksTests : IAsyncLifetime
{
    private const string Base = "/compat/cluster-api/";
    private static readonly HashSet<string> Old = ["BeforeClusterCreate", "BeforeClusterUpgrade", "AfterControlPlaneUpgrade", "AfterClusterUpgrade", "BeforeClusterDelete"];
    private static readonly JsonObject Prod = (JsonObject)JsonNode.Parse("""{"apiVersion":"cluster.x-k8s.io/v1beta1","kind":"Cluster","metadata":{"namespace":"fleet","name":"prod"},"spec":{}}""")!;

    private NeighbourStage stage = null!;
    private LockService service = null!;

    public async ValueTask InitializeAsync()
    {
        stage = await NeighbourStage.StartAsync();
        service = await LockService.StartAsync(stage, new RuntimeHookSettings(["fleet/prod"], RuntimeHooks.Usual));
    }

    public async ValueTask DisposeAsync()
    {
        await service.DisposeAsync();
        await stage.DisposeAsync();
    }

    [Fact]
    public async Task An_upgrade_waits_before_control_plane_and_workers_while_closed_and_goes_on_when_open()
    {
        using var http = service.Http(Base);
        var client = new RuntimeClient(http, Old);
        Assert.Null(await client.DiscoverAsync());
        await stage.SeeAsync(900);
        foreach (var hook in RuntimeHooks.Usual)
        {
            Assert.Contains("node-1: tz1", await client.CallAllAsync(hook, Prod), StringComparison.Ordinal);
        }

        await stage.SeeAsync(1_003);
        foreach (var hook in RuntimeHooks.Usual)
        {
            Assert.Null(await client.CallAllAsync(hook, Prod));
        }
    }

    [Fact]
    public async Task The_answer_is_as_the_contract_has_it()
    {
        await stage.SeeAsync(900);
        var answer = await PostAsync("beforeclusterupgrade/before-cluster-upgrade", "BeforeClusterUpgradeRequest");

        Assert.Equal("hooks.runtime.cluster.x-k8s.io/v1alpha1", (string?)answer["apiVersion"]);
        Assert.Equal("BeforeClusterUpgradeResponse", (string?)answer["kind"]);
        Assert.Equal("Success", (string?)answer["status"]);
        // Level 1,003 is the first after the block is settled, 618 s from level 900; ten minutes is the longest wait.
        Assert.Equal(600, answer["retryAfterSeconds"]!.GetValue<int>());
        Assert.Contains("1000", (string?)answer["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Discovery_names_only_hooks_that_every_version_knows()
    {
        var answer = await PostAsync("discovery", "DiscoveryRequest");
        Assert.Equal("""
            [{"name":"before-cluster-upgrade","requestHook":{"apiVersion":"hooks.runtime.cluster.x-k8s.io/v1alpha1","hook":"BeforeClusterUpgrade"},"timeoutSeconds":10,"failurePolicy":"Fail"},{"name":"after-control-plane-upgrade","requestHook":{"apiVersion":"hooks.runtime.cluster.x-k8s.io/v1alpha1","hook":"AfterControlPlaneUpgrade"},"timeoutSeconds":10,"failurePolicy":"Fail"}]
            """, answer["handlers"]!.ToJsonString());
    }

    [Fact]
    public async Task Another_Cluster_is_not_held_and_what_cannot_be_known_is()
    {
        await stage.SeeAsync(900);
        var other = Prod.DeepClone().AsObject();
        other["metadata"]!["name"] = "other";
        Assert.Equal(0, (await PostAsync("beforeclusterupgrade/x", "BeforeClusterUpgradeRequest", other))["retryAfterSeconds"]!.GetValue<int>());

        await stage.SeeAsync(1_003);
        stage.Shop.Board.Update(w => w with { Cluster = w.Cluster! with { Connected = false } });
        Assert.Equal(60, (await PostAsync("beforeclusterupgrade/x", "BeforeClusterUpgradeRequest"))["retryAfterSeconds"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("beforeclusterupgrade/x", "BeforeWorkersUpgradeRequest")]
    [InlineData("beforeclusterdelete/x", "BeforeClusterDeleteRequest")]
    [InlineData("discovery", "BeforeClusterUpgradeRequest")]
    public async Task What_is_no_request_of_that_hook_is_a_failure_which_holds(string path, string kind) =>
        Assert.Equal("Failure", (string?)(await PostAsync(path, kind))["status"]);

    private async Task<JsonObject> PostAsync(string path, string kind, JsonObject? cluster = null)
    {
        using var http = service.Http(Base);
        var body = new JsonObject { ["apiVersion"] = "hooks.runtime.cluster.x-k8s.io/v1alpha1", ["kind"] = kind, ["cluster"] = (cluster ?? Prod).DeepClone() };
        using var answer = await http.PostAsJsonAsync(new Uri($"hooks.runtime.cluster.x-k8s.io/v1alpha1/{path}", UriKind.Relative), body);
        return (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
    }
}
