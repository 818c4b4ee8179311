using System.Text.Json.Nodes;
using BakeWindow.Simulator.Chain;

namespace BakeWindow.Simulator.Rpc;

/// <summary>Block metadata: what the protocol says about a block.</summary>
internal static class MetadataJson
{
    public static JsonObject Of(NodeView view, Block block)
    {
        var cycles = view.Chain.Cycles;
        var protocol = cycles.ProtocolAt(block.Level);
        var baker = view.Chain.Bakers.All[block.Baker];
        var json = new JsonObject
        {
            ["protocol"] = protocol.Hash,
            ["next_protocol"] = cycles.ProtocolAt(block.Level + 1).Hash,
            ["test_chain_status"] = new JsonObject { ["status"] = "not_running" },
            ["max_operations_ttl"] = protocol.HasPriorities ? 60 : 3600 / protocol.BlockDelay,
            ["max_operation_data_length"] = protocol.HasPriorities ? 16384 : 32768,
            ["max_block_header_length"] = protocol.HasPriorities ? 238 : 289,
            ["max_operation_list_length"] = new JsonArray(
                new JsonObject { ["max_size"] = 4194304, ["max_op"] = 2048 },
                new JsonObject { ["max_size"] = 32768 },
                new JsonObject { ["max_size"] = 135168, ["max_op"] = 132 },
                new JsonObject { ["max_size"] = 524288 }),
        };
        if (!protocol.HasPriorities)
        {
            json["proposer"] = baker.Address;
        }

        json["baker"] = baker.Address;
        AddPlace(json, cycles, protocol, block.Level);
        json["nonce_hash"] = Nonces.IsCommitment(cycles, block.Level) ? view.Chain.Names.NonceHash(block.Level) : null;
        if (protocol.Number <= 12)
        {
            json["consumed_gas"] = "0";
        }

        json["deactivated"] = new JsonArray();
        json["balance_updates"] = new JsonArray();
        if (protocol.Number >= 15)
        {
            json["proposer_consensus_key"] = baker.ConsensusKey;
            json["baker_consensus_key"] = baker.ConsensusKey;
            json["consumed_milligas"] = "0";
        }

        if (protocol.Number >= 24)
        {
            json["all_bakers_attest_activation_level"] = view.Chain.AllBakersAttestFrom is { } from ? LevelJson.Of(cycles, from) : null;
            json["attestations"] = Recorded(view.Chain, protocol, block.Level - 1);
        }

        return json;
    }

    // Up to 007 a flat level and the kind of the vote; since 008 two objects.
    private static void AddPlace(JsonObject json, CycleMap cycles, ProtocolVersion protocol, int level)
    {
        if (protocol.Number < 8)
        {
            json["level"] = LevelJson.Of(cycles, level);
            json["voting_period_kind"] = VotingPeriod.At(cycles, level).Kind;
            return;
        }

        json["level_info"] = LevelJson.Of(cycles, level);
        json["voting_period_info"] = VotingPeriod.At(cycles, level).Json();
    }

    private static JsonObject? Recorded(SimChain chain, ProtocolVersion protocol, int attested)
    {
        if (chain.At(attested) is not { } block)
        {
            return null;
        }

        var powers = AttestingPower.Of(chain, attested);
        return new JsonObject
        {
            ["total_committee_power"] = RpcJson.Big(powers.Total),
            ["threshold"] = RpcJson.Big(powers.Total == protocol.Constants.CommitteeSize ? protocol.Threshold : (powers.Total * 2 / 3) + 1),
            ["recorded_power"] = RpcJson.Big(chain.Bakers.All.Where(b => block.WasUp(b.Index)).Sum(b => powers.Power(b))),
        };
    }
}
