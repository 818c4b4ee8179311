using BakeWindow.Core.Bypasses;
using BakeWindow.Core.Wire;
using BakeWindow.Web.Auditing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BakeWindow.Web.Api;

/// <summary>Who can still hurt me?</summary>
internal static class BypassesApi
{
    public static void MapBypasses(this RouteGroupBuilder api)
    {
        api.MapGet("/bypasses", Bypasses)
            .AddEndpointFilter(new KnownQuery("node", "severity", "fresh", "format"))
            .WithSummary("Every way past the protection that was found in this cluster, and how long a closed floor holds on each node; format=csv as a file of the findings.")
            .WithDescription("The last report, at most ten minutes old; fresh=true looks again first. severity gives the least one: info, warning or critical. What could not be looked at is a finding of its own. 503 when nothing could be looked at yet.")
            .Produces<BypassDocument>().ProducesValidationProblem().ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        api.MapGet("/nodes/{node}/bypasses", OfNode)
            .AddEndpointFilter(new KnownQuery("severity", "fresh", "format"))
            .WithSummary("The same for one node.")
            .Produces<BypassDocument>().ProducesValidationProblem().ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    private static Task<IResult> OfNode(string node, HttpContext http, BypassAuditor auditor, string? severity = null, bool fresh = false, string? format = null) =>
        Bypasses(http, auditor, node, severity, fresh, format);

    private static async Task<IResult> Bypasses(
        HttpContext http, BypassAuditor auditor, string? node = null, string? severity = null, bool fresh = false, string? format = null)
    {
        var mistakes = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var asCsv = CsvFile.IsWanted(format, mistakes);
        if (mistakes.Count > 0)
        {
            return TypedResults.ValidationProblem(mistakes);
        }

        if (!TrySeverity(severity, out var least))
        {
            return TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["severity"] = [$"\"{(severity!.Length <= 40 ? severity : severity[..40] + "…")}\" is none; write info, warning or critical"] });
        }

        if (!auditor.HasCluster)
        {
            return Unknown("no cluster is configured, so there is nothing to look at; declare one under BakeWindow:Cluster");
        }

        var known = fresh || auditor.Now.Report is null ? await auditor.LookAsync(http.RequestAborted) : auditor.Now;
        // Whoever asked for a fresh look must not take an old report for one.
        if (known.Report is not { } report || (fresh && known.Problem is not null))
        {
            return Unknown(known.Problem ?? "the cluster has not been looked at yet");
        }

        if (node is not null && !report.Floors.Any(f => f.Node == node))
        {
            return TypedResults.ValidationProblem(new Dictionary<string, string[]>
            {
                ["node"] = [report.Floors.Count == 0 ? "no node could be seen" : $"there is no node of this name; there are {string.Join(", ", report.Floors.Take(20).Select(f => f.Node))}"],
            });
        }

        http.Response.Headers.CacheControl = "no-store";
        var document = BypassDocument.From(report.About(node, least));
        return asCsv ? CsvTables.Bypasses(document) : TypedResults.Json(document, WireJson.Plain.BypassDocument);
    }

    private static bool TrySeverity(string? text, out BypassSeverity? least)
    {
        least = text switch
        {
            "info" => BypassSeverity.Info,
            "warning" => BypassSeverity.Warning,
            "critical" => BypassSeverity.Critical,
            _ => null,
        };
        return text is null || least is not null;
    }

    private static ProblemHttpResult Unknown(string why) => TypedResults.Problem(why, statusCode: StatusCodes.Status503ServiceUnavailable, title: "Can't know");
}
