using BakeWindow.Kubernetes.Api;
using BakeWindow.Web.Access;
using BakeWindow.Web.Maintaining;
using BakeWindow.Web.Observing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BakeWindow.Web.Api;

/// <summary>Takes off a node what was left behind there, now instead of at the healer's next look.</summary>
internal static class NodeMarksApi
{
    public static void MapNodeMarks(this RouteGroupBuilder api) => api.MapPost("/nodes/{node}/restore", RestoreAsync).Allows(Act.Request)
        .WithSummary("Take off a node what nobody works under any more; marks of work that is under way stay.")
        .Produces<RestoredDocument>().ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<RestoredDocument>, ProblemHttpResult>> RestoreAsync(string node, HttpContext http, IServiceProvider services, WorldBoard board, CancellationToken ct)
    {
        if (services.GetService<MarkHealer>() is not { } healer || board.Now.Cluster is not { } cluster)
        {
            return TypedResults.Problem("no cluster is configured; declare one under BakeWindow:Cluster", statusCode: StatusCodes.Status503ServiceUnavailable, title: "No cluster");
        }

        if (cluster.Connected && !cluster.Nodes.ContainsKey(node))
        {
            var near = Views.Nearest.Of(node, cluster.Nodes.Keys);
            return TypedResults.Problem($"There is no node \"{node[..Math.Min(80, node.Length)]}\"{(near.Count > 0 ? $"; near to it: {string.Join(", ", near)}" : "")}.", statusCode: StatusCodes.Status404NotFound, title: "Not found");
        }

        try
        {
            return await healer.RestoreAsync(node, http.Caller(), ct) is { } healed
                ? TypedResults.Ok(new RestoredDocument(node, [.. healed.Select(r => r.What)]))
                : TypedResults.Problem("another replica leads; it looks every two minutes and takes off what was left behind by itself", statusCode: StatusCodes.Status503ServiceUnavailable, title: "Not the leader");
        }
        catch (ApiException e)
        {
            return TypedResults.Problem(e.Message, statusCode: StatusCodes.Status503ServiceUnavailable, title: "The cluster does not answer");
        }
    }
}

/// <summary>What was taken off a node.</summary>
/// <param name="Node">The node.</param>
/// <param name="Restored">What was done, in words; empty when nothing was left behind.</param>
internal sealed record RestoredDocument(string Node, IReadOnlyList<string> Restored);
