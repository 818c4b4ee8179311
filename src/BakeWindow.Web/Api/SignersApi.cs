using BakeWindow.Core.Wire;
using BakeWindow.Web.Access;
using BakeWindow.Web.Configuration;
using BakeWindow.Web.Observing;
using BakeWindow.Web.Views;

namespace BakeWindow.Web.Api;

/// <summary>How the paths to bakers' keys stand. Addresses are never told.</summary>
internal static class SignersApi
{
    public static void MapSigners(this RouteGroupBuilder api) => api.MapGet("/signers", (WorldBoard board, HealthBook book, Settings settings, TimeProvider time) => TypedResults.Json(
            new SignersDocument
            {
                At = time.GetUtcNow(),
                Bakers = [.. settings.Bakers.Where(b => b.Signers.Count > 0).Select(b => SignerParts.Of(b, book.Of(b.Address).Signer, board.Now.Chain))],
            }, WireJson.Plain.SignersDocument)).Allows(Act.View)
        .AddEndpointFilter(new KnownQuery())
        .WithSummary("The paths to bakers' keys: baker, proxy, tunnel, signer, key; how each part stands, since when, how often it came and went, and whether they are left in peace now.")
        .Produces<SignersDocument>().ProducesValidationProblem();
}
