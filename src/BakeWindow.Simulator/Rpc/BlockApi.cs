using System.Text.Json.Nodes;

namespace BakeWindow.Simulator.Rpc;

/// <summary>Blocks and their parts.</summary>
internal static class BlockApi
{
    public static void Map(RouteGroupBuilder block)
    {
        block.MapGet("", (BlockCall call) => BlockCall.Json(Whole(call)));
        block.MapGet("/hash", (BlockCall call) => BlockCall.Json(call.View.HashOf(call.Block)));
        block.MapGet("/header", (BlockCall call) => BlockCall.Json(HeaderJson.Full(call.View, call.Block)));
        block.MapGet("/metadata", (BlockCall call) => BlockCall.Json(MetadataJson.Of(call.View, call.Block)));
        block.MapGet("/operations", (BlockCall call) => BlockCall.Json(OperationsJson.Of(call.View, call.Block)));
        block.MapGet("/operations/{pass:int:range(0,3)}", (BlockCall call, int pass) => BlockCall.Json(OperationsJson.Of(call.View, call.Block)[pass]));
        block.MapGet("/protocols", (BlockCall call) => BlockCall.Json(new JsonObject
        {
            ["protocol"] = call.Chain.Cycles.ProtocolAt(call.Block.Level).Hash,
            ["next_protocol"] = call.Protocol.Hash,
        }));
        block.MapGet("/context/issuance/expected_issuance", (BlockCall call) => call.Protocol.Number >= 18 ? BlockCall.Json(IssuanceJson.Of(call)) : Results.NotFound());
        block.MapGet("/context/constants", (BlockCall call) => BlockCall.Json(ConstantsJson.Of(call.Protocol)));
    }

    private static JsonObject Whole(BlockCall call) => new()
    {
        ["protocol"] = call.Chain.Cycles.ProtocolAt(call.Block.Level).Hash,
        ["chain_id"] = call.Chain.Plan.ChainId,
        ["hash"] = call.View.HashOf(call.Block),
        ["header"] = HeaderJson.Raw(call.View, call.Block),
        ["metadata"] = MetadataJson.Of(call.View, call.Block),
        ["operations"] = OperationsJson.Of(call.View, call.Block),
    };
}
