using System.Text.Json;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;
using BakeWindow.Tezos.Rights;
using BakeWindow.Tezos.Rpc;

namespace BakeWindow.Tests.Tezos;

public sealed class RecordedRightsTests
{
    private static readonly BakerAddress Nairobi = BakerAddress.Parse("tz1NRGxXV9h6SdNaZLcgmjuLx3hyy2f8YoGN");

    [Fact]
    public async Task A_bakers_rights_of_a_whole_mainnet_cycle()
    {
        var file = Recorded.Path("mainnet-nairobi", "mainnet_head_baking_rights_delegate=tz1NRGx_cycle=678_max_round=2.json");

        var rights = await BakingAsync(File.OpenRead(file), Nairobi);

        Assert.Equal(
            [(4662923, 1), (4662938, 1), (4667518, 2), (4669447, 0), (4670660, 2), (4672868, 1), (4675162, 0), (4675775, 2)],
            rights.Select(r => (r.Level.Value, r.Round)));
    }

    [Theory]
    [InlineData("go-tezos/baking_rights.json", 35, 732756, 0, 59)]
    [InlineData("2018/baking-rights-151128.json", 4, 151128, 0, 3)]
    [InlineData("pyrometer/fixtures/h/baking.responseWithPriorityZero.json", 12, 1298433, 24, 62)]
    [InlineData("pyrometer/fixtures/i/block93601rights.json", 4, 93601, 0, 3)]
    [InlineData("pyrometer/fixtures/i/block93516rights.json", 2, 93516, 0, 1)]
    [InlineData("pyrometer/fixtures/i/block93416rights.json", 1, 93416, 0, 0)]
    [InlineData("taquito/rpc-responses/bakingRights@10.2.0.json", 1, 516501, 0, 0)]
    [InlineData("taquito/spec-responses/getBakingRights-L547387@5.0.1-beta.1.json", 2, 547387, 4, 8)]
    [InlineData("taquito/spec-responses/getBakingRights-L547387@17.0.0.json", 2, 547387, 4, 8)]
    public async Task Everybodys_rights_of_priority_and_round_eras(string file, int rows, int firstLevel, int firstRound, int highest)
    {
        var rights = await BakingAsync(File.OpenRead(Recorded.Path(file.Split('/'))), null);

        Assert.Equal((rows, firstLevel, firstRound, highest), (rights.Count, rights[0].Level.Value, rights[0].Round, rights.Max(r => r.Round)));
    }

    [Fact]
    public async Task One_baker_among_others_in_2019()
    {
        var rights = await BakingAsync(File.OpenRead(Recorded.Path("go-tezos", "baking_rights.json")), BakerAddress.Parse("tz1VoUzbL6X4RdpxwaccV6eQkeqP6b9sUbYa"));

        Assert.Equal([new BakingRight(new Level(732756), 59)], rights);
    }

