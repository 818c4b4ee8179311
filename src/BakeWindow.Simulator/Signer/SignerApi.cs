using System.Text;
using System.Text.Json.Nodes;
using BakeWindow.Simulator.Chain;
using BakeWindow.Simulator.Rpc;

namespace BakeWindow.Simulator.Signer;

/// <summary>
/// The calls of a remote signer that a probe makes: below <c>/signer</c> through the forwarder, below <c>/signers/NAME</c> one by one; and the forwarder's statistics as HAProxy tells them. It
/// never signs: the simulator's bakers need no signatures.
/// </summary>
internal static class SignerApi
{
    public static void MapSigner(this WebApplication app, SimSigner signer, SimChain chain)
    {
        Map(app.MapGroup("/signer"), signer, chain, _ => signer.Behind());
        Map(app.MapGroup("/signers/{name}"), signer, chain, http => signer.Find((string)http.Request.RouteValues["name"]!));
        app.MapGet("/forwarder/stats;csv", () => Results.Text(Statistics(signer), "text/plain"));
        // Nothing that a probe does comes here.
        app.MapPost("/signer/{**rest}", () => Other(signer));
        app.MapPost("/signers/{**rest}", () => Other(signer));
    }

    private static void Map(RouteGroupBuilder group, SimSigner signer, SimChain chain, Func<HttpContext, SimSignerUnit?> unit)
    {
        group.MapGet("/keys/{pkh}", async (HttpContext http, string pkh) =>
        {
            signer.Probed(pkh);
            switch (unit(http)?.Now)
            {
                case SignerState.Ok when IsKey(chain, pkh):
                    return BlockCall.Json(new JsonObject { ["public_key"] = chain.Watched.PublicKey });
                case SignerState.Ok or SignerState.WithoutKey:
                    return Results.NotFound();
                case SignerState.Refusing:
                    return Results.Json(new[] { new { kind = "generic", error = "the key is not available" } }, statusCode: 500);
                case SignerState.Down down:
                    await Outage.PlayAsync(http, down.How);
                    return Results.Empty;
                default:
                    // All are down: the forwarder has its own way of saying so, which is the first's.
                    await Outage.PlayAsync(http, signer.Units.Select(u => u.Now).OfType<SignerState.Down>().FirstOrDefault()?.How ?? DownHow.Unavailable);
                    return Results.Empty;
            }
        });
        group.MapGet("/authorized_keys", async (HttpContext http) =>
        {
            if (unit(http)?.Now is not (null or SignerState.Down))
            {
                return BlockCall.Json(new JsonObject());
            }

            await Outage.PlayAsync(http, DownHow.Unavailable);
            return Results.Empty;
        });
    }

    private static bool IsKey(SimChain chain, string pkh) =>
        pkh == chain.Watched.Address || pkh == chain.Watched.ConsensusKey || (chain.Watched.SignsWithBls && pkh == chain.Names.Tz4(1000 + chain.Watched.Index));

    private static IResult Other(SimSigner signer)
    {
        signer.OtherRequests++;
        return Results.StatusCode(StatusCodes.Status500InternalServerError);
    }

    private static string Statistics(SimSigner signer)
    {
        var csv = new StringBuilder("# pxname,svname,qcur,qmax,scur,smax,slim,stot,bin,bout,dreq,dresp,ereq,econ,eresp,wretr,wredis,status,weight,act,bck,chkfail,chkdown,lastchg,\n");
        csv.Append("signers,FRONTEND,,,0,1,100,1,0,0,0,0,0,,,,,OPEN,,,,,,,\n");
        foreach (var unit in signer.Units)
        {
            csv.Append(System.Globalization.CultureInfo.InvariantCulture, $"signers,{unit.Name},0,0,0,1,,1,0,0,,0,,0,0,0,0,{(unit.Now is SignerState.Down ? "DOWN" : "UP")},1,1,0,0,0,1,\n");
        }

        return csv.Append(System.Globalization.CultureInfo.InvariantCulture, $"signers,BACKEND,0,0,0,1,10,1,0,0,0,0,,0,0,0,0,{(signer.Units.Any(u => u.Now is not SignerState.Down) ? "UP" : "DOWN")},1,1,0,,0,1,\n").ToString();
    }
}
