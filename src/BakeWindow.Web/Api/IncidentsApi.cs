using System.Text;
using BakeWindow.Core.Rights;
using BakeWindow.Core.Wire;
using BakeWindow.Web.Access;
using BakeWindow.Web.Configuration;
using BakeWindow.Web.Incidents;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BakeWindow.Web.Api;

/// <summary>Incidents: what was lost or at risk, what was seen around it, and why it was so.</summary>
internal static class IncidentsApi
{
    public static void MapIncidents(this RouteGroupBuilder api)
    {
        api.MapGet("/incidents", ListAsync).Allows(Act.View)
            .WithSummary("Incidents, newest first: what was lost or at risk, the causes' codes, and what is to be done next.").Produces<IReadOnlyList<IncidentSummaryDocument>>();
        api.MapGet("/incidents/{id}", OneAsync).Allows(Act.View)
            .WithSummary("One incident with its time line and causes, each with the evidence that it goes by. I-12.md gives the report as Markdown.").Produces<IncidentDocument>().ProducesProblem(StatusCodes.Status404NotFound);
        api.MapPost("/incidents/{id}/notes", NoteAsync).Allows(Act.Request)
            .WithSummary("Add a note, or confirm a cause. Notes stay as they are.").Produces<IncidentDocument>(StatusCodes.Status201Created).ProducesValidationProblem().ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<JsonHttpResult<IReadOnlyList<IncidentSummaryDocument>>> ListAsync(HttpContext http, IncidentDesk desk, Settings settings)
    {
        http.Response.Headers.CacheControl = "no-store";
        IReadOnlyList<IncidentSummaryDocument> all =
        [
            .. (await desk.ListAsync(http.RequestAborted)).Select(s => new IncidentSummaryDocument(
                s.Incident.Id, s.Incident.Words(Name(settings, s.Incident.Baker, s.Incident.Subject)), s.Incident.Baker?.Value, s.Incident.OpenedAt, s.Incident.EndedAt, s.Incident.ClosedAt, s.Incident.Lost.Count, [.. s.Causes.Select(c => c.Code)], s.NextStep)),
        ];
        return TypedResults.Json(all, WireJson.Plain.IReadOnlyListIncidentSummaryDocument);
    }

    private static async Task<Results<JsonHttpResult<IncidentDocument>, FileContentHttpResult, ProblemHttpResult>> OneAsync(string id, HttpContext http, IncidentDesk desk, Settings settings)
    {
        var markdown = id.EndsWith(".md", StringComparison.OrdinalIgnoreCase);
        var name = markdown ? id[..^3] : id;
        if (await desk.FindAsync(name, http.RequestAborted) is not { } report)
        {
            return Missing(name);
        }

        http.Response.Headers.CacheControl = "no-store";
        return markdown
            ? TypedResults.File(Encoding.UTF8.GetBytes(report.Markdown(settings.NameOf)), "text/markdown; charset=utf-8", $"Postmortem-{report.Incident.Id}.md")
            : TypedResults.Json(IncidentDocument.Of(report, Name(settings, report.Incident.Baker, report.Incident.Subject)), WireJson.Plain.IncidentDocument);
    }

    private static async Task<Results<JsonHttpResult<IncidentDocument>, ValidationProblem, ProblemHttpResult>> NoteAsync(string id, IncidentNoteDocument body, HttpContext http, IncidentDesk desk, Settings settings)
    {
        try
        {
            return await desk.NoteAsync(id, body.Text, string.IsNullOrEmpty(body.Cause) ? null : body.Cause, http.Caller(), http.RequestAborted) is null || await desk.FindAsync(id, http.RequestAborted) is not { } report
                ? Missing(id)
                : TypedResults.Json(IncidentDocument.Of(report, Name(settings, report.Incident.Baker, report.Incident.Subject)), WireJson.Plain.IncidentDocument, statusCode: StatusCodes.Status201Created);
        }
        catch (FormatException e)
        {
            return TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["text"] = [e.Message] });
        }
    }

    private static ProblemHttpResult Missing(string id) => TypedResults.Problem($"there is no incident \"{id[..Math.Min(40, id.Length)]}\"; /api/v1/incidents lists them", statusCode: StatusCodes.Status404NotFound, title: "No such incident");

    private static string Name(Settings settings, BakerAddress? baker, string subject) => baker is null ? subject : settings.NameOf(baker);
}
