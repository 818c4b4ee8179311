using BakeWindow.Core.Planning;
using BakeWindow.Core.Wire;
using BakeWindow.Web.Access;
using BakeWindow.Web.Configuration;
using BakeWindow.Web.Observing;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace BakeWindow.Web.Api;

/// <summary>When does the work fit, and which rights are there?</summary>
internal static class WindowsApi
{
    public static void MapWindows(this RouteGroupBuilder api)
    {
        api.MapGet("/windows", Windows).Allows(Act.View)
            .AddEndpointFilter(new KnownQuery("node", "baker", "for", "hardRounds"))
            .WithSummary("Every window that the need fits, in order of level.")
            .WithDescription("For a node (all bakers on it), for bakers, or for all that are declared. 503 when rights or head are not known.")
            .Produces<PlanDocument>().ProducesValidationProblem().ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        api.MapGet("/rights", Rights).Allows(Act.View)
            .AddEndpointFilter(new KnownQuery("node", "baker", "format"))
            .WithSummary("The known rights of the bakers, from the head on; format=csv as a file.")
            .Produces<RightsDocument>().ProducesValidationProblem().ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    private static Results<JsonHttpResult<PlanDocument>, ValidationProblem, ProblemHttpResult> Windows(
        WorldBoard board, Settings settings, string? node = null, string? baker = null, [FromQuery(Name = "for")] string? need = null, int? hardRounds = null)
    {
        var (request, mistakes) = Questions.Read(settings, node, baker, need, null, "windows");
        if (!Questions.TryRounds(hardRounds, mistakes) || request is null)
        {
            return TypedResults.ValidationProblem(mistakes);
        }

        var world = board.Now;
        var (bakers, problem) = Concerned.Of(world, request);
        if (problem is not null)
        {
            return Unknown(problem);
        }

        var policy = hardRounds is { } rounds ? world.Policy with { HardRounds = rounds } : world.Policy;
        var plan = WindowPlanner.Plan(world.Chain!, bakers, Concerned.Outage(world, request), policy);
        return TypedResults.Json(PlanDocument.From(plan, bakers.Select(b => b.Sheet.Baker.Value)), WireJson.Plain.PlanDocument);
    }

    private static IResult Rights(WorldBoard board, Settings settings, string? node = null, string? baker = null, string? format = null)
    {
        var (request, mistakes) = Questions.Read(settings, node, baker, null, null, "rights");
        var asCsv = CsvFile.IsWanted(format, mistakes);
        if (request is null || mistakes.Count > 0)
        {
            return TypedResults.ValidationProblem(mistakes);
        }

        var (bakers, problem) = Concerned.Of(board.Now, request);
        return problem is not null ? Unknown(problem)
            : RightsDocument.From(board.Now.Chain!, bakers) is var rights && asCsv ? CsvTables.Rights(rights)
            : TypedResults.Json(rights, WireJson.Plain.RightsDocument);
    }

    private static ProblemHttpResult Unknown(string why) =>
        TypedResults.Problem(why, statusCode: StatusCodes.Status503ServiceUnavailable, title: "Can't know");
}
