using System.Net;
using BakeWindow.Simulator;
using BakeWindow.Simulator.Scenarios;

namespace BakeWindow.Tests.Simulator;

public sealed class IncidentScenarioTests
{
    private static readonly DateTimeOffset Evening = new(2019, 11, 15, 22, 30, 0, TimeSpan.Zero);

    [Fact]
    public async Task The_chain_is_where_the_report_says_it_was()
    {
        await using var sim = await SimHost.StartAsync(new SimOptions { Scenario = IncidentScenario.Name });
        Assert.Equal(Evening, sim.Time.GetUtcNow());
        Assert.Equal(695_302, sim.Chain.Head.Level);

        MoveTo(sim, "2019-11-15T22:38:00Z");
        Assert.Equal(695_310, sim.Chain.Head.Level);
        MoveTo(sim, "2019-11-16T00:14:44Z");
        Assert.Equal(695_404, sim.Chain.Head.Level);
    }

    // The report's times are when endorsements were sent, 14 seconds after the block's timestamp.
    [Theory]
    [InlineData(695_308, "2019-11-15T22:36:10Z")]
    [InlineData(695_401, "2019-11-16T00:11:56Z")]
    public async Task Blocks_stand_fourteen_seconds_before_the_reports_endorsements(int level, string endorsed)
    {
        await using var sim = await SimHost.StartAsync(new SimOptions { Scenario = IncidentScenario.Name });
        MoveTo(sim, "2019-11-16T00:14:00Z");

        Assert.Equal(DateTimeOffset.Parse(endorsed), sim.Chain.At(level)!.Value.Time.AddSeconds(14));
    }

    [Fact]
    public async Task The_baker_has_the_reports_duties_and_nothing_between()
    {
        await using var sim = await SimHost.StartAsync(new SimOptions { Scenario = IncidentScenario.Name });
        var rights = await Get.JsonAsync($"{sim.NodeUrl("public-node-0")}/chains/main/blocks/head/helpers/endorsing_rights?cycle=169&delegate={IncidentScenario.Baker}");
        var levels = rights.AsArray().Select(r => r!["level"]!.GetValue<int>()).ToList();

        Assert.Equal([695_308, 695_401, 695_414], levels.Where(l => l is >= 695_240 and <= 695_500));
        Assert.InRange(levels.Count, 30, 110);
        Assert.Equal(3_189, (await Get.JsonAsync($"{sim.NodeUrl("public-node-0")}/chains/main/blocks/head/helpers/current_level?offset={695_414 - 695_302}"))["cycle_position"]!.GetValue<int>());
    }

    [Fact]
    public async Task No_baking_right_is_near()
    {
        await using var sim = await SimHost.StartAsync(new SimOptions { Scenario = IncidentScenario.Name });
        var query = string.Join('&', Enumerable.Range(695_302, 150).Select(l => $"level={l}"));
        var rights = await Get.JsonAsync($"{sim.NodeUrl("public-node-0")}/chains/main/blocks/head/helpers/baking_rights?{query}&delegate={IncidentScenario.Baker}&max_priority=8");

        Assert.Empty(rights.AsArray());
    }

    [Fact]
    public async Task The_machine_dies_the_signer_stays_away_and_the_endorsement_of_695414_is_lost()
    {
        await using var sim = await SimHost.StartAsync(new SimOptions { Scenario = IncidentScenario.Name });
        var key = $"{sim.Url}/signer/keys/{IncidentScenario.Baker}";
        MoveTo(sim, "2019-11-16T00:14:44Z");
        Assert.True(sim.Cluster.AllReady("tezos", "app=tezos-baker", out _));
        Assert.Equal(HttpStatusCode.OK, (await Get.RawAsync(key)).StatusCode);

        MoveTo(sim, "2019-11-16T00:15:00Z");
        Assert.False(sim.Cluster.AllReady("tezos", "app=tezos-baker", out _));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await Get.RawAsync(key)).StatusCode);
        await Assert.ThrowsAsync<HttpRequestException>(() => Get.RawAsync($"{sim.NodeUrl("public-node-0")}/version"));
        Assert.Equal(HttpStatusCode.OK, (await Get.RawAsync($"{sim.NodeUrl("public-node-1")}/version")).StatusCode);

        MoveTo(sim, "2019-11-16T00:21:00Z");
        Assert.True(sim.Cluster.AllReady("tezos", "app=tezos-baker", out var since));
        Assert.InRange(since, DateTimeOffset.Parse("2019-11-16T00:20:05Z"), DateTimeOffset.Parse("2019-11-16T00:20:30Z"));
        Assert.Equal("unsynced", (await Get.JsonAsync($"{sim.NodeUrl("private-node-0")}/chains/main/is_bootstrapped"))["sync_state"]!.GetValue<string>());

        MoveTo(sim, "2019-11-16T00:40:00Z");
        Assert.Equal(HttpStatusCode.OK, (await Get.RawAsync(key)).StatusCode);
        Assert.False(sim.Chain.At(IncidentScenario.LostLevel)!.Value.WasUp(0));
        var missed = sim.Chain.Attendance.Of(sim.Chain.Watched);
        Assert.Equal((2, 1, 0), (missed.LevelsAttested, missed.LevelsMissed, missed.BlocksMissed));
        var next = await Get.JsonAsync($"{sim.NodeUrl("public-node-1")}/chains/main/blocks/{IncidentScenario.LostLevel + 1}/operations/0");
        Assert.DoesNotContain(IncidentScenario.Baker, next.ToJsonString(), StringComparison.Ordinal);
    }

    private static void MoveTo(SimHost sim, string time) => sim.Advance(DateTimeOffset.Parse(time) - sim.Time.GetUtcNow());
}
