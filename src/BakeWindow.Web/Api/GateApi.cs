using System.Globalization;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Wire;
using BakeWindow.Web.Access;
using BakeWindow.Web.Configuration;
using BakeWindow.Web.Observing;
using BakeWindow.Web.Recording;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BakeWindow.Web.Api;

/// <summary>"May I disturb this node now, for this long?" and why.</summary>
internal static class GateApi
{
    public static void MapGate(this RouteGroupBuilder api)
    {
        api.MapGet("/gate", Ask).Allows(Act.Ask)
            .AddEndpointFilter(new KnownQuery("node", "baker", "for", "maintenance", "client"))
            .WithSummary("May I disturb this node (or these bakers) now, for this long?")
            .WithDescription("200: yes. 423: no, try again after Retry-After. 503: it can't be known, so no. 400: the question is wrong.")
            .Produces<VerdictDocument>().Produces<VerdictDocument>(StatusCodes.Status423Locked).Produces<VerdictDocument>(StatusCodes.Status503ServiceUnavailable).ProducesValidationProblem();
        api.MapGet("/why", Why).Allows(Act.Ask)
            .AddEndpointFilter(new KnownQuery("node", "baker", "for", "client"))
            .WithSummary("The same question; always 200, with every check that was made.")
            .Produces<VerdictDocument>().ProducesValidationProblem();
    }

    private static Results<JsonHttpResult<VerdictDocument>, ValidationProblem, ProblemHttpResult> Ask(
        HttpContext http, WorldBoard board, Settings settings, GateMetrics metrics, Decisions decisions, TimeProvider time,
        string? node = null, string? baker = null, [Microsoft.AspNetCore.Mvc.FromQuery(Name = "for")] string? need = null, string? maintenance = null, string? client = null)
    {
        var (request, mistakes) = Questions.Read(settings, node, baker, need, maintenance, client);
        if (request is null)
        {
            return TypedResults.ValidationProblem(mistakes);
        }

        if (http.Caller().WhyNot(request.Node) is { } limited)
        {
            return NotAllowed.Problem(limited);
        }

        var now = time.GetUtcNow();
        var world = board.Now;
        var verdict = Gatekeeper.Decide(world, request.FromOutside(world), now);
        metrics.Decided(verdict);
        decisions.Note(world, verdict);
        var status = verdict switch
        {
            Verdict.Allowed => StatusCodes.Status200OK,
            Verdict.Held => StatusCodes.Status423Locked,
            _ => StatusCodes.Status503ServiceUnavailable,
        };
        if (status != StatusCodes.Status200OK)
        {
            http.Response.Headers.RetryAfter = RetryAfter(verdict, now).ToString(CultureInfo.InvariantCulture);
        }

        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(VerdictDocument.From(verdict), WireJson.Plain.VerdictDocument, statusCode: status);
    }

    private static Results<JsonHttpResult<VerdictDocument>, ValidationProblem, ProblemHttpResult> Why(
        HttpContext http, WorldBoard board, Settings settings, TimeProvider time,
        string? node = null, string? baker = null, [Microsoft.AspNetCore.Mvc.FromQuery(Name = "for")] string? need = null, string? client = null)
    {
        var (request, mistakes) = Questions.Read(settings, node, baker, need, null, client ?? "why");
        if (request is null)
        {
            return TypedResults.ValidationProblem(mistakes);
        }

        if (http.Caller().WhyNot(request.Node) is { } limited)
        {
            return NotAllowed.Problem(limited);
        }

        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(VerdictDocument.From(Gatekeeper.Decide(board.Now, request, time.GetUtcNow())), WireJson.Plain.VerdictDocument);
    }

    // Whole seconds until it is worth asking again: the next safe time, but at most five minutes, for rights and heads change.
    private static int RetryAfter(Verdict verdict, DateTimeOffset now)
    {
        var at = verdict.NextSafeAt > now ? verdict.NextSafeAt.Value : verdict.ValidUntil;
        return Math.Clamp((int)Math.Ceiling((at - now).TotalSeconds), 1, 300);
    }
}
