using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Readiness;
using BakeWindow.Core.Wire;
using BakeWindow.Web.Access;
using BakeWindow.Web.Configuration;
using BakeWindow.Web.Observing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BakeWindow.Web.Api;

/// <summary>"Would it come back?", and what one node, domain or forwarder takes with it.</summary>
internal static class PreflightApi
{
    private static readonly TimeSpan OldCluster = TimeSpan.FromMinutes(3);

    public static void MapPreflight(this RouteGroupBuilder api)
    {
        api.MapGet("/preflight", Ask).Allows(Act.View)
            .AddEndpointFilter(new KnownQuery("node", "workload", "baker", "goes"))
            .WithSummary("Would it come back? Every check that is made before a node, a workload or bakers are disturbed of one's own will.")
            .WithDescription("Name one of node, workload (kind/namespace/name) and baker, or nothing for all bakers. goes=true: the node itself does not come back. 200: ready. 423: a required check failed. 503: one could not be made. The gate goes by the same checks.")
            .Produces<PreflightDocument>().Produces<PreflightDocument>(StatusCodes.Status423Locked).Produces<PreflightDocument>(StatusCodes.Status503ServiceUnavailable).ProducesValidationProblem();
        api.MapGet("/failures", Failures).Allows(Act.View)
            .AddEndpointFilter(new KnownQuery())
            .WithSummary("What one node, failure domain or forwarder takes with it when it fails, and what would make that less.")
            .Produces<FailuresDocument>().ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    private static Results<JsonHttpResult<PreflightDocument>, ValidationProblem, ProblemHttpResult> Ask(
        HttpContext http, WorldBoard board, Settings settings, TimeProvider time, string? node = null, string? workload = null, string? baker = null, string? goes = null)
    {
        var (request, mistakes) = Questions.Read(settings, node, baker, null, null, "preflight");
        if (((string?[])[node, workload, baker]).Count(q => q is not null) > 1)
        {
            mistakes["node"] = ["ask about one of node, workload and baker"];
        }

        if (goes is not (null or "true" or "false"))
        {
            mistakes["goes"] = ["write true (the node itself does not come back) or false"];
        }

        WorkloadName? named = null;
        if (workload is not null)
        {
            if (WorkloadName.TryParse(workload.Length <= 600 ? workload : workload[..600], out var read, out var error))
            {
                named = read;
            }
            else
            {
                mistakes["workload"] = [error.Length <= 300 ? error : "write kind/namespace/name, like statefulset/tezos/baker"];
            }
        }

        var (world, now) = (board.Now, time.GetUtcNow());
        if (request is null || mistakes.Count > 0)
        {
            return TypedResults.ValidationProblem(mistakes);
        }

        if (http.Caller().WhyNot(node) is { } limited)
        {
            return NotAllowed.Problem(limited);
        }

        if (node is not null || named is not null)
        {
            if (world.Cluster is not { Connected: true } cluster || now - cluster.SeenAt > OldCluster)
            {
                return Unseen();
            }

            if (node is not null && !cluster.Nodes.ContainsKey(node))
            {
                return TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["node"] = [$"there is no node of this name; there are {string.Join(", ", cluster.Nodes.Keys.Order(StringComparer.Ordinal).Take(20))}"] });
            }
        }

        request = request with { Workload = named, NodeGoes = goes is "true" };
        var report = Preflight.Of(world, request, now);
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(
            PreflightDocument.From(report, About(request, settings), now),
            WireJson.Plain.PreflightDocument,
            statusCode: report.Answer switch { PreflightAnswer.Ready => StatusCodes.Status200OK, PreflightAnswer.NotReady => StatusCodes.Status423Locked, _ => StatusCodes.Status503ServiceUnavailable });
    }

    private static Results<JsonHttpResult<FailuresDocument>, ProblemHttpResult> Failures(HttpContext http, WorldBoard board)
    {
        var world = board.Now;
        if (world.Cluster is not { Nodes.Count: > 0 } cluster)
        {
            return Unseen();
        }

        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(FailuresDocument.From(FailureMap.Of(cluster, world.Workloads), cluster.SeenAt), WireJson.Plain.FailuresDocument);
    }

    private static string About(GateRequest request, Settings settings) => request switch
    {
        { Node: { } node } => $"node {node}{(request.NodeGoes ? ", which does not come back" : "")}",
        { Workload: { } workload } => workload.ToString(),
        { Bakers.Count: > 0 } => $"bakers {string.Join(", ", request.Bakers.Select(settings.NameOf))}",
        _ => "all bakers",
    };

    private static ProblemHttpResult Unseen() => TypedResults.Problem(
        "the cluster is not being seen, so it is not known what runs where", statusCode: StatusCodes.Status503ServiceUnavailable, title: "Can't know");
}
