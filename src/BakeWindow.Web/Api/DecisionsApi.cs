using System.Globalization;
using System.Text.Json;
using BakeWindow.Core.Deciding;
using BakeWindow.Core.Wire;
using BakeWindow.Storage;
using BakeWindow.Web.Access;
using BakeWindow.Web.Recording;
using BakeWindow.Web.Views;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BakeWindow.Web.Api;

/// <summary>What the gate answered, and on which facts.</summary>
internal static class DecisionsApi
{
    /// <summary>Rows of a page.</summary>
    public const int PageSize = 100;

    public static void MapDecisions(this RouteGroupBuilder api)
    {
        api.MapGet("/decisions", ListAsync)
            .AddEndpointFilter(new KnownQuery("node", "client", "before"))
            .WithSummary("Recorded answers of the gate, newest first, a hundred at a time; of a node or a client if one is named.")
            .Produces<DecisionListDocument>().ProducesValidationProblem()
            .Allows(Act.View);
        api.MapGet("/decisions/{id}", FindAsync)
            .WithSummary("One answer with the world it was decided on, and whether deciding it again gives the same (holds).")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .Allows(Act.View);
    }

    private static async Task<Results<JsonHttpResult<DecisionListDocument>, ValidationProblem>> ListAsync(
        HttpContext http, DecisionLog log, TimeProvider time, string? node = null, string? client = null, string? before = null)
    {
        DateTimeOffset? cursor = null;
        if (before is not null)
        {
            if (!AuditFilter.TryTime(before, time.GetUtcNow(), out var at))
            {
                return TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["before"] = [$"\"{(before.Length <= 40 ? before : before[..40] + "…")}\" is no time; write 2026-10-01T14:00:00Z or now-6h"] });
            }

            cursor = at;
        }

        http.Response.Headers.CacheControl = "no-store";
        var rows = await log.ListAsync(node, client, cursor, PageSize + 1, http.RequestAborted);
        return TypedResults.Json(
            new DecisionListDocument([.. rows.Take(PageSize).Select(Document)], rows.Count > PageSize ? rows[PageSize - 1].At : null), WireJson.Plain.DecisionListDocument);
    }

    private static async Task<IResult> FindAsync(string id, HttpContext http, DecisionLog log)
    {
        if (await log.FindAsync(id, http.RequestAborted) is not { } found)
        {
            return TypedResults.Problem($"There is no decision {(id.Length <= 40 ? id : id[..40] + "…")}; a decision that an act went by is kept for 90 days, one that was only asked for 14.", statusCode: StatusCodes.Status404NotFound);
        }

        http.Response.Headers.CacheControl = "no-store";
        return Results.Stream(
            async stream =>
            {
                await using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = WireJson.Plain.Options.Encoder });
                json.WriteStartObject();
                json.WriteBoolean("holds", DecisionRecord.Read(found.Json).Holds());
                json.WriteNumber("repeats", found.Entry.Repeats);
                json.WriteString("lastAt", found.Entry.LastAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
                json.WritePropertyName("decision");
                json.WriteRawValue(found.Json);
                json.WriteEndObject();
            },
            "application/json");
    }

    private static DecisionDocument Document(DecisionEntry d) => new(d.Id, d.At, d.Client, d.Node, d.Outcome, d.Reason, d.Level, d.Right, d.Message, d.Repeats, d.LastAt);
}
