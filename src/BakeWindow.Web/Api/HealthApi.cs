using BakeWindow.Web.Access;
using BakeWindow.Web.Hosting;
using BakeWindow.Web.Observing;

namespace BakeWindow.Web.Api;

/// <summary>Is the process alive, and does it answer? Ready does not mean that the chain is known: a gate that says "can't know" is doing its work.</summary>
internal static class HealthApi
{
    // Load balancers ask with HEAD.
    private static readonly string[] GetAndHead = ["GET", "HEAD"];

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapMethods("/healthz/live", GetAndHead, () => TypedResults.Text("live\n")).ExcludeFromDescription().AllowsAnybody("probes bring no credentials");
        app.MapMethods("/healthz/ready", GetAndHead, (HttpContext http, WorldBoard board, Opening opening) =>
        {
            if (!http.Caller().May(Act.View))
            {
                // What is known of chain and cluster is for those who may see it.
                return opening.Done ? Results.Ok(new { Ready = true }) : Results.Json(new { Ready = false }, statusCode: StatusCodes.Status503ServiceUnavailable);
            }

            var world = board.Now;
            var report = new ReadyReport(
                opening.Done,
                world.Chain is { } chain ? $"head {chain.Head.Level}" : "no head yet",
                world.Cluster is { } cluster ? (cluster.Connected ? $"{cluster.Nodes.Count} nodes" : "not connected") : "none configured",
                [.. world.Sources.Select(s => $"{s.Name}: {s.State}{(s.Note.Length > 0 ? $" ({s.Note})" : "")}")]);
            return opening.Done ? Results.Ok(report) : Results.Json(report, statusCode: StatusCodes.Status503ServiceUnavailable);
        }).ExcludeFromDescription().AllowsAnybody("probes bring no credentials");
    }

    internal sealed record ReadyReport(bool Ready, string Chain, string Cluster, IReadOnlyList<string> Sources);
}
