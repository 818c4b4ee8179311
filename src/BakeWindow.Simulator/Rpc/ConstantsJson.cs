using System.Text.Json.Nodes;
using BakeWindow.Simulator.Chain;

namespace BakeWindow.Simulator.Rpc;

/// <summary><c>context/constants</c> of every era: what consensus and planning need, under the names and in the kinds (number or text) of the era. Fees, gas and rollups are left out.</summary>
internal static class ConstantsJson
{
    public static JsonObject Of(ProtocolVersion protocol)
    {
        var json = new JsonObject
        {
            ["proof_of_work_nonce_size"] = 8,
            ["nonce_length"] = 32,
            ["max_operation_data_length"] = protocol.Number <= 8 ? 16384 : 32768,
            ["max_proposals_per_delegate"] = 20,
            ["blocks_per_cycle"] = protocol.Constants.BlocksPerCycle,
            ["blocks_per_commitment"] = protocol.Constants.BlocksPerCommitment,
            ["quorum_min"] = 2000,
            ["quorum_max"] = 7000,
            ["min_proposal_quorum"] = 500,
        };
        if (protocol.HasPriorities)
        {
            AddPriorities(json, protocol);
        }
        else
        {
            AddTenderbake(json, protocol);
        }

        if (protocol.Number <= 12)
        {
            json["blocks_per_voting_period"] = protocol.BlocksPerVotingPeriod;
        }
        else
        {
            json["cycles_per_voting_period"] = protocol.CyclesPerVotingPeriod;
        }

        return json;
    }

    private static void AddPriorities(JsonObject json, ProtocolVersion protocol)
    {
        var emmyStar = protocol.Number >= 10;
        json["preserved_cycles"] = protocol.Constants.ConsensusRightsDelay;
        json["time_between_blocks"] = new JsonArray("60", "40");
        json["endorsers_per_block"] = protocol.Constants.CommitteeSize;
        json["initial_endorsers"] = emmyStar ? 192 : 24;
        json["delay_per_missing_endorsement"] = emmyStar ? "4" : "8";
        json["blocks_per_roll_snapshot"] = protocol.Constants.BlocksPerCycle / 16;
        json["tokens_per_roll"] = "8000000000";
        json["block_security_deposit"] = emmyStar ? "640000000" : "512000000";
        json["endorsement_security_deposit"] = emmyStar ? "2500000" : "64000000";
        if (protocol.Number == 5)
        {
            (json["block_reward"], json["endorsement_reward"]) = ("16000000", "2000000");
        }

        if (emmyStar)
        {
            json["minimal_block_delay"] = RpcJson.Big(protocol.BlockDelay);
        }
    }

    private static void AddTenderbake(JsonObject json, ProtocolVersion protocol)
    {
        var (number, constants) = (protocol.Number, protocol.Constants);
        json[number <= 18 ? "preserved_cycles" : "consensus_rights_delay"] = constants.ConsensusRightsDelay;
        json["minimal_block_delay"] = RpcJson.Big(protocol.BlockDelay);
        json["delay_increment_per_round"] = RpcJson.Big(protocol.DelayIncrement);
        json["consensus_committee_size"] = constants.CommitteeSize;
        json[number <= 21 ? "consensus_threshold" : "consensus_threshold_size"] = protocol.Threshold;
        json["minimal_participation_ratio"] = RpcJson.Ratio(constants.MinimalParticipation.Numerator, constants.MinimalParticipation.Denominator);
        json["max_operations_time_to_live"] = 3600 / protocol.BlockDelay;
        if (number >= 14)
        {
            json["nonce_revelation_threshold"] = constants.NonceRevelationThreshold;
        }

        if (number >= 15)
        {
            json["minimal_stake"] = "6000000000";
        }

        if (number >= 19)
        {
            json["blocks_preservation_cycles"] = 1;
            json["delegate_parameters_activation_delay"] = 5;
        }

        if (number <= 21)
        {
            json["max_slashing_period"] = 2;
        }
        else
        {
            json["denunciation_period"] = 1;
            json["slashing_delay"] = 1;
            json["consensus_key_activation_delay"] = constants.ConsensusRightsDelay;
            json["tolerated_inactivity_period"] = 2;
            json["aggregate_attestation"] = number >= 23;
            json["dal_parametric"] = Dal(number);
        }

        AddAllBakersAttest(json, number);
    }

    // A level in 022 and 023, where nobody could reach it; a threshold since 024.
    private static void AddAllBakersAttest(JsonObject json, int number)
    {
        switch (number)
        {
            case 22 or 23:
                json["all_bakers_attest_activation_level"] = null;
                break;
            case >= 24:
                json["all_bakers_attest_activation_threshold"] = RpcJson.Ratio(1, 2);
                break;
        }

        if (number >= 25)
        {
            json["swrr_new_baker_lottery_enable"] = false;
        }
    }

    private static JsonObject Dal(int number) => new()
    {
        ["feature_enable"] = true,
        ["incentives_enable"] = true,
        ["number_of_slots"] = number >= 25 ? 160 : 32,
        ["attestation_lag"] = number >= 25 ? 5 : 8,
        ["attestation_threshold"] = 66,
        ["minimal_participation_ratio"] = new JsonObject { ["numerator"] = "16", ["denominator"] = "25" },
        ["number_of_shards"] = 512,
    };
}
