using System.Globalization;
using System.Text.Json.Nodes;
using BakeWindow.Simulator.Chain;
using BakeWindow.Simulator.Rpc;

namespace BakeWindow.Simulator.Tzkt;

/// <summary>The part of TzKT's API that a second source of rights needs. It always sees the true chain.</summary>
internal static class TzktApi
{
    private const int MostRows = 10_000;

    public static void MapTzkt(this WebApplication app, SimChain chain)
    {
        app.MapGet("/tzkt/v1/head", () => BlockCall.Json(Head(chain)));
        app.MapGet("/tzkt/v1/cycles/{index:int}", (int index) => Cycle(chain, index));
        app.MapGet("/tzkt/v1/rights", (HttpContext http) => Rights(http.Request.Query, chain));
    }

    private static JsonObject Head(SimChain chain)
    {
        var head = chain.Head;
        return new JsonObject
        {
            ["chain"] = "mainnet",
            ["chainId"] = chain.Plan.ChainId,
            ["cycle"] = chain.Cycles.SpanAt(head.Level).Cycle.Value,
            ["level"] = head.Level,
            ["hash"] = chain.Names.Block(head.Level, head.Variant),
            ["protocol"] = chain.Cycles.ProtocolAt(head.Level).Hash,
            ["nextProtocol"] = chain.Cycles.ProtocolAt(head.Level + 1).Hash,
            ["timestamp"] = RpcJson.Time(head.Unix),
            ["knownLevel"] = head.Level,
            ["lastSync"] = RpcJson.Time(head.Unix),
            ["synced"] = true,
        };
    }

    // A cycle is listed once its rights are computed; before that there is no content.
    private static IResult Cycle(SimChain chain, int index)
    {
        var head = chain.Head;
        var latest = chain.Cycles.SpanAt(head.Level).Cycle.Value + chain.Cycles.ProtocolAt(head.Level + 1).Constants.ConsensusRightsDelay;
        if (index < chain.Cycles.Activations[0].Cycle || index > latest)
        {
            return Results.NoContent();
        }

        var span = chain.Cycles.SpanOf(index);
        return BlockCall.Json(new JsonObject { ["index"] = index, ["firstLevel"] = span.First.Value, ["lastLevel"] = span.Last.Value });
    }

    private static IResult Rights(IQueryCollection query, SimChain chain)
    {
        var (level, cycle, round) = (NumberFilter.Read(query, "level"), NumberFilter.Read(query, "cycle"), NumberFilter.Read(query, "round"));
        var (limit, offset) = (Number(query, "limit", 100), Number(query, "offset", 0));
        if (level is null || cycle is null || round is null || limit is < 0 or > MostRows || offset < 0)
        {
            return Results.Json(new { code = 400, errors = new { query = "level, cycle, round, limit (0…10000) or offset can't be read" } }, statusCode: StatusCodes.Status400BadRequest);
        }

        var rows = new TzktRights(chain, level, cycle, round)
        {
            Type = query["type"],
            Baker = query["baker"],
            Status = query["status"],
            Descending = query.ContainsKey("sort.desc"),
        };
        return BlockCall.Json(RpcJson.Array(rows.All().Skip(offset).Take(limit)));
    }

    private static int Number(IQueryCollection query, string name, int otherwise) =>
        !query.TryGetValue(name, out var text) ? otherwise : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
}
