using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using BakeWindow.Simulator;

namespace BakeWindow.Tests.Simulator;

public sealed class DefaultScenarioTests
{
    private const string Kured = "weave.works/kured-most-recent-reboot-needed";
    private const string InProgress = "weave.works/kured-reboot-in-progress";

    [Fact]
    public async Task After_a_minute_node_3_asks_for_a_reboot_as_kured_marks_it()
    {
        await using var sim = await SimHost.StartAsync();
        sim.Advance(TimeSpan.FromSeconds(59));
        Assert.Null(Annotation(sim, Kured));
        sim.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal("2026-10-01T12:01:00Z", Annotation(sim, Kured));
        Assert.NotNull(Annotation(sim, InProgress));
    }

    [Fact]
    public async Task Pods_that_start_with_the_simulation_make_the_baker_miss_nothing()
    {
        await using var sim = await SimHost.StartAsync();
        sim.Advance(TimeSpan.FromMinutes(10));
        var record = sim.Chain.Attendance.Of(sim.Chain.Watched);

        Assert.Equal((0, 0), (record.BlocksMissed, record.LevelsMissed));
        Assert.True(record.LevelsAttested > 90);
    }

    [Fact]
    public async Task A_node_with_a_ticket_is_rebooted_its_pods_come_back_and_the_baker_attests_again_when_its_node_is_in_sync()
    {
        await using var sim = await SimHost.StartAsync();
        sim.Advance(TimeSpan.FromMinutes(6));
        var boot = sim.Cluster.BootId("node-3");
        await HangTicketAsync(sim);
        sim.Advance(TimeSpan.FromSeconds(15));
        Assert.False(sim.Cluster.AllReady("tezos", "app=alpha-baker", out _));
        await Assert.ThrowsAsync<HttpRequestException>(() => Get.RawAsync($"{sim.NodeUrl("alpha-node-0")}/version"));
        var away = sim.Chain.Head;
        sim.Advance(TimeSpan.FromMinutes(2));
        Assert.True(sim.Cluster.AllReady("tezos", "app=alpha-baker", out _));
        Assert.NotEqual(boot, sim.Cluster.BootId("node-3"));
        Assert.Null(Annotation(sim, InProgress));
        Assert.Equal("unsynced", (await Get.JsonAsync($"{sim.NodeUrl("alpha-node-0")}/chains/main/is_bootstrapped"))["sync_state"]!.GetValue<string>());

        sim.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("synced", (await Get.JsonAsync($"{sim.NodeUrl("alpha-node-0")}/chains/main/is_bootstrapped"))["sync_state"]!.GetValue<string>());
        var missed = sim.Chain.Since(away.Level).Where(b => !b.WasUp(0)).ToList();
        Assert.InRange((missed[^1].Time - missed[0].Time).TotalSeconds, 150, 210);
        Assert.True(sim.Chain.Head.WasUp(0));
    }

    [Fact]
    public async Task With_an_agent_of_its_own_a_node_with_a_ticket_is_left_to_it()
    {
        await using var sim = await SimHost.StartAsync(new SimOptions { RebootsOnTicket = false });
        var boot = sim.Cluster.BootId("node-3");
        await HangTicketAsync(sim);
        sim.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(boot, sim.Cluster.BootId("node-3"));
    }

    [Fact]
    public async Task The_kubernetes_api_stands_at_the_root_beside_everything_else()
    {
        await using var sim = await SimHost.StartAsync();
        var nodes = await Get.JsonAsync($"{sim.Url}/as/admin/api/v1/nodes");
        sim.Advance(TimeSpan.FromSeconds(10));
        var pods = await Get.JsonAsync($"{sim.Url}/as/admin/api/v1/namespaces/tezos/pods?labelSelector=app%3Dalpha-baker");

        Assert.Equal(["node-1", "node-2", "node-3"], nodes["items"]!.AsArray().Select(n => n!["metadata"]!["name"]!.GetValue<string>()));
        Assert.Equal("node-3", pods["items"]![0]!["spec"]!["nodeName"]!.GetValue<string>());
        Assert.Contains($"{sim.Url}", sim.Cluster.Kubeconfig(sim.Url), StringComparison.Ordinal);
    }

    private static string? Annotation(SimHost sim, string name) =>
        JsonNode.Parse(sim.Cluster.Json("nodes", "", "node-3")!)!["metadata"]!["annotations"]?[name]?.GetValue<string>();

    private static async Task HangTicketAsync(SimHost sim)
    {
        using var http = new HttpClient();
        using var patch = new HttpRequestMessage(HttpMethod.Patch, $"{sim.Url}/as/admin/api/v1/nodes/node-3")
        {
            Content = new StringContent("""{"metadata":{"annotations":{"bakewindow.io/reboot-ticket":"signed"}}}""", Encoding.UTF8, new MediaTypeHeaderValue("application/merge-patch+json")),
        };
        using var answer = await http.SendAsync(patch);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }
}