    [Fact]
    public async Task A_bakers_rights_of_cycle_145_in_2019()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Recorded.Path("errors", "tzindex-2-cycle145-estimate-vs-actual.json")));
        var rights = await BakingAsync(
            RecordedCalls.Stream(file.RootElement.GetProperty("baking_rights").GetProperty("response").GetRawText()), BakerAddress.Parse("tz1W5VkdB5s7ENMESVBtwyt9kyvLqPcUczRT"));

        Assert.Equal([(594710, 0), (595767, 0), (596792, 1)], rights.Select(r => (r.Level.Value, r.Round)));
    }

    [Fact]
    public async Task The_recorded_head_of_the_indexer_names_its_chain()
    {
        await using var indexer = await FakeNode.StartAsync();
        indexer.Answer("/v1/head", File.ReadAllText(Recorded.Path("mainnet-nairobi", "api_v1_head-L5941222.json")));
        var question = new RightsQuestion
        {
            Baker = Nairobi,
            Span = new CycleSpan(new Cycle(751), new Level(5922817), new Level(5947392)),
            Era = ConsensusEra.Tenderbake,
            ChainId = "NetXdQprcVkpaWU",
        };
        var tzkt = new TzktRights(FakeNode.Client, indexer.Address, "tzkt", TimeProvider.System, TimeSpan.FromSeconds(20));

        // Its chain is the right one; what it misses is the cycle, which is not served here.
        await Assert.ThrowsAsync<RpcException.UnknownSeed>(() => tzkt.BakingAsync(question, CancellationToken.None));
        await Assert.ThrowsAsync<RpcException.Garbage>(() => tzkt.BakingAsync(question with { ChainId = "NetXnHfVqm9iesp" }, CancellationToken.None));
    }

    [Theory]
    [InlineData("008-Edo", "others.calls.json", new[] { 0, 2, 4, 6, 8 })]
    [InlineData("010-Granada", "others.calls.json", new[] { 0, 2, 4, 6, 8 })]
    [InlineData("012-Ithaca", "misc_protocol.calls.json", new[] { 0, 1, 2, 3, 10 })]
    [InlineData("015-Lima", "misc_protocol.calls.json", new[] { 0, 1, 2, 3, 10 })]
    [InlineData("018-Oxford", "misc_protocol.calls.json", new[] { 0, 1, 2, 3, 10 })]
    [InlineData("021-Quebec", "misc_protocol.calls.json", new[] { 0, 1, 2, 3, 10 })]
    [InlineData("024-Tallinn", "misc_protocol.calls.json", new[] { 0, 1, 2, 3, 10 })]
    [InlineData("024-Tallinn", "misc_protocol_abaab.calls.json", new[] { 0, 1, 2, 3, 10 })]
    [InlineData("025-Ushuaia", "misc_protocol.calls.json", new[] { 0, 1, 2, 3, 6 })]
    public async Task Baking_rights_as_octez_records_them(string protocol, string file, int[] rounds)
    {
        var rights = await BakingAsync(RecordedCalls.Stream(RecordedCalls.Of(protocol, file, "helpers/baking_rights")), null);

        Assert.Equal(rounds.Select(r => new BakingRight(new Level(2), r)), rights);
    }

    [Theory]
    [InlineData("008-Edo", "others.calls.json", "helpers/endorsing_rights", 32)]
    [InlineData("010-Granada", "others.calls.json", "helpers/endorsing_rights", 256)]
    [InlineData("012-Ithaca", "misc_protocol.calls.json", "helpers/endorsing_rights", 256)]
    [InlineData("013-Jakarta", "misc_protocol.calls.json", "helpers/endorsing_rights", 256)]
    [InlineData("015-Lima", "misc_protocol.calls.json", "helpers/endorsing_rights", 256)]
    [InlineData("016-Mumbai", "misc_protocol.calls.json", "helpers/endorsing_rights", 256)]
    [InlineData("018-Oxford", "misc_protocol.calls.json", "helpers/endorsing_rights", 256)]
    [InlineData("018-Oxford", "misc_protocol.calls.json", "helpers/attestation_rights", 256)]
    [InlineData("019-ParisB", "misc_protocol.calls.json", "helpers/attestation_rights", 256)]
    [InlineData("021-Quebec", "misc_protocol.calls.json", "helpers/attestation_rights", 256)]
    [InlineData("023-Seoul", "misc_protocol.calls.json", "helpers/attestation_rights", 256)]
    [InlineData("024-Tallinn", "misc_protocol.calls.json", "helpers/attestation_rights", 256)]
    [InlineData("024-Tallinn", "misc_protocol_abaab.calls.json", "helpers/attestation_rights", 256)]
    [InlineData("025-Ushuaia", "misc_protocol.calls.json", "helpers/attestation_rights", 256)]
    [InlineData("025-Ushuaia", "misc_protocol_abaab.calls.json", "helpers/attestation_rights", 256)]
    public void All_four_shapes_of_attesting_rights_add_up_to_the_committee(string protocol, string file, string call, int committee)
    {
        var rights = Attesting(RecordedCalls.Of(protocol, file, call));

        Assert.Equal((5, committee), (rights.Count, rights.Sum(r => r.Slots)));
        Assert.All(rights, r => Assert.Equal(1, r.Level.Value));
    }

    [Fact]
    public void Endorsing_rights_of_mainnet_levels_in_2020_and_2021_and_of_ithacanet_are_complete()
    {
        var carthage = Attesting(File.ReadAllText(Recorded.Path("go-tezos", "endorsing_rights.json")));
        var delphi = Attesting(File.ReadAllText(Recorded.Path("pyrometer", "fixtures", "h", "endorsing.endorsingRightsResponse.json")));
        var ithaca = Attesting(File.ReadAllText(Recorded.Path("pyrometer", "fixtures", "i", "block93415erights.json")));

        Assert.Equal((22, 32, 822092), (carthage.Count, carthage.Sum(r => r.Slots), carthage[0].Level.Value));
        Assert.Equal((22, 32, 1318230), (delphi.Count, delphi.Sum(r => r.Slots), delphi[0].Level.Value));
        Assert.Equal(1, delphi.Single(r => r.Delegate == "tz1VHFxUuBhwopxC9YC9gm5s2MHBHLyCtvN1").Slots);
        Assert.Equal((39, 7000, 93415), (ithaca.Count, ithaca.Sum(r => r.Slots), ithaca[0].Level.Value));
    }

    [Theory]
    [InlineData("2018/endorsing-rights-151128-truncated-by-source.json", 3, 7)]
    [InlineData("taquito/rpc-responses/endorsingRights@10.2.0.json", 1, 9)]
    [InlineData("taquito/rpc-responses/attestationRights@19.0.0.json", 1, 326)]
    [InlineData("taquito/spec-responses/getEndorsingRights-L547386@5.0.1-beta.1.json", 4, 10)]
    [InlineData("taquito/spec-responses/getEndorsingRights-L547386@17.0.0.json", 1, 1)]
    public void Single_recorded_answers_parse(string file, int rows, int slots)
    {
        var rights = Attesting(File.ReadAllText(Recorded.Path(file.Split('/'))));

        Assert.Equal((rows, slots), (rights.Count, rights.Sum(r => r.Slots)));
    }

    [Fact]
    public void Validators_before_protocol_024()
    {
        var validators = Validators(File.ReadAllText(Recorded.Path("validators", "misc_test-TestGetBlockValidatorsPreV024-6.json")));

        Assert.Equal(2, validators.Count);
        Assert.Equal((17141799, "tz3cpZyzsqEMk5RGHYL7m7obnLFtq7LxvCLA", 11, "tz3aYdfwVMHSdXjRfFDNR9ZFS1rqpMPj9uCp", null, null, false),
            (validators[0].Level.Value, validators[0].Delegate, validators[0].Slots.Count, validators[0].ConsensusKey, validators[0].CompanionKey, validators[0].Power, validators[0].AllBakersAttest));
        Assert.Equal((21, "tz4Lc6qm8t6cS4UNdse9pAXm7pxiUmMruuvw"), (validators[1].Slots.Count, validators[1].CompanionKey));
    }

    [Fact]
    public void Validators_since_protocol_024()
    {
        var validators = Validators(File.ReadAllText(Recorded.Path("validators", "misc_test-TestGetBlockValidatorsV024-7.json")));

        Assert.Equal(2, validators.Count);
        Assert.Equal((766274, "tz4HG14YMihpZxynRXu7tK72hoz3mnnXZGzm", "tz4Lc6qm8t6cS4UNdse9pAXm7pxiUmMruuvw", 55831337496322L, true),
            (validators[0].Level.Value, validators[0].Delegate, validators[0].CompanionKey, validators[0].Power, validators[0].AllBakersAttest));
        Assert.Equal([1, 71], validators[1].Slots);
    }

    [Fact]
    public void An_attester_without_a_slot_is_kept_for_it_must_attest_too()
    {
        var rights = Attesting("""[{"level":5,"delegates":[{"delegate":"tz1a","first_slot":9,"attesting_power":0,"consensus_key":"tz1a"},{"delegate":"tz1b","first_slot":0,"attesting_power":3}]}]""");
        var validators = Validators("""
            [{"level":5,"consensus_threshold":"9","consensus_committee":"12","all_bakers_attest_activated":true,
              "delegates":[{"delegate":"tz1a","rounds":[],"consensus_key":"tz1a","attesting_power":"7","attestation_slot":3}]}]
            """);

        Assert.Equal([("tz1a", 0), ("tz1b", 3)], rights.Select(r => (r.Delegate, r.Slots)));
        Assert.Empty(Assert.Single(validators).Slots);
    }

    private static ValueTask<List<BakingRight>> BakingAsync(Stream stream, BakerAddress? baker) =>
        BakingRightsParser.ReadAsync(stream, new BakingRightsFilter(baker, new Level(0), new Level(int.MaxValue), 64), CancellationToken.None);

    private static List<AttestingRight> Attesting(string json)
    {
        var rights = new List<AttestingRight>();
        foreach (var row in JsonSerializer.Deserialize<List<JsonElement>>(json)!)
        {
            NodeRpc.TakeAttesting(row.Deserialize(Wire.Default.AttestingWire)!, rights);
        }

        return rights;
    }

    private static List<Validator> Validators(string json)
    {
        var validators = new List<Validator>();
        foreach (var row in JsonSerializer.Deserialize<List<JsonElement>>(json)!)
        {
            NodeRpc.TakeValidators(row.Deserialize(Wire.Default.ValidatorsWire)!, validators);
        }

        return validators;
    }
}
