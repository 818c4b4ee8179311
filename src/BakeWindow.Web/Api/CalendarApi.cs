using BakeWindow.Core.Calendar;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;
using BakeWindow.Web.Access;
using BakeWindow.Web.Configuration;
using BakeWindow.Web.Observing;
using BakeWindow.Web.Views.Calendar;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace BakeWindow.Web.Api;

/// <summary>Rights as bytes for the calendar's drawing. Everything else that it draws is small and comes with each head over the page's own connection.</summary>
internal static class CalendarApi
{
    private const int MostBakers = 100;
    private const int MostLevels = 200_000;
    private const string Bytes = "application/octet-stream";

    public static void MapCalendar(this RouteGroupBuilder api) => api.MapGet("/calendar/rights", Rights)
        .AddEndpointFilter(new KnownQuery("b", "from", "to", "v"))
        .Allows(Act.View)
        .WithSummary("Baking rights and duties of bakers over a span of levels, as compact bytes.")
        .WithDescription("docs/calendar.md tells the format. With v, the tag that the calendar was told, the answer may be kept for good: a tag names its contents. Without it, or with another, it is to be asked for again (ETag).")
        .Produces(StatusCodes.Status200OK, contentType: Bytes).Produces(StatusCodes.Status304NotModified)
        .ProducesValidationProblem().ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static Results<FileContentHttpResult, StatusCodeHttpResult, ValidationProblem, ProblemHttpResult> Rights(
        HttpContext http, WorldBoard board, Settings settings, string? b = null, int? from = null, int? to = null, string? v = null)
    {
        var (request, mistakes) = Questions.Read(settings, null, b, null, null, "calendar");
        if ((b ?? "").Count(c => c == ',') >= MostBakers)
        {
            mistakes["b"] = [$"{MostBakers} bakers at most; ask in parts"];
        }

        if (from is not >= 1)
        {
            mistakes["from"] = ["say the first level, 1 or above"];
        }

        if (to is not { } last || from is { } first && (last < first || (long)last - first >= MostLevels))
        {
            mistakes["to"] = [$"say the last level, from {from} on and less than {MostLevels:#} levels later"];
        }

        if (request is null || mistakes.Count > 0)
        {
            return TypedResults.ValidationProblem(mistakes);
        }

        var (bakers, problem) = Concerned.Of(board.Now, request);
        if (problem is not null)
        {
            return TypedResults.Problem(problem, statusCode: StatusCodes.Status503ServiceUnavailable, title: "Can't know");
        }

        RightsSheet[] sheets = [.. bakers.Select(k => k.Sheet)];
        var (bytes, tag) = RightsFile.Write(board.Now.Chain!, sheets, new Level(from!.Value), new Level(to!.Value));
        // For this browser only: who may see which baker is decided at each request, not by a cache between.
        http.Response.Headers.CacheControl = v == tag ? "private, max-age=31536000, immutable" : "private, no-cache";
        http.Response.Headers.ETag = $"\"{tag}\"";
        return http.Request.GetTypedHeaders().IfNoneMatch.Any(e => e.Compare(new EntityTagHeaderValue($"\"{tag}\""), useStrongComparison: false))
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Bytes(bytes, Bytes);
    }
}
