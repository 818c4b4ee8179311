using BakeWindow.Core.Wire;
using BakeWindow.Storage;
using BakeWindow.Web.Access;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BakeWindow.Web.Api;

/// <summary>Tokens and sessions, for admins and for programs that set up others. People make their own on the page /me.</summary>
internal static class TokensApi
{
    private const int MostSecond = 100;

    public static void MapTokens(this RouteGroupBuilder api)
    {
        api.MapGet("/tokens", ListAsync).Allows(Act.Administer).WithSummary("All tokens, newest first; never their secrets.").Produces<IReadOnlyList<TokenDocument>>();
        api.MapPost("/tokens", MakeAsync).Allows(Act.Administer).WithSummary("Make a token. It is in the answer, and nowhere else ever after.")
            .Produces<TokenDocument>(StatusCodes.Status201Created).ProducesValidationProblem().ProducesProblem(StatusCodes.Status403Forbidden);
        api.MapDelete("/tokens/{id}", RevokeAsync).Allows(Act.Administer).WithSummary("Revoke a token; within five seconds it is worth nothing anywhere.").ProducesProblem(StatusCodes.Status404NotFound);
        api.MapGet("/sessions", (HttpContext http, SessionDesk desk) => TypedResults.Json<IReadOnlyList<SessionDocument>>([.. desk.All(http.Caller()).Select(Document)], WireJson.Plain.IReadOnlyListSessionDocument))
            .Allows(Act.Administer).WithSummary("Who is signed in.").Produces<IReadOnlyList<SessionDocument>>();
        api.MapDelete("/sessions/{id}", EndAsync).Allows(Act.Administer).WithSummary("End a session; its pages can do nothing more.").ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<JsonHttpResult<IReadOnlyList<TokenDocument>>> ListAsync(HttpContext http, TokenDesk desk, CancellationToken ct)
    {
        IReadOnlyList<TokenDocument> all = [.. (await desk.AllAsync(http.Caller(), ct)).Select(t => Document(t, null))];
        return TypedResults.Json(all, WireJson.Plain.IReadOnlyListTokenDocument);
    }

    private static async Task<Results<JsonHttpResult<TokenDocument>, ValidationProblem>> MakeAsync(TokenBody body, HttpContext http, TokenDesk desk, CancellationToken ct)
    {
        var wish = new TokenWish(body.Name, Few(body.Scopes), Few(body.Nodes), body.Days ?? TokenWish.UsualDays);
        if (wish.Mistakes(http.Caller()) is { Count: > 0 } mistakes)
        {
            return TypedResults.ValidationProblem(mistakes.ToDictionary(m => m.Key, m => new[] { m.Value }, StringComparer.Ordinal));
        }

        var (text, kept) = await desk.MakeAsync(wish, http.Caller(), ct);
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(Document(kept, text.ToString()), WireJson.Plain.TokenDocument, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(string id, HttpContext http, TokenDesk desk, CancellationToken ct) =>
        await desk.RevokeAsync(id, http.Caller(), ct) ? TypedResults.NoContent() : NotFound("token", id, "GET /api/v1/tokens lists them");

    private static async Task<Results<NoContent, ProblemHttpResult>> EndAsync(string id, HttpContext http, SessionDesk desk, CancellationToken ct) =>
        await desk.EndAsync(id, http.Caller(), ct) ? TypedResults.NoContent() : NotFound("session", id, "GET /api/v1/sessions lists them");

    private static ProblemHttpResult NotFound(string what, string id, string where) =>
        TypedResults.Problem($"There is no {what} \"{id[..Math.Min(20, id.Length)]}\" that is good; {where}.", statusCode: StatusCodes.Status404NotFound, title: "Not found");

    private static string[] Few(IReadOnlyList<string>? words) => [.. (words ?? []).Take(MostSecond + 1)];

    private static TokenDocument Document(KeptToken t, string? text) => new(t.Id, t.Name, t.Owner, t.Scopes, t.Limits, t.MadeAt, t.ExpiresAt, t.LastUsedAt, t.RevokedAt, t.RevokedBy, text);

    private static SessionDocument Document(LiveSession s) => new(s.Id, s.Facts.Who, s.Role.ToString(), s.MadeAt, s.SeenAt, s.EndsAt);
}

/// <summary>The body of POST /tokens.</summary>
/// <param name="Name">As people call it.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="Nodes">The nodes it is limited to.</param>
/// <param name="Days">After how many days it expires; 90 when left out.</param>
internal sealed record TokenBody(string? Name, IReadOnlyList<string>? Scopes, IReadOnlyList<string>? Nodes, int? Days);
