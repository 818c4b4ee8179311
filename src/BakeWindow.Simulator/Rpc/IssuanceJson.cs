using System.Globalization;
using System.Text.Json.Nodes;

namespace BakeWindow.Simulator.Rpc;

/// <summary>What blocks will pay: 80 tez a minute, as before issuance adapted, of which a quarter each for the payload and the block, and half for attesting. Of the present cycle and of those whose rights are known.</summary>
internal static class IssuanceJson
{
    private const long MutezPerMinute = 80_000_000;
    private const int PerBlockFrom = 24;

    public static JsonArray Of(BlockCall call)
    {
        var (protocol, constants) = (call.Protocol, call.Protocol.Constants);
        var block = MutezPerMinute * protocol.BlockDelay / 60;
        var (bonus, attesting) = (block / 4, block / 2);
        var cycle = call.Chain.Cycles.SpanAt(call.Block.Level).Cycle.Value;
        return [.. Enumerable.Range(cycle, constants.ConsensusRightsDelay + 1).Select(c =>
        {
            var json = new JsonObject { ["cycle"] = c, ["baking_reward_fixed_portion"] = Text(block / 4) };
            (json[protocol.Number >= PerBlockFrom ? "baking_reward_bonus_per_block" : "baking_reward_bonus_per_slot"],
                json[protocol.Number >= PerBlockFrom ? "attesting_reward_per_block" : "attesting_reward_per_slot"]) = protocol.Number >= PerBlockFrom
                ? (Text(bonus), Text(attesting))
                : (Text(bonus / (constants.CommitteeSize / 3)), Text(attesting / constants.CommitteeSize));
            return (JsonNode)json;
        })];
    }

    private static string Text(long mutez) => mutez.ToString(CultureInfo.InvariantCulture);
}
