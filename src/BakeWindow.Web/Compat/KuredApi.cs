using BakeWindow.Core.Gate;
using BakeWindow.Web.Access;
using BakeWindow.Web.Api;
using BakeWindow.Web.Configuration;
using BakeWindow.Web.Observing;
using BakeWindow.Web.Recording;

namespace BakeWindow.Web.Compat;

/// <summary>
/// What kured takes for its Prometheus, one address a node (<c>--prometheus-url=http://…/compat/prometheus/$(KURED_NODE_ID)</c>). Prometheus' client sends a form by POST, and by GET only where
/// that is not taken; both are served. Reading only; where a token is asked for, kured brings it as the password in that URL.
/// </summary>
internal static class KuredApi
{
    public static void MapKured(this IEndpointRouteBuilder app, DeclaredReads reads)
    {
        var group = app.MapGroup("/compat/prometheus/{node}/api/v1").ExcludeFromDescription()
            .AllowsOr(reads.OpenCompat, Act.Ask, "kured brings credentials only if its URL has some; BakeWindow:Api:Compat");
        group.MapGet("/query", async (string node, HttpContext http, KuredDesk desk) => await desk.AnswerAsync(node, http));
        group.MapPost("/query", async (string node, HttpContext http, KuredDesk desk) => await desk.AnswerAsync(node, http));
    }
}

/// <summary>Answers it from the board.</summary>
internal sealed class KuredDesk(WorldBoard board, GateMetrics metrics, Decisions decisions, PrometheusUpstream upstream, TimeProvider time)
{
    public async Task<IResult> AnswerAsync(string node, HttpContext http)
    {
        if (http.Caller().WhyNot(node) is { } why)
        {
            return TypedResults.Problem(why, statusCode: StatusCodes.Status403Forbidden, title: "Not allowed");
        }

        var query = await QueryAsync(http.Request);
        var (world, now) = (board.Now, time.GetUtcNow());
        var gate = NodeGate.Of(world, node, now);
        var reply = PrometheusReply.To(query, gate, world, now);
        if (query?.Trim() == PrometheusReply.Alerts)
        {
            metrics.Decided(gate.Verdict);
            decisions.Note(world, gate.Verdict, "kured");
            reply = await upstream.AddToAsync(reply, PrometheusReply.Alerts, http.RequestAborted);
        }

        http.Response.Headers.CacheControl = "no-store";
        return Results.Text(reply.Json.ToJsonString(), "application/json", statusCode: reply.Status);
    }

    private static async Task<string?> QueryAsync(HttpRequest request) =>
        request.HasFormContentType && (await request.ReadFormAsync(request.HttpContext.RequestAborted))["query"] is { Count: > 0 } form ? form[0] : request.Query["query"].FirstOrDefault();
}
