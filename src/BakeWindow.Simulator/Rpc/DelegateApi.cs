using System.Globalization;
using System.Text.Json.Nodes;
using BakeWindow.Simulator.Chain;

namespace BakeWindow.Simulator.Rpc;

/// <summary>What the context knows of one delegate, and of nonces.</summary>
internal static class DelegateApi
{
    // The attesting reward per slot in mutez; of the order of the real one, for no plan depends on it.
    private const int RewardPerSlot = 571;

    public static void Map(RouteGroupBuilder block)
    {
        Map(block, "", 0, Whole);
        Map(block, "/participation", 12, Participation);
        Map(block, "/dal_participation", 22, DalParticipation);
        Map(block, "/deactivated", 0, (_, _) => false);
        Map(block, "/grace_period", 0, GracePeriod);
        Map(block, "/is_forbidden", 20, (_, _) => false);
        Map(block, "/consensus_key", 15, ConsensusKey);
        Map(block, "/companion_key", 23, CompanionKey);
        block.MapGet("/context/nonces/{level}", (BlockCall call, string level) =>
            int.TryParse(level, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? BlockCall.Json(Nonce(call, number)) : RpcErrors.BadParameter("level", level));
    }

    private static void Map(RouteGroupBuilder block, string path, int since, Func<BlockCall, Baker, JsonNode?> answer) =>
        block.MapGet($"/context/delegates/{{pkh}}{path}", (BlockCall call, string pkh) => call.Protocol.Number < since
            ? Results.NotFound()
            : call.Chain.Bakers.Find(pkh) is { } baker ? BlockCall.Json(answer(call, baker)) : RpcErrors.NotADelegate(call.Protocol, pkh));

    private static JsonObject Nonce(BlockCall call, int level) => call.Chain.Nonces.Of(level, call.Block.Level) switch
    {
        NonceState.Revealed => new JsonObject { ["nonce"] = call.Chain.Names.Nonce(level) },
        NonceState.Committed => new JsonObject { ["hash"] = call.Chain.Names.NonceHash(level) },
        _ => [],
    };

    private static JsonObject Participation(BlockCall call, Baker baker)
    {
        var constants = call.Protocol.Constants;
        var expected = (long)((Int128)baker.Stake * constants.BlocksPerCycle * constants.CommitteeSize / call.Chain.Bakers.Total);
        var minimal = expected * constants.MinimalParticipation.Numerator / constants.MinimalParticipation.Denominator;
        var missed = call.Chain.Attendance.Missed(baker, call.Chain.Cycles.SpanAt(call.Block.Level).Cycle.Value, call.Block.Level);
        var remaining = expected - minimal - missed.Slots;
        return new JsonObject
        {
            ["expected_cycle_activity"] = expected,
            ["minimal_cycle_activity"] = minimal,
            ["missed_slots"] = missed.Slots,
            ["missed_levels"] = missed.Levels,
            ["remaining_allowed_missed_slots"] = Math.Max(0, remaining),
            [call.Protocol.Number < 18 ? "expected_endorsing_rewards" : "expected_attesting_rewards"] = RpcJson.Big(remaining < 0 ? 0 : expected * RewardPerSlot),
        };
    }

    private static JsonObject DalParticipation(BlockCall call, Baker baker)
    {
        var span = call.Chain.Cycles.SpanAt(call.Block.Level);
        var missed = call.Chain.Attendance.Missed(baker, span.Cycle.Value, call.Block.Level);
        var shards = (long)((Int128)baker.Stake * 512 * call.Protocol.Constants.BlocksPerCycle / call.Chain.Bakers.Total);
        // Two slots a level that the baker could attest, and did when it was up.
        var attestable = 2 * (call.Block.Level - span.First.Value);
        var attested = attestable - (2 * missed.Levels);
        return new JsonObject
        {
            ["expected_assigned_shards_per_slot"] = shards,
            ["delegate_attested_dal_slots"] = attested,
            ["delegate_attestable_dal_slots"] = attestable,
            ["expected_dal_rewards"] = RpcJson.Big(shards * RewardPerSlot),
            ["sufficient_dal_participation"] = attested * 25L >= attestable * 16L,
            ["denounced"] = false,
        };
    }

    private static JsonNode GracePeriod(BlockCall call, Baker baker) =>
        call.Chain.Cycles.SpanAt(call.Block.Level).Cycle.Value + call.Protocol.Constants.ConsensusRightsDelay + 1;

    private static JsonObject ConsensusKey(BlockCall call, Baker baker) =>
        new() { ["active"] = new JsonObject { ["pkh"] = baker.ConsensusKey, ["pk"] = baker.PublicKey } };

    private static JsonObject CompanionKey(BlockCall call, Baker baker) =>
        new() { ["active"] = baker.SignsWithBls ? new JsonObject { ["pkh"] = call.Chain.Names.Tz4(1000 + baker.Index), ["pk"] = baker.PublicKey } : null };

    private static JsonObject Whole(BlockCall call, Baker baker)
    {
        var (stake, frozen, others) = (RpcJson.Big(baker.Stake), RpcJson.Big(baker.Stake / 10), RpcJson.Big(baker.Stake - (baker.Stake / 10)));
        var grace = GracePeriod(call, baker);
        return call.Protocol.Number switch
        {
            <= 11 => new()
            {
                ["balance"] = stake,
                ["frozen_balance"] = frozen,
                ["frozen_balance_by_cycle"] = new JsonArray(),
                ["staking_balance"] = stake,
                ["delegated_contracts"] = new JsonArray(baker.Address),
                ["delegated_balance"] = others,
                ["deactivated"] = false,
                ["grace_period"] = grace,
            },
            <= 21 => new()
            {
                ["full_balance"] = stake,
                ["current_frozen_deposits"] = frozen,
                ["frozen_deposits"] = frozen,
                ["staking_balance"] = stake,
                ["delegated_contracts"] = new JsonArray(baker.Address),
                ["delegated_balance"] = others,
                ["deactivated"] = false,
                ["grace_period"] = grace,
                ["voting_power"] = call.Protocol.Number <= 14 ? (int)(baker.Stake / 6_000_000_000) : stake,
            },
            _ => new()
            {
                ["deactivated"] = false,
                ["is_forbidden"] = false,
                ["participation"] = Participation(call, baker),
                ["dal_participation"] = DalParticipation(call, baker),
                ["grace_period"] = grace,
                ["baking_power"] = stake,
                ["total_staked"] = frozen,
                ["total_delegated"] = others,
                ["own_full_balance"] = stake,
                ["own_staked"] = frozen,
                ["own_delegated"] = others,
                ["external_staked"] = "0",
                ["external_delegated"] = "0",
                ["voting_power"] = stake,
                ["consensus_key"] = ConsensusKey(call, baker),
                ["companion_key"] = CompanionKey(call, baker),
            },
        };
    }
}
