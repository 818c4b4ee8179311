using System.Net;
using System.Text.Json.Nodes;
using BakeWindow.Simulator;
using BakeWindow.Simulator.Scenarios;

namespace BakeWindow.Tests.Simulator;

public sealed class RightsTests
{
    [Fact]
    public async Task A_cycle_beyond_the_horizon_is_an_unknown_seed_and_the_error_says_how_far_it_goes()
    {
        await using var sim = await SimHost.StartAsync();
        var cycle = sim.Chain.Cycles.SpanAt(sim.Chain.Head.Level).Cycle.Value;
        using var answer = await Get.RawAsync($"{Helpers(sim)}/baking_rights?cycle={cycle + 3}&max_round=0");
        var error = JsonNode.Parse(await answer.Content.ReadAsStringAsync())![0]!;

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal("proto.025-PsUshuai.seed.unknown_seed", error["id"]!.GetValue<string>());
        Assert.Equal((cycle + 3, cycle + 2), (error["requested"]!.GetValue<int>(), error["latest"]!.GetValue<int>()));
        var level = sim.Chain.Cycles.SpanOf(cycle + 2).Last.Value;
        Assert.NotEmpty((await Get.JsonAsync($"{Helpers(sim)}/baking_rights?level={level}&max_round=0")).AsArray());
        Assert.Equal(HttpStatusCode.InternalServerError, (await Get.RawAsync($"{Helpers(sim)}/baking_rights?level={level + 1}&max_round=0")).StatusCode);
    }

    [Fact]
    public async Task In_2019_the_error_came_once_per_level()
    {
        await using var sim = await SimHost.StartAsync(new SimOptions { Scenario = IncidentScenario.Name });
        using var answer = await Get.RawAsync($"{sim.NodeUrl("public-node-0")}/chains/main/blocks/head/helpers/baking_rights?cycle=175");
        var body = await answer.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.True(body.Length > 200_000);
        Assert.Equal(174, JsonNode.Parse(body)![0]!["latest"]!.GetValue<int>());
    }

    [Fact]
    public async Task Past_levels_have_no_time_and_coming_ones_their_earliest()
    {
        await using var sim = await SimHost.StartAsync();
        var head = sim.Chain.Head;
        var rights = await Get.JsonAsync($"{Helpers(sim)}/baking_rights?level={head.Level}&level={head.Level + 10}&max_round=2&all");

        Assert.Equal(6, rights.AsArray().Count);
        Assert.False(rights[0]!.AsObject().ContainsKey("estimated_time"));
        var after = head.Round == 0 ? 6 : 6 + (3 * head.Round);
        Assert.Equal([after + 54, after + 60, after + 69], rights.AsArray().Skip(3).Select(r => (DateTimeOffset.Parse(r!["estimated_time"]!.GetValue<string>()) - head.Time).TotalSeconds));
    }

    [Fact]
    public async Task The_next_block_is_baked_by_who_had_the_right()
    {
        await using var sim = await SimHost.StartAsync(new SimOptions { Seed = 8 });
        var level = sim.Chain.Head.Level + 1;
        var rights = await Get.JsonAsync($"{Helpers(sim)}/baking_rights?level={level}&level={level + 1}&max_round=3&all=true");
        sim.AdvanceToLevel(level + 1);

        foreach (var at in (int[])[level, level + 1])
        {
            var metadata = await Get.JsonAsync($"{sim.NodeUrl("node-a")}/chains/main/blocks/{at}/metadata");
            var round = Convert.ToInt32((await Get.JsonAsync($"{sim.NodeUrl("node-a")}/chains/main/blocks/{at}/header"))["fitness"]![4]!.GetValue<string>(), 16);
            var right = rights.AsArray().Single(r => r!["level"]!.GetValue<int>() == at && r["round"]!.GetValue<int>() == round)!;
            Assert.Equal(right["delegate"]!.GetValue<string>(), metadata["baker"]!.GetValue<string>());
        }
    }

    [Fact]
    public async Task Without_all_each_delegate_is_listed_once_and_unknown_parameters_are_ignored()
    {
        await using var sim = await SimHost.StartAsync();
        var few = (await Get.JsonAsync($"{Helpers(sim)}/baking_rights?max_priority=1")).AsArray();
        var all = (await Get.JsonAsync($"{Helpers(sim)}/baking_rights?all=yes")).AsArray();

        Assert.Equal(65, all.Count);
        Assert.Equal(all.DistinctBy(r => r!["delegate"]!.GetValue<string>()).Count(), few.Count);
        Assert.Equal(few.Count, few.DistinctBy(r => r!["delegate"]!.GetValue<string>()).Count());
    }

    [Theory]
    [InlineData("baking_rights?level=abc")]
    [InlineData("baking_rights?max_round=-1")]
    [InlineData("baking_rights?all=perhaps")]
    [InlineData("current_level?offset=x")]
    public async Task A_parameter_that_cant_be_read_is_a_bad_request(string call)
    {
        await using var sim = await SimHost.StartAsync();
        Assert.Equal(HttpStatusCode.BadRequest, (await Get.RawAsync($"{Helpers(sim)}/{call}")).StatusCode);
    }

    [Fact]
    public async Task Tzkt_tells_attestation_rights_one_level_later_than_nodes_and_rounds_up_to_seven()
    {
        await using var sim = await SimHost.StartAsync(new SimOptions { Scenario = IncidentScenario.Name });
        var baker = IncidentScenario.Baker;
        var attesting = await Get.JsonAsync($"{sim.Url}/tzkt/v1/rights?type=attestation&baker={baker}&level.ge=695303&level.le=695450&limit=1000");
        var baking = await Get.JsonAsync($"{sim.Url}/tzkt/v1/rights?type=baking&level=695350&limit=1000");

        Assert.Equal([695_309, 695_402, 695_415], attesting.AsArray().Select(r => r!["level"]!.GetValue<int>()));
        Assert.All(attesting.AsArray(), r => Assert.Equal("future", r!["status"]!.GetValue<string>()));
        Assert.Equal(Enumerable.Range(0, 8), baking.AsArray().Select(r => r!["round"]!.GetValue<int>()));
        Assert.Equal(sim.Chain.Head.Level, (await Get.JsonAsync($"{sim.Url}/tzkt/v1/head"))["level"]!.GetValue<int>());
        Assert.Equal(HttpStatusCode.BadRequest, (await Get.RawAsync($"{sim.Url}/tzkt/v1/rights?limit=20000")).StatusCode);
    }

    [Fact]
    public async Task Somebody_who_is_no_delegate_is_an_error_with_an_id()
    {
        await using var sim = await SimHost.StartAsync();
        using var answer = await Get.RawAsync($"{sim.NodeUrl("node-a")}/chains/main/blocks/head/context/delegates/tz1NRGxXV9h6SdNaZLcgmjuLx3hyy2f8YoGN/participation");

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Contains("delegate.not_registered", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static string Helpers(SimHost sim) => $"{sim.NodeUrl("node-a")}/chains/main/blocks/head/helpers";
}
