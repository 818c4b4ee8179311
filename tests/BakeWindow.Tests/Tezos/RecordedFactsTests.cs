using System.Text.Json;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;
using BakeWindow.Tezos.Rpc;

namespace BakeWindow.Tests.Tezos;

/// <summary>Recorded answers to light questions, served by a web server and read through the typed calls.</summary>
public sealed class RecordedFactsTests : IAsyncLifetime
{
    private static readonly BakerAddress Nairobi = BakerAddress.Parse("tz1NRGxXV9h6SdNaZLcgmjuLx3hyy2f8YoGN");
    private FakeNode node = null!;

    public async ValueTask InitializeAsync() => node = await FakeNode.StartAsync();

    public ValueTask DisposeAsync() => node.DisposeAsync();

    [Theory]
    [InlineData("go-tezos/header.json", 1275474, "BM6MfqnsWicioPh8YouQYfM3XACDQpYCQsEipQ1iEJm3fg3ymQB", "2020-12-26T20:21:24Z", 0, "NetXdQprcVkpaWU")]
    [InlineData("taquito/rpc-responses/blockHeader@10.2.0.json", 516500, "BMZXDPn8kKMCSXX1ZfpkCHBuSeXkwqbEp3MJtEwNB21TNVC3Gsp", "2021-09-27T20:41:55Z", 0, "NetXz969SFaFn8k")]
    [InlineData("2018/head-92670.json", 92670, "BLZv4orW3TXDeZPdgnaKLJCLAmXWGBEbuNP5Yy4mWFCK4nnNnZv", "2018-09-06T23:41:57Z", 0, null)]
    public async Task Headers(string file, int level, string hash, string at, int round, string? chainId)
    {
        node.Answer(FakeNode.Head + "header", Text(file));

        var header = await node.Rpc().HeaderAsync();

        Assert.Equal((level, hash, DateTimeOffset.Parse(at), round, chainId), (header.Level.Value, header.Hash, header.Timestamp, header.Round, header.ChainId));
    }

    [Theory]
    [InlineData("pyrometer/fixtures/i/block93416.json", 93416, 0)]
    [InlineData("pyrometer/fixtures/i/block93446.json", 93446, 1)]
    [InlineData("pyrometer/fixtures/i/block93516.json", 93516, 1)]
    [InlineData("pyrometer/fixtures/i/block93601.json", 93601, 2)]
    [InlineData("pyrometer/fixtures/i/block96849.json", 96849, 0)]
    [InlineData("mainnet-nairobi/mainnet_4669447.json", 4669447, 0)]
    [InlineData("mainnet-paris/blocks/mainnet-5894131.json", 5894131, 0)]
    public async Task The_round_of_a_block_is_the_end_of_its_fitness(string file, int level, int round)
    {
        using var block = JsonDocument.Parse(Text(file));
        // A header call gives the block's hash and the header's fields in one object.
        node.Answer(FakeNode.Head + "header", $"{{\"hash\":\"{block.RootElement.GetProperty("hash").GetString()}\",{block.RootElement.GetProperty("header").GetRawText().Trim()[1..]}");

        var header = await node.Rpc().HeaderAsync();

        Assert.Equal((level, round), (header.Level.Value, header.Round));
    }

    [Fact]
    public async Task Level_protocols_chain_id_version_and_metadata()
    {
        node.Answer(FakeNode.Head + "helpers/current_level", Text("go-tezos/current_level.json"));
        node.Answer(FakeNode.Head + "protocols", Text("go-tezos/protocols.json"));
        node.Answer(FakeNode.Head + "metadata", Text("go-tezos/metadata.json"));
        node.Answer("/chains/main/chain_id", Text("go-tezos/chain_id.json"));
        node.Answer("/version", Text("go-tezos/version.json"));
        node.Answer("/chains/main/protocols", Text("taquito/rpc-responses/protocolActivations@22.0.0.json"));
        var rpc = node.Rpc();
        const string delphi = "PsDELPH1Kxsxt8f9eWbxQeRxkjfbxoqM52jvs5Y5fBxWWh4ifpo";

        Assert.Equal(new LevelInfo(new Level(1275618), new Cycle(311), 1761, false), await rpc.CurrentLevelAsync());
        Assert.Equal(new ProtocolPair(delphi, delphi), await rpc.ProtocolsAsync());
        Assert.Equal(new BlockMetadata(new ProtocolPair(delphi, delphi), "tz1S8MNvuFEUsWgjHvi3AxibRBf388NhT1q2", new LevelInfo(new Level(1278525), new Cycle(312), 572, false)), await rpc.MetadataAsync());
        Assert.Equal("NetXdQprcVkpaWU", await rpc.ChainIdAsync());
        Assert.Equal(new NodeVersion(null, "TEZOS_MAINNET"), await rpc.VersionAsync());
        Assert.Equal(
            [new ProtocolEra("PsQuebecnLByd3JwTiGadoG4nGWi3HYiLXUjkibeFV8dCFeVMUg", new Level(2)), new ProtocolEra("PsRiotumaAMotcRoDWW1bysEhQy2n1M5fy8JgRp8jjRfHGmfeA7", new Level(2701))],
            await rpc.ProtocolHistoryAsync());
    }

