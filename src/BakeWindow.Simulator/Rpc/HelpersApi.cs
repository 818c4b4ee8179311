using System.Globalization;
using System.Text.Json.Nodes;

namespace BakeWindow.Simulator.Rpc;

/// <summary>The small helper calls: levels, rounds, votes, All Bakers Attest, who holds what share.</summary>
internal static class HelpersApi
{
    public static void Map(RouteGroupBuilder block)
    {
        block.MapGet("/helpers/current_level", (BlockCall call) => Offset(call) is { } offset && (offset >= 0 || call.Protocol.HasPriorities)
            ? BlockCall.Json(LevelJson.Of(call.Chain.Cycles, call.Block.Level + offset))
            : RpcErrors.BadParameter("offset", call.Query["offset"].ToString()));
        block.MapGet("/helpers/levels_in_current_cycle", (BlockCall call) => Offset(call) is { } offset
            ? Cycle(call, offset)
            : RpcErrors.BadParameter("offset", call.Query["offset"].ToString()));
        block.MapGet("/helpers/round", (BlockCall call) => call.Protocol.HasPriorities ? Results.NotFound() : BlockCall.Json(call.Block.Round));
        block.MapGet("/helpers/consecutive_round_zero", (BlockCall call) => call.Protocol.HasPriorities ? Results.NotFound() : BlockCall.Json(ConsecutiveRoundZero(call)));
        block.MapGet("/helpers/all_bakers_attest_activation_level", (BlockCall call) => Since24(call, () =>
            call.Chain.AllBakersAttestFrom is { } from ? LevelJson.Of(call.Chain.Cycles, from) : null));
        block.MapGet("/helpers/tz4_baker_number_ratio", (BlockCall call) => Since24(call, () =>
            string.Create(CultureInfo.InvariantCulture, $"{100.0 * call.Chain.Bakers.All.Count(b => b.SignsWithBls) / call.Chain.Bakers.All.Count:0.00}%")));
        block.MapGet("/helpers/total_baking_power", (BlockCall call) => call.Protocol.Number >= 23 ? BlockCall.Json(RpcJson.Big(call.Chain.Bakers.Total)) : Results.NotFound());
        block.MapGet("/helpers/baking_power_distribution_for_current_cycle", (BlockCall call) => Since24(call, () => Distribution(call)));
        block.MapGet("/votes/current_period", (BlockCall call) => BlockCall.Json(VotingPeriod.At(call.Chain.Cycles, call.Block.Level).Json()));
    }

    private static int? Offset(BlockCall call) => call.Query.TryGetValue("offset", out var text)
        ? int.TryParse(text[^1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var offset) && Math.Abs(offset) < 1_000_000_000 ? offset : null
        : 0;

    private static IResult Cycle(BlockCall call, int offset)
    {
        var span = call.Chain.Cycles.SpanOf(call.Chain.Cycles.SpanAt(call.Block.Level).Cycle.Value + Math.Clamp(offset, -100, 10_000));
        return BlockCall.Json(new JsonObject { ["first"] = span.First.Value, ["last"] = span.Last.Value });
    }

    private static IResult Since24(BlockCall call, Func<JsonNode?> answer) => call.Protocol.Number >= 24 ? BlockCall.Json(answer()) : Results.NotFound();

    private static int ConsecutiveRoundZero(BlockCall call)
    {
        var count = 0;
        while (count < 1000 && call.Chain.At(call.Block.Level - count) is { Round: 0 })
        {
            count++;
        }

        return count;
    }

    private static JsonArray Distribution(BlockCall call) =>
    [
        RpcJson.Big(call.Chain.Bakers.Total),
        RpcJson.Array(call.Chain.Bakers.All.Select(b => (JsonNode?)new JsonArray(
            new JsonObject { ["delegate"] = b.Address, ["consensus_pkh"] = b.ConsensusKey },
            RpcJson.Big(b.Stake)))),
    ];
}
