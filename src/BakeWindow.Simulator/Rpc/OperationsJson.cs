using System.Text.Json.Nodes;
using BakeWindow.Simulator.Chain;

namespace BakeWindow.Simulator.Rpc;

/// <summary>The operations of a block: in the first pass, who attested the block before it.</summary>
internal static class OperationsJson
{
    public static JsonArray Of(NodeView view, Block block) => [Attestations(view, block), new JsonArray(), new JsonArray(), new JsonArray()];

    private static JsonArray Attestations(NodeView view, Block block)
    {
        var chain = view.Chain;
        if (chain.At(block.Level - 1) is not { } attested)
        {
            return [];
        }

        var writer = new AttestationWriter(view, block, attested);
        var present = writer.Power.Attesters.Select(i => chain.Bakers.All[i]).Where(b => attested.WasUp(b.Index)).ToList();
        var aggregated = writer.Protocol.Number >= 23 ? present.Where(b => b.SignsWithBls).ToList() : [];
        var array = RpcJson.Array(present.Except(aggregated).Select(writer.Single));
        if (aggregated.Count > 0)
        {
            array.Add(writer.Aggregate(aggregated));
        }

        return array;
    }
}