    [Theory]
    [InlineData("mainnet-nairobi/mainnet_4669447.json", "tz1NRGxXV9h6SdNaZLcgmjuLx3hyy2f8YoGN", 678, 8198)]
    [InlineData("mainnet-nairobi/mainnet_4675162.json", "tz1NRGxXV9h6SdNaZLcgmjuLx3hyy2f8YoGN", 678, 13913)]
    [InlineData("mainnet-nairobi/mainnet_head-10-L4873956.json", "tz1irJKkXS2DBWkU1NnmFQx1c1L7pbGg4yhk", 690, 16099)]
    [InlineData("mainnet-paris/blocks/mainnet-5880989.json", "tz3dKooaL9Av4UY15AUx9uRGL5H6YyqoGSPV", 749, 7324)]
    public async Task Who_made_a_block_and_where_in_its_cycle_it_stands(string file, string baker, int cycle, int position)
    {
        using var block = JsonDocument.Parse(Text(file));
        node.Answer(FakeNode.Head + "metadata", block.RootElement.GetProperty("metadata").GetRawText());

        var metadata = await node.Rpc().MetadataAsync();

        Assert.Equal((baker, cycle, position), (metadata.Baker, metadata.Level!.Cycle.Value, metadata.Level.Position));
    }

    [Theory]
    [InlineData("008-Edo", "others.calls.json")]
    [InlineData("012-Ithaca", "misc_protocol.calls.json")]
    [InlineData("025-Ushuaia", "misc_protocol.calls.json")]
    public async Task Level_and_cycle_as_octez_records_them(string protocol, string file)
    {
        node.Answer(FakeNode.Head + "helpers/current_level", RecordedCalls.Of(protocol, file, "current_level?offset=0"));
        node.Answer(FakeNode.Head + "helpers/levels_in_current_cycle", RecordedCalls.Of(protocol, file, "levels_in_current_cycle"));

        Assert.Equal(new LevelInfo(new Level(1), new Cycle(0), 0, false), await node.Rpc().CurrentLevelAsync());
        Assert.Equal((new Level(1), new Level(8)), await node.Rpc().LevelsInCycleAsync());
    }

    [Theory]
    [InlineData("021-Quebec", 1065036, false)]
    [InlineData("023-Seoul", 958287, true)]
    [InlineData("024-Tallinn", 958287, true)]
    [InlineData("025-Ushuaia", 958287, true)]
    public async Task A_delegate_its_participation_and_its_part_in_data_availability(string protocol, int reward, bool hasDal)
    {
        var delegateJson = RecordedCalls.Of(protocol, "delegates.calls.json", "delegates/[PUBLIC_KEY_HASH]");
        using var document = JsonDocument.Parse(delegateJson);
        var path = FakeNode.Head + "context/delegates/" + Nairobi;
        node.Answer(path, delegateJson);
        node.Answer(path + "/participation", document.RootElement.GetProperty("participation").GetRawText());
        if (hasDal)
        {
            node.Answer(path + "/dal_participation", document.RootElement.GetProperty("dal_participation").GetRawText());
        }

        var participation = await node.Rpc().ParticipationAsync(Nairobi, new Level(1));
        var dal = await node.Rpc().DalParticipationAsync(Nairobi);
        var info = await node.Rpc().DelegateAsync(Nairobi);

        Assert.Equal(new Participation { ExpectedSlots = 409, MinimalSlots = 272, MissedSlots = 0, MissedLevels = 0, ExpectedRewardMutez = reward, ReadAt = new Level(1) }, participation);
        Assert.Equal(hasDal ? new DalParticipation(0, 0, true, false, 212680) : null, dal);
        Assert.Equal((false, false, "[PUBLIC_KEY_HASH]", null), (info.Deactivated, info.IsForbidden, info.ConsensusKey, info.CompanionKey));
        Assert.Equal(hasDal ? 4 : 5, info.GracePeriod!.Value.Value);
    }

    [Theory]
    [InlineData("008-Edo", 5)]
    [InlineData("012-Ithaca", 5)]
    [InlineData("018-Oxford", 5)]
    public async Task Delegates_of_older_protocols(string protocol, int grace)
    {
        node.Answer(FakeNode.Head + "context/delegates/" + Nairobi, RecordedCalls.Of(protocol, "delegates.calls.json", "delegates/[PUBLIC_KEY_HASH]"));

        var info = await node.Rpc().DelegateAsync(Nairobi);

        Assert.Equal((false, grace), (info.Deactivated, info.GracePeriod!.Value.Value));
        Assert.Null(await node.Rpc().ParticipationAsync(Nairobi, new Level(1)));
    }

    [Fact]
    public async Task A_mainnet_delegate_in_2023()
    {
        node.Answer(FakeNode.Head + "context/delegates/" + Nairobi, Text("mainnet-nairobi/mainnet_head_delegate-tz1NRGx.json"));

        Assert.Equal(new DelegateInfo(false, new Cycle(696), null, Nairobi.Value, null), await node.Rpc().DelegateAsync(Nairobi));
    }

    [Fact]
    public async Task The_level_from_which_all_bakers_attest()
    {
        const string path = FakeNode.Head + "helpers/all_bakers_attest_activation_level";
        node.Answer(path, Text("validators/misc_test-TestGetAllBakersAttestActivationLevel-1.json"));
        Assert.Equal(new Level(15601), await node.Rpc().AllBakersAttestFromAsync());

        node.Answer(path, RecordedCalls.Of("025-Ushuaia", "misc_protocol_abaab.calls.json", "all_bakers_attest_activation_level"));
        Assert.Equal(new Level(1), await node.Rpc().AllBakersAttestFromAsync());

        node.Answer(path, RecordedCalls.Of("025-Ushuaia", "misc_protocol.calls.json", "all_bakers_attest_activation_level"));
        Assert.Null(await node.Rpc().AllBakersAttestFromAsync());
    }

    private static string Text(string file) => File.ReadAllText(Recorded.Path(file.Split('/')));
}
