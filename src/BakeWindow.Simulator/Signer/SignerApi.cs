using System.Text.Json.Nodes;
using BakeWindow.Simulator.Chain;
using BakeWindow.Simulator.Rpc;

namespace BakeWindow.Simulator.Signer;

/// <summary>The calls of a remote signer that a probe makes, below <c>/signer</c>. It never signs: the simulator's bakers need no signatures.</summary>
internal static class SignerApi
{
    public static void MapSigner(this WebApplication app, SimSigner signer, SimChain chain)
    {
        var group = app.MapGroup("/signer");
        group.AddEndpointFilter(async (invocation, next) =>
        {
            if (signer.State is not SignerState.Down down)
            {
                return await next(invocation);
            }

            await Outage.PlayAsync(invocation.HttpContext, down.How);
            return Results.Empty;
        });
        group.MapGet("/keys/{pkh}", (string pkh) => signer.State is SignerState.Ok && (pkh == chain.Watched.Address || pkh == chain.Watched.ConsensusKey)
            ? BlockCall.Json(new JsonObject { ["public_key"] = chain.Watched.PublicKey })
            : Results.NotFound());
        group.MapGet("/authorized_keys", () => BlockCall.Json(new JsonObject()));
    }
}
