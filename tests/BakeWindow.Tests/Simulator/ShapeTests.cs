using System.Text.Json.Nodes;
using BakeWindow.Simulator;
using BakeWindow.Simulator.Scenarios;

namespace BakeWindow.Tests.Simulator;

/// <summary>The simulator's answers beside recorded ones of real nodes: every field it writes is there in the real answer, of the same kind; and what planning needs is not missing.</summary>
public sealed class ShapeTests
{
    private static readonly string[] Calls = ["baking_rights", "endorsing_rights", "attestation_rights", "current_level", "levels_in_current_cycle", "constants"];

    [Theory]
    [InlineData("008-Edo")]
    [InlineData("010-Granada")]
    [InlineData("012-Ithaca")]
    [InlineData("013-Jakarta")]
    [InlineData("015-Lima")]
    [InlineData("016-Mumbai")]
    [InlineData("018-Oxford")]
    [InlineData("019-ParisB")]
    [InlineData("021-Quebec")]
    [InlineData("023-Seoul")]
    [InlineData("024-Tallinn")]
    [InlineData("025-Ushuaia")]
    public async Task Answers_have_the_shape_that_octez_recorded(string protocol)
    {
        var number = int.Parse(protocol[..3]);
        await using var sim = await SimHost.StartAsync(new SimOptions { Protocol = number });
        List<string> differences = [];
        foreach (var call in Calls)
        {
            var url = $"{sim.NodeUrl("node-a")}/chains/main/blocks/head/{(call is "constants" ? "context" : "helpers")}/{call}";
            if (RecordedByOctez(protocol, call) is { } recorded)
            {
                differences.AddRange(Differences(recorded, await Get.JsonAsync(url), call, lean: call is "constants"));
            }
            else if (call is "endorsing_rights" or "attestation_rights" && number is < 17 or > 18)
            {
                using var answer = await Get.RawAsync(url);
                differences.AddRange(answer.StatusCode is System.Net.HttpStatusCode.NotFound ? [] : [$"{call} is answered, which {protocol} does not have"]);
            }
        }

        Assert.Empty(differences);
    }

    [Theory]
    [InlineData("023-Seoul")]
    [InlineData("024-Tallinn")]
    [InlineData("025-Ushuaia")]
    public async Task Delegates_have_the_shape_that_octez_recorded(string protocol)
    {
        var calls = JsonNode.Parse(await File.ReadAllTextAsync(Recorded.Path("octez", "tezt-rpc", protocol, "delegates.calls.json")))!["calls"]!.AsArray();
        var recorded = calls.First(c => c!["path"]!.GetValue<string>().EndsWith("[PUBLIC_KEY_HASH]", StringComparison.Ordinal))!["response"]!;
        await using var sim = await SimHost.StartAsync(new SimOptions { Protocol = int.Parse(protocol[..3]) });
        var url = $"{sim.NodeUrl("node-a")}/chains/main/blocks/head/context/delegates/{sim.Chain.Watched.Address}";

        Assert.Empty(Differences(recorded, await Get.JsonAsync(url), "$", lean: true));
        Assert.Empty(Differences(recorded["participation"], await Get.JsonAsync($"{url}/participation"), "$.participation", lean: false));
        Assert.Empty(Differences(recorded["dal_participation"], await Get.JsonAsync($"{url}/dal_participation"), "$.dal_participation", lean: false));
    }

    [Theory]
    [InlineData("misc_test-TestGetBlockValidatorsPreV024-6.json", 23)]
    [InlineData("misc_test-TestGetBlockValidatorsV024-7.json", 24)]
    [InlineData("misc_test-TestGetBlockValidatorsV024-7.json", 25)]
    public async Task Validators_have_the_shape_that_was_recorded(string file, int protocol)
    {
        var recorded = JsonNode.Parse(await File.ReadAllTextAsync(Recorded.Path("validators", file)))!;
        await using var sim = await SimHost.StartAsync(new SimOptions { Protocol = protocol });

        Assert.Empty(Differences(recorded, await Get.JsonAsync($"{sim.NodeUrl("node-a")}/chains/main/blocks/head/helpers/validators"), "$", lean: false));
    }

