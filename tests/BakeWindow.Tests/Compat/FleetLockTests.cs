using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using BakeWindow.Kubernetes.Granting;
using BakeWindow.Simulator.Neighbours;
using BakeWindow.Tests.Web;
using BakeWindow.Web.Compat;
using k8s;

namespace BakeWindow.Tests.Compat;

/// <summary>The FleetLock protocol as Zincati speaks it, and what it gets: a lock that closes everything beside the node.</summary>
public sealed class FleetLockTests : IAsyncLifetime
{
    private NeighbourStage stage = null!;
    private LockService service = null!;
    private HttpClient http = null!;

    public async ValueTask InitializeAsync()
    {
        stage = await NeighbourStage.StartAsync();
        service = await LockService.StartAsync(stage);
        http = service.Http("/compat/fleetlock/");
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await service.DisposeAsync();
        await stage.DisposeAsync();
    }

    [Fact]
    public async Task A_host_never_reboots_while_closed_does_when_open_and_gives_its_lock_back()
    {
        var rebooted = 0;
        var machine = stage.Shop.Board.Now.Cluster!.Nodes["node-1"].MachineId;
        var host = new Zincati(http, HostIds.ZincatiId(machine)!, () => rebooted++);
        await host.StepAsync();
        Assert.False(host.SaysSteady);

        foreach (var level in new[] { 880, 990, 1_000, 1_001 })
        {
            await stage.SeeAsync(level);
            Assert.False(await host.StepAsync());
            Assert.Equal("bakewindow_held", (string?)host.Refusal!["kind"]);
            Assert.Contains("1000", (string?)host.Refusal["value"], StringComparison.Ordinal);
        }

        await stage.SeeAsync(1_003);
        Assert.True(await host.StepAsync());
        Assert.Equal(1, rebooted);
        Assert.Equal("fleetlock:node-1", await HolderAsync());

        await stage.RebootAsync("node-1");
        await host.StepAsync();
        Assert.False(host.SaysSteady);
        Assert.Equal("", await HolderAsync());
        Assert.Empty(stage.Shop.Board.Now.Foreign);
        Assert.Equal(["grant-ended", "grant-given"], (await stage.Shop.Audit.ListAsync(10, default)).Select(a => a.Note.Kind));
    }

    [Theory]
    [InlineData("""{"client_params":{"group":"default","id":"node-1"}}""", false, 400)]
    [InlineData("""{"client_params":{"group":"default","id":"node-9"}}""", true, 404)]
    [InlineData("""{"client_params":{"group":"de fault","id":"node-1"}}""", true, 400)]
    [InlineData("""{"client_params":{"group":"","id":"node-1"}}""", true, 400)]
    [InlineData("""{"client_params":{"group":"default","id":""}}""", true, 400)]
    [InlineData("""{"client_params":{"group":"default","id":7}}""", true, 400)]
    [InlineData("""{"client_params":["default"]}""", true, 400)]
    [InlineData("[]", true, 400)]
    [InlineData("{", true, 400)]
    [InlineData("", true, 400)]
    public async Task What_is_no_request_is_told_so_and_locks_nothing(string body, bool header, int status)
    {
        var (code, answer) = await PostAsync("v1/pre-reboot", body, header);

        Assert.Equal(status, code);
        Assert.StartsWith("bakewindow_", (string?)answer!["kind"], StringComparison.Ordinal);
        Assert.NotEmpty((string?)answer["value"] ?? "");
        Assert.Empty((await stage.Lab.Admin.CoordinationV1.ListNamespacedLeaseAsync("bakewindow")).Items);
    }

    [Fact]
    public async Task Asking_again_is_answered_the_same_and_another_host_waits()
    {
        Assert.Equal(200, (await AskAsync("node-1")).Code);
        Assert.Equal(200, (await AskAsync("node-1")).Code);
        var (code, answer) = await AskAsync("node-2");

        Assert.Equal(423, code);
        Assert.Contains("node-1", (string?)answer!["value"], StringComparison.Ordinal);
        Assert.Equal(200, (await PostAsync("v1/steady-state", Body("node-2"))).Code);
        Assert.Equal("fleetlock:node-1", await HolderAsync());
    }

    [Fact]
    public async Task A_token_limited_to_a_node_asks_for_no_other()
    {
        http.DefaultRequestHeaders.Add("test-nodes", "node-1");
        Assert.Equal(403, (await AskAsync("node-2")).Code);
        Assert.Equal(403, (await PostAsync("v1/steady-state", Body("node-2"))).Code);
        Assert.NotEqual(403, (await AskAsync("node-1")).Code);
    }

    [Fact]
    public async Task What_cannot_be_known_is_no()
    {
        stage.Shop.Board.Update(w => w with { Chain = null });
        Assert.Equal(503, (await AskAsync("node-1")).Code);
        stage.Shop.Board.Update(w => w with { Cluster = w.Cluster! with { Connected = false } });
        Assert.Equal(503, (await AskAsync("node-1")).Code);
    }

    [Fact]
    public void Host_ids_are_derived_as_systemd_does()
    {
        // The first two: github.com/poseidon/fleetlock, internal/nodes_test.go. The third: systemd, src/test/test-id128.c.
        Assert.Equal("978a225b3d7b40e9acd7ce9b62f68444", HostIds.ZincatiId("1c09ca98649c4c7abc779cd04c96812e"));
        Assert.Equal("978a225b3d7b40e9acd7ce9b62f68444", HostIds.ZincatiId("1c09ca98-649c-4c7a-bc77-9cd04c96812e"));
        Assert.Equal("1dee5954e75c4d6fb96cc6c04ca18a86", HostIds.AppSpecific(Convert.FromHexString("51df0b4bc3b04c9780e299b98ca373b8"), Convert.FromHexString("f03daaeb1c334b43a732172944bf772e")));
        Assert.Null(HostIds.ZincatiId("ec2b1a2b"));
    }

    [Fact]
    public void A_host_is_found_by_name_machine_id_and_derived_id_and_not_where_two_are_meant()
    {
        var cluster = stage.Shop.Board.Now.Cluster!;
        var machine = cluster.Nodes["node-2"].MachineId;
        Assert.All(new[] { "node-2", machine, machine.ToUpperInvariant(), HostIds.ZincatiId(machine)! }, id => Assert.Equal("node-2", HostIds.Find(cluster, id)?.Name));

        var twins = cluster.Nodes.ToDictionary(n => n.Key, n => n.Value with { MachineId = machine }, StringComparer.Ordinal);
        Assert.Null(HostIds.Find(cluster with { Nodes = twins }, machine));
    }

    private async Task<(int Code, JsonObject? Body)> AskAsync(string id) => await PostAsync("v1/pre-reboot", Body(id));

    private async Task<(int Code, JsonObject? Body)> PostAsync(string path, string body, bool header = true)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (header)
        {
            request.Headers.Add("fleet-lock-protocol", "true");
        }

        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Equal(answer.StatusCode is HttpStatusCode.OK, text.Length == 0);
        return ((int)answer.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text) as JsonObject);
    }

    private async Task<string?> HolderAsync() => Assert.Single((await stage.Lab.Admin.CoordinationV1.ListNamespacedLeaseAsync("bakewindow")).Items).Spec.HolderIdentity;

    private static string Body(string id) => new JsonObject { ["client_params"] = new JsonObject { ["group"] = "default", ["id"] = id } }.ToJsonString();
}
