using BakeWindow.Core.Gate;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Wire;
using BakeWindow.Web.Access;
using BakeWindow.Web.Configuration;
using BakeWindow.Web.Observing;
using BakeWindow.Web.Views;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace BakeWindow.Web.Api;

/// <summary>When does the work fit, and which rights are there?</summary>
internal static class WindowsApi
{
    public static void MapWindows(this RouteGroupBuilder api)
    {
        api.MapGet("/windows", Windows).Allows(Act.View)
            .AddEndpointFilter(new KnownQuery("node", "baker", "for", "hardRounds", "max", "from", "to", "sort", "format"))
            .WithSummary("Every window that the need fits, in order of level.")
            .WithDescription("For a node (all bakers on it), for bakers, or for all that are declared. 503 when rights or head are not known. "
                + "max (free, share:0.02, blocks:0), from and to (an instant, L15182200, C1370, now+6h) and sort (earliest, cheapest, spare) choose as the page does; format=csv answers a table. "
                + "doubt says why what stands here must not be acted on: the head is too old, or sources disagree. Ask the gate before every act.")
            .Produces<PlanDocument>().ProducesValidationProblem().ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        api.MapGet("/rights", Rights).Allows(Act.View)
            .AddEndpointFilter(new KnownQuery("node", "baker", "format"))
            .WithSummary("The known rights of the bakers, from the head on; format=csv as a file.")
            .Produces<RightsDocument>().ProducesValidationProblem().ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    private static Results<JsonHttpResult<PlanDocument>, ContentHttpResult, ValidationProblem, ProblemHttpResult> Windows(
        WorldBoard board, Settings settings, TimeProvider time, string? node = null, string? baker = null, [FromQuery(Name = "for")] string? need = null, int? hardRounds = null,
        string? max = null, string? from = null, string? to = null, string? sort = null, string? format = null)
    {
        var (request, mistakes) = Questions.Read(settings, node, baker, need, null, "windows");
        var query = WindowsQuery.Read(max, from, to, sort);
        if (query.Repairs.Count > 0)
        {
            // A page repairs and says so; a program would go on with what it did not ask for.
            mistakes["filter"] = [.. query.Repairs];
        }

        if (format is not (null or "" or "json" or "csv"))
        {
            mistakes["format"] = [$"\"{WindowsQuery.Shown(format)}\" is not known; write json or csv"];
        }

        if (!Questions.TryRounds(hardRounds, mistakes) || mistakes.Count > 0 || request is null)
        {
            return TypedResults.ValidationProblem(mistakes);
        }

        var (world, now) = (board.Now, time.GetUtcNow());
        var (bakers, problem) = Concerned.Of(world, request);
        if (problem is not null)
        {
            return Unknown(problem);
        }

        var policy = hardRounds is { } rounds ? world.Policy with { HardRounds = rounds } : world.Policy;
        if (format is "csv")
        {
            return TypedResults.Text(WindowsCsv.Of(WindowsView.From(world with { Policy = policy }, request, query, settings.NameOf, now)), "text/csv; charset=utf-8");
        }

        var plan = WindowPlanner.Plan(world.Chain!, bakers, Concerned.Outage(world, request), policy);
        if ((max ?? from ?? to ?? sort) is not null)
        {
            plan = plan with { AllWindows = [.. WindowsView.From(world with { Policy = policy }, request, query, settings.NameOf, now).Rows.Select(r => r.Window)] };
        }

        return TypedResults.Json(PlanDocument.From(plan, bakers.Select(b => b.Sheet.Baker.Value), HeadTrust.Doubt(world.Chain!, world.Sources, now)?.Detail), WireJson.Plain.PlanDocument);
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
