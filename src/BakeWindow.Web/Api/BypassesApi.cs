using BakeWindow.Core.Bypasses;
using BakeWindow.Core.Wire;
using BakeWindow.Web.Access;
using BakeWindow.Web.Auditing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BakeWindow.Web.Api;

/// <summary>Who can still hurt me?</summary>
internal static class BypassesApi
{
    public static void MapBypasses(this RouteGroupBuilder api)
    {
        api.MapGet("/bypasses", Bypasses).Allows(Act.View)
            .AddEndpointFilter(new KnownQuery("node", "severity", "fresh", "format"))
            .WithSummary("Every way past the protection that was found in this cluster, and how long a closed floor holds on each node; format=csv as a file of the findings.")
            .WithDescription("The last report, at most ten minutes old; fresh=true looks again first. severity gives the least one: info, warning or critical. What could not be looked at is a finding of its own. What somebody accepted stands apart, and is not counted. 503 when nothing could be looked at yet.")
            .Produces<BypassDocument>().ProducesValidationProblem().ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        api.MapGet("/nodes/{node}/bypasses", OfNode).Allows(Act.View)
            .AddEndpointFilter(new KnownQuery("severity", "fresh", "format"))
            .WithSummary("The same for one node.")
            .Produces<BypassDocument>().ProducesValidationProblem().ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        var accepting = api.MapGroup("/bypasses/{finding}/accept").Allows(Act.Accept);
        accepting.MapPost("", AcceptAsync)
            .WithSummary("Accept a finding until a date, with a reason; it is listed apart and raises no alarm until then.")
            .WithDescription("The longest is 180 days. A finding that changes has another id and is an open one again.")
            .Produces<BypassDocument.AcceptedPart>(StatusCodes.Status201Created).ProducesValidationProblem().ProducesProblem(StatusCodes.Status404NotFound);
        accepting.MapDelete("", EndAsync)
            .WithSummary("End an acceptance before its time.")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Results<JsonHttpResult<BypassDocument.AcceptedPart>, ValidationProblem, ProblemHttpResult>> AcceptAsync(
        string finding, AcceptBody body, HttpContext http, BypassAuditor auditor, AcceptedBypasses accepted, TimeProvider time, CancellationToken ct)
    {
        if (auditor.Now.Report?.Findings.FirstOrDefault(f => f.Id == finding) is not { } found)
        {
            return NotThere(finding);
        }

        var (form, mistakes) = new AcceptForm(body.Reason, body.Until).Check(time.GetUtcNow());
        if (form is null)
        {
            return TypedResults.ValidationProblem(mistakes.ToDictionary(m => m.Key, m => new[] { m.Value }, StringComparer.Ordinal));
        }

        var made = await accepted.AcceptAsync(found, form, http.Caller(), ct);
        var part = BypassDocument.From(new SplitReport(auditor.Now.Report! with { Findings = [], Floors = [], Looks = [] }, [(found, made)])).Accepted[0];
        return TypedResults.Json(part, WireJson.Plain.AcceptedPart, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> EndAsync(string finding, HttpContext http, AcceptedBypasses accepted, CancellationToken ct) =>
        await accepted.EndAsync(finding, http.Caller(), ct) ? TypedResults.NoContent() : TypedResults.Problem(
            $"\"{Cut(finding)}\" is not accepted now; GET /api/v1/bypasses lists what is, under accepted.", statusCode: StatusCodes.Status404NotFound, title: "Not found");

    private static ProblemHttpResult NotThere(string finding) => TypedResults.Problem(
        $"The last audit found no \"{Cut(finding)}\"; GET /api/v1/bypasses lists what it found, each with its id. One that changed has another id.", statusCode: StatusCodes.Status404NotFound, title: "Not found");

    private static string Cut(string text) => text.Length <= 40 ? text : text[..40] + "…";

    private static Task<IResult> OfNode(
        string node, HttpContext http, BypassAuditor auditor, AcceptedBypasses accepted, TimeProvider time, string? severity = null, bool fresh = false, string? format = null) =>
        Bypasses(http, auditor, accepted, time, node, severity, fresh, format);

    private static async Task<IResult> Bypasses(
        HttpContext http, BypassAuditor auditor, AcceptedBypasses accepted, TimeProvider time, string? node = null, string? severity = null, bool fresh = false, string? format = null)
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
        var document = BypassDocument.From(SplitReport.Of(report.About(node, least), accepted.Now, time.GetUtcNow()));
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

/// <summary>The body of accepting a finding.</summary>
/// <param name="Reason">Why it may stand, 10 to 300 characters.</param>
/// <param name="Until">A date, an instant, or days from now (<c>90d</c>); at most 180 days.</param>
internal sealed record AcceptBody(string? Reason, string? Until);