    // Facts of mainnet block 15,267,099 as published: since 024 the power of an attestation is slots beside stake, and the block tells what was recorded.
    [Fact]
    public async Task A_block_of_today_tells_power_in_slots_and_what_was_recorded()
    {
        await using var sim = await SimHost.StartAsync();
        var block = await Get.JsonAsync($"{sim.NodeUrl("node-a")}/chains/main/blocks/head");
        var operations = block["operations"]![0]!.AsArray();
        var single = operations.First(o => o!["contents"]![0]!["kind"]!.GetValue<string>() == "attestation")!["contents"]![0]!;
        var aggregate = operations.Single(o => o!["contents"]![0]!["kind"]!.GetValue<string>() == "attestations_aggregate")!["contents"]![0]!;
        var slots = operations.Sum(o => (o!["contents"]![0]!["metadata"]!["total_consensus_power"] ?? o["contents"]![0]!["metadata"]!["consensus_power"])!["slots"]!.GetValue<int>());

        Assert.Equal(7_000, slots);
        Assert.Null(single["metadata"]!["consensus_power"]!["baking_power"]);
        Assert.Equal(aggregate["committee"]!.AsArray().Count, aggregate["metadata"]!["committee"]!.AsArray().Count);
        Assert.StartsWith("tz4", aggregate["metadata"]!["committee"]![0]!["consensus_pkh"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(("7000", "4667", "7000"), (
            block["metadata"]!["attestations"]!["total_committee_power"]!.GetValue<string>(),
            block["metadata"]!["attestations"]!["threshold"]!.GetValue<string>(),
            block["metadata"]!["attestations"]!["recorded_power"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("mainnet-nairobi/mainnet_4669447.json", 17)]
    [InlineData("mainnet-paris/blocks/mainnet-5880989.json", 19)]
    [InlineData("pyrometer/fixtures/i/block93446.json", 12)]
    [InlineData("go-tezos/block.json", 6)]
    public async Task Blocks_have_the_shape_of_recorded_ones(string file, int protocol)
    {
        var recorded = JsonNode.Parse(await File.ReadAllTextAsync(Recorded.Path(file.Split('/'))))!;
        await using var sim = await SimHost.StartAsync(new SimOptions { Protocol = protocol });
        var block = await Get.JsonAsync($"{sim.NodeUrl("node-a")}/chains/main/blocks/head");

        Assert.Empty(Differences(recorded["header"]!, block["header"]!, "$.header", lean: false));
        Assert.Empty(Differences(recorded["metadata"]!, block["metadata"]!, "$.metadata", lean: true));
        Assert.Empty(Differences(recorded["operations"]![0]![0]!, block["operations"]![0]![0]!, "$.operations[0][0]", lean: protocol <= 12));
    }

    [Theory]
    [InlineData("go-tezos/baking_rights.json", "baking_rights")]
    [InlineData("go-tezos/endorsing_rights.json", "endorsing_rights")]
    [InlineData("go-tezos/constants-babylon-mainnet-2019-12.json", "constants")]
    public async Task The_incidents_answers_have_the_shape_that_babylon_had(string file, string call)
    {
        var recorded = JsonNode.Parse(await File.ReadAllTextAsync(Recorded.Path(file.Split('/'))))!;
        await using var sim = await SimHost.StartAsync(new SimOptions { Scenario = IncidentScenario.Name });
        var path = call == "constants" ? "context/constants" : $"helpers/{call}";
        var answer = await Get.JsonAsync($"{sim.NodeUrl("public-node-0")}/chains/main/blocks/head/{path}");

        Assert.Empty(Differences(recorded, answer, "$", lean: call == "constants"));
        if (call == "constants")
        {
            Assert.All(answer.AsObject(), p => Assert.Equal(recorded[p.Key]!.ToJsonString(), p.Value!.ToJsonString()));
        }
    }

    [Theory]
    [InlineData("mainnet-proto009-level1480000", 9)]
    [InlineData("mainnet-proto011-level1932041", 11)]
    [InlineData("mainnet-proto012-level2354016", 12)]
    [InlineData("mainnet-proto013-level2656071", 13)]
    [InlineData("mainnet-proto015-level3268600", 15)]
    [InlineData("mainnet-proto016-level3368600", 16)]
    [InlineData("mainnet-proto018-oxford2-head", 18)]
    [InlineData("mainnet-proto020-Paris-head", 20)]
    [InlineData("mainnet-proto022-Rio-head", 22)]
    [InlineData("mainnet-proto023-Seoul-head", 23)]
    [InlineData("mainnet-proto024-Tallinn-head", 24)]
    public async Task Constants_that_matter_to_planning_are_mainnets(string file, int protocol)
    {
        var recorded = JsonNode.Parse(await File.ReadAllTextAsync(Recorded.Path("taquito", "constants", file + ".json")))!;
        await using var sim = await SimHost.StartAsync(new SimOptions { Protocol = protocol });
        var constants = await Get.JsonAsync($"{sim.NodeUrl("node-a")}/chains/main/blocks/head/context/constants");
        string[] matter =
        [
            "blocks_per_cycle", "blocks_per_commitment", "preserved_cycles", "consensus_rights_delay", "time_between_blocks", "minimal_block_delay", "delay_increment_per_round",
            "endorsers_per_block", "consensus_committee_size", "consensus_threshold", "consensus_threshold_size", "nonce_revelation_threshold", "tolerated_inactivity_period",
            "max_operations_time_to_live", "initial_endorsers", "delay_per_missing_endorsement", "cycles_per_voting_period", "blocks_per_voting_period",
        ];

        Assert.All(matter, name => Assert.Equal(recorded[name]?.ToJsonString(), constants[name]?.ToJsonString()));
        Assert.Equal(Ratio(recorded["minimal_participation_ratio"]), Ratio(constants["minimal_participation_ratio"]));

        static string? Ratio(JsonNode? node) => node is null ? null : $"{node["numerator"]}/{node["denominator"]}";
    }

    // Every field of the answer must be in the recording and of its kind. Unless the answer is lean on purpose, the recording must have no other fields either.
    private static List<string> Differences(JsonNode? recorded, JsonNode? answer, string at, bool lean) => (recorded, answer) switch
    {
        (JsonObject r, JsonObject a) =>
        [
            .. a.Where(p => !r.ContainsKey(p.Key)).Select(p => $"{at}.{p.Key} is not in the recording"),
            .. lean ? [] : r.Where(p => !a.ContainsKey(p.Key) && !Optional.Contains(p.Key)).Select(p => $"{at}.{p.Key} is missing"),
            .. a.Where(p => r.ContainsKey(p.Key)).SelectMany(p => Differences(r[p.Key], p.Value, $"{at}.{p.Key}", lean)),
        ],
        (JsonArray { Count: > 0 } r, JsonArray { Count: > 0 } a) => Differences(r[0], a[0], at + "[0]", lean),
        (null, _) or (_, null) or (JsonArray, JsonArray) => [],
        _ when recorded.GetValueKind() == answer.GetValueKind() || (Boolean(recorded) && Boolean(answer)) => [],
        _ => [$"{at} is {answer.GetValueKind()}, recorded was {recorded.GetValueKind()}"],
    };

    // Told only for some levels, blocks or bakers.
    private static readonly string[] Optional = ["estimated_time", "companion_key", "seed_nonce_hash", "balance_updates"];

    private static bool Boolean(JsonNode node) => node.GetValueKind() is System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False;

    private static JsonNode? RecordedByOctez(string protocol, string call)
    {
        if (call == "constants")
        {
            return JsonNode.Parse(File.ReadAllText(Recorded.Path("octez", "tezt-rpc", protocol, "constants.sandbox.json")));
        }

        return Directory.EnumerateFiles(Recorded.Path("octez", "tezt-rpc", protocol), "*.calls.json")
            .Where(f => !f.Contains("abaab", StringComparison.Ordinal))
            .SelectMany(f => JsonNode.Parse(File.ReadAllText(f))!["calls"]!.AsArray())
            .FirstOrDefault(c => c!["path"]!.GetValue<string>().Split('?')[0].EndsWith('/' + call, StringComparison.Ordinal) && c["response"] is not null)?["response"];
    }
}
