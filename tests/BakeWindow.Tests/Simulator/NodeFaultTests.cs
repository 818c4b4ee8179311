using System.Net;
using BakeWindow.Simulator;
using BakeWindow.Simulator.Rpc;

namespace BakeWindow.Tests.Simulator;

public sealed class NodeFaultTests
{
    [Fact]
    public async Task A_lagging_node_is_behind_and_says_unsynced_though_bootstrapped()
    {
        await using var sim = await SimHost.StartAsync();
        await Fault(sim, """{"node":"node-b","fault":"lag","levels":7}""");

        Assert.Equal(sim.Chain.Head.Level, await LevelOf(sim, "node-a"));
        Assert.Equal(sim.Chain.Head.Level - 7, await LevelOf(sim, "node-b"));
        var state = await Get.JsonAsync($"{sim.NodeUrl("node-b")}/chains/main/is_bootstrapped");
        Assert.Equal((true, "unsynced"), (state["bootstrapped"]!.GetValue<bool>(), state["sync_state"]!.GetValue<string>()));
        Assert.Equal(HttpStatusCode.NotFound, (await Get.RawAsync($"{sim.NodeUrl("node-b")}/chains/main/blocks/{sim.Chain.Head.Level}/header")).StatusCode);
    }

    [Fact]
    public async Task A_stuck_node_stays_where_it_is_and_catches_up_when_mended()
    {
        await using var sim = await SimHost.StartAsync();
        var level = sim.Chain.Head.Level;
        await Fault(sim, """{"node":"node-b","fault":"stuck"}""");
        sim.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(level, await LevelOf(sim, "node-b"));

        await Fault(sim, """{"node":"node-b","fault":"none"}""");
        Assert.Equal(sim.Chain.Head.Level, await LevelOf(sim, "node-b"));
    }

    [Fact]
    public async Task A_lying_node_tells_other_hashes_from_a_level_on_and_is_consistent_about_it()
    {
        await using var sim = await SimHost.StartAsync();
        await Fault(sim, """{"node":"node-b","fault":"lie","levels":3}""");
        var level = sim.Chain.Head.Level;

        Assert.NotEqual(await Hash("node-a", level), await Hash("node-b", level));
        Assert.NotEqual(await Hash("node-a", level - 3), await Hash("node-b", level - 3));
        Assert.Equal(await Hash("node-a", level - 4), await Hash("node-b", level - 4));
        Assert.Equal(await Hash("node-b", level - 1), (await Get.JsonAsync($"{sim.NodeUrl("node-b")}/chains/main/blocks/head/header"))["predecessor"]!.GetValue<string>());

        async Task<string> Hash(string node, int at) => (await Get.JsonAsync($"{sim.NodeUrl(node)}/chains/main/blocks/{at}/hash")).GetValue<string>();
    }

    [Fact]
    public async Task A_node_can_be_down_in_three_ways()
    {
        await using var sim = await SimHost.StartAsync();
        var url = $"{sim.NodeUrl("node-a")}/version";
        await Fault(sim, """{"node":"node-a","fault":"down"}""");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await Get.RawAsync(url)).StatusCode);

        await Fault(sim, """{"node":"node-a","fault":"down","how":"abort"}""");
        await Assert.ThrowsAsync<HttpRequestException>(() => Get.RawAsync(url));

        await Fault(sim, """{"node":"node-a","fault":"down","how":"hang"}""");
        using var impatient = new HttpClient { Timeout = TimeSpan.FromMilliseconds(300) };
        await Assert.ThrowsAsync<TaskCanceledException>(() => impatient.GetAsync(url));

        await Fault(sim, """{"node":"node-a","fault":"none"}""");
        Assert.Equal(HttpStatusCode.OK, (await Get.RawAsync(url)).StatusCode);
    }

    [Fact]
    public async Task A_node_with_the_default_acl_denies_costly_calls_with_401_and_an_empty_body()
    {
        string[] denied =
        [
            "/chains/main/blocks/head/helpers/baking_rights", "/chains/main/blocks/head/helpers/attestation_rights", "/chains/main/blocks/head/helpers/validators",
            "/chains/main/blocks/head/helpers/levels_in_current_cycle", "/monitor/heads/main", "/network/connections", "/chains/main/protocols", "/chains/main/active_peers_heads",
        ];
        string[] allowed =
        [
            "/chains/main/blocks/head/header", "/chains/main/blocks/head/context/constants", "/chains/main/blocks/head/helpers/current_level",
            "/chains/main/blocks/head/votes/current_period", "/chains/main/is_bootstrapped", "/version",
        ];
        await using var sim = await SimHost.StartAsync();
        await Fault(sim, """{"node":"node-a","secure":true}""");

        foreach (var path in denied)
        {
            using var answer = await Get.RawAsync(sim.NodeUrl("node-a") + path);
            Assert.Equal((path, HttpStatusCode.Unauthorized, ""), (path, answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        }

        foreach (var path in allowed)
        {
            using var answer = await Get.RawAsync(sim.NodeUrl("node-a") + path);
            Assert.Equal((path, HttpStatusCode.OK), (path, answer.StatusCode));
        }
    }

    [Fact]
    public async Task The_stream_of_heads_starts_with_the_head_tells_each_new_one_and_replacements()
    {
        await using var sim = await SimHost.StartAsync();
        using var answer = await Get.RawAsync($"{sim.NodeUrl("node-a")}/monitor/heads/main");
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        var first = sim.Chain.Head.Level;
        Assert.Equal(first, await NextLevel(lines));

        sim.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(first + 1, await NextLevel(lines));
        sim.Chain.Reorg(1);
        sim.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(first + 1, await NextLevel(lines));
        sim.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal([first + 2, first + 3], [await NextLevel(lines), await NextLevel(lines)]);

        sim.Nodes["node-a"].Fault = new NodeFault.Down(DownHow.Unavailable);
        await Assert.ThrowsAnyAsync<IOException>(() => lines.ReadToEndAsync());
    }

    private static async Task<int> NextLevel(StreamReader lines) =>
        System.Text.Json.Nodes.JsonNode.Parse((await lines.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(10)))!)!["level"]!.GetValue<int>();

    private static async Task Fault(SimHost sim, string json)
    {
        using var answer = await Get.PostAsync($"{sim.Url}/sim/faults/node", json);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static async Task<int> LevelOf(SimHost sim, string node) =>
        (await Get.JsonAsync($"{sim.NodeUrl(node)}/chains/main/blocks/head/header"))["level"]!.GetValue<int>();
}
