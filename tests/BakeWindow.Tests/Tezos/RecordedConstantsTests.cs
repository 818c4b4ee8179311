using System.Text.Json;
using BakeWindow.Core.Chain;
using BakeWindow.Tezos.Rpc;

namespace BakeWindow.Tests.Tezos;

public sealed class RecordedConstantsTests
{
    [Theory]
    [InlineData("2018/params-mainnet-2018.json", ConsensusEra.Priority, 60, 75, 4096, 5, 32, 32, 4096)]
    [InlineData("go-tezos/constants-babylon-mainnet-2019-12.json", ConsensusEra.Priority, 60, 40, 4096, 5, 32, 32, 4096)]
    [InlineData("go-tezos/constants.json", ConsensusEra.Priority, 60, 40, 4096, 5, 32, 32, 4096)]
    [InlineData("taquito/constants/mainnet-proto009-level1480000.json", ConsensusEra.Priority, 60, 40, 4096, 5, 32, 32, 4096)]
    [InlineData("taquito/constants/mainnet-proto011-level1932041.json", ConsensusEra.Priority, 30, 40, 8192, 5, 256, 64, 8192)]
    [InlineData("taquito/constants/mainnet-proto012-level2354016.json", ConsensusEra.Tenderbake, 30, 15, 8192, 5, 7000, 64, 8192)]
    [InlineData("taquito/constants/mainnet-proto013-level2656071.json", ConsensusEra.Tenderbake, 30, 15, 8192, 5, 7000, 64, 8192)]
    [InlineData("taquito/constants/mainnet-proto015-level3268600.json", ConsensusEra.Tenderbake, 30, 15, 8192, 5, 7000, 64, 256)]
    [InlineData("taquito/constants/mainnet-proto016-level3368600.json", ConsensusEra.Tenderbake, 15, 8, 16384, 5, 7000, 128, 512)]
    [InlineData("mainnet-nairobi/mainnet_head_constants-2.json", ConsensusEra.Tenderbake, 15, 8, 16384, 5, 7000, 128, 512)]
    [InlineData("taquito/constants/mainnet-proto018-oxford2-head.json", ConsensusEra.Tenderbake, 15, 8, 16384, 5, 7000, 128, 512)]
    [InlineData("taquito/constants/mainnet-proto020-Paris-head.json", ConsensusEra.Tenderbake, 10, 5, 24576, 2, 7000, 192, 768)]
    [InlineData("taquito/constants/mainnet-proto022-Rio-head.json", ConsensusEra.Tenderbake, 8, 4, 10800, 2, 7000, 240, 960)]
    [InlineData("taquito/constants/mainnet-proto023-Seoul-head.json", ConsensusEra.Tenderbake, 8, 4, 10800, 2, 7000, 84, 300)]
    [InlineData("taquito/constants/mainnet-proto024-Tallinn-head.json", ConsensusEra.Tenderbake, 6, 3, 14400, 2, 7000, 112, 400)]
    public void Mainnet_constants_of_every_era_become_the_same_facts(
        string file, ConsensusEra era, int delay, int increment, int cycle, int rightsDelay, int committee, int commitment, int nonces)
    {
        var constants = Read(File.ReadAllText(Recorded.Path(file.Split('/'))));

        Assert.Equal(
            (era, delay, increment, cycle, rightsDelay, committee, commitment, nonces),
            (constants.Era, constants.MinimalBlockDelay.TotalSeconds, constants.DelayIncrement.TotalSeconds, constants.BlocksPerCycle, constants.ConsensusRightsDelay,
                constants.CommitteeSize, constants.BlocksPerCommitment, constants.NonceRevelationThreshold));
        Assert.Equal((2, 3), constants.MinimalParticipation);
    }

    [Theory]
    [InlineData("mainnet-proto020-Paris-head.json", null, 8192)]
    [InlineData("mainnet-proto022-Rio-head.json", 2, 3600)]
    [InlineData("mainnet-proto024-Tallinn-head.json", 2, 4800)]
    public void Inactivity_and_the_budget_in_levels_follow(string file, int? inactivity, int missable)
    {
        var constants = Read(File.ReadAllText(Recorded.Path("taquito", "constants", file)));

        Assert.Equal((inactivity, missable), (constants.ToleratedInactivityCycles, constants.AllowedMissedLevels));
    }

    [Theory]
    [InlineData("008-Edo", ConsensusEra.Priority, 0, 32, 8)]
    [InlineData("010-Granada", ConsensusEra.Priority, 0, 256, 8)]
    [InlineData("012-Ithaca", ConsensusEra.Tenderbake, 1, 256, 8)]
    [InlineData("013-Jakarta", ConsensusEra.Tenderbake, 1, 256, 8)]
    [InlineData("015-Lima", ConsensusEra.Tenderbake, 1, 256, 4)]
    [InlineData("016-Mumbai", ConsensusEra.Tenderbake, 1, 256, 4)]
    [InlineData("018-Oxford", ConsensusEra.Tenderbake, 1, 256, 4)]
    [InlineData("019-ParisB", ConsensusEra.Tenderbake, 1, 256, 4)]
    [InlineData("021-Quebec", ConsensusEra.Tenderbake, 1, 256, 4)]
    [InlineData("023-Seoul", ConsensusEra.Tenderbake, 1, 256, 4)]
    [InlineData("024-Tallinn", ConsensusEra.Tenderbake, 1, 256, 4)]
    [InlineData("025-Ushuaia", ConsensusEra.Tenderbake, 1, 256, 4)]
    public void Sandbox_constants_as_octez_itself_records_them_too(string protocol, ConsensusEra era, int increment, int committee, int nonces)
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Recorded.Path("octez", "tezt-rpc", protocol, "constants.sandbox.json")));
        var constants = Read((file.RootElement.TryGetProperty("response", out var response) ? response : file.RootElement).GetRawText());

        Assert.Equal((era, 1, increment, 8, 2, committee, 4, nonces), (constants.Era, constants.MinimalBlockDelay.TotalSeconds, constants.DelayIncrement.TotalSeconds,
            constants.BlocksPerCycle, constants.ConsensusRightsDelay, constants.CommitteeSize, constants.BlocksPerCommitment, constants.NonceRevelationThreshold));
    }

    [Theory]
    [InlineData("""{"blocks_per_cycle":8,"preserved_cycles":2}""", "neither minimal_block_delay nor time_between_blocks")]
    [InlineData("""{"blocks_per_cycle":0,"preserved_cycles":2,"minimal_block_delay":"6","delay_increment_per_round":"3"}""", "blocks_per_cycle is 0")]
    [InlineData("""{"blocks_per_cycle":8,"minimal_block_delay":"6","delay_increment_per_round":"3"}""", "consensus_rights_delay")]
    [InlineData("""{"blocks_per_cycle":8,"preserved_cycles":2,"minimal_block_delay":"0","delay_increment_per_round":"3"}""", "minimal_block_delay is 0")]
    public void Absurd_constants_are_refused_by_name(string json, string problem) =>
        Assert.Contains(problem, Assert.Throws<JsonException>(() => Read(json)).Message, StringComparison.Ordinal);

    private static ProtocolConstants Read(string json) => JsonSerializer.Deserialize(json, Wire.Default.ConstantsWire)!.ToFacts("P");
}
