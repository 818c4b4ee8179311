using BakeWindow.Core.Time;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Export;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Wire;
using BakeWindow.Web.Access;
using BakeWindow.Web.Configuration;
using BakeWindow.Web.Observing;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace BakeWindow.Web.Api;

/// <summary>Maintenance exclusions in the words of a cloud.</summary>
internal static class ExportApi
{
    public static void MapExport(this RouteGroupBuilder api) => api.MapGet("/export", Export).Allows(Act.View)
        .AddEndpointFilter(new KnownQuery("target", "node", "baker", "for", "cluster", "location", "project", "resourceGroup"))
        .WithSummary("Maintenance exclusions for a cloud: around protocol activations, freezes, and cycles without a window that holds the need.")
        .WithDescription("409 when the cloud would not take them: which limit would be broken, and by what. 503 when rights or head are not known.")
        .Produces<ExportDocument>().ProducesValidationProblem().ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static Results<JsonHttpResult<ExportDocument>, ValidationProblem, ProblemHttpResult> Export(
        WorldBoard board, Settings settings, TimeProvider time, string? target = null, string? node = null, string? baker = null, [FromQuery(Name = "for")] string? need = null,
        string? cluster = null, string? location = null, string? project = null, string? resourceGroup = null)
    {
        var (request, mistakes) = Questions.Read(settings, node, baker, need, null, "export");
        var found = ExportTargets.Find(target ?? "");
        if (found is null)
        {
            mistakes["target"] = [target is null ? $"say for whom: {ExportTargets.Names}" : $"this target is not known; there are {ExportTargets.Names}"];
        }

        foreach (var (field, name) in new[] { (nameof(cluster), cluster), (nameof(location), location), (nameof(project), project), (nameof(resourceGroup), resourceGroup) })
        {
            if (name is not null && !ExportPlace.IsName(name))
            {
                mistakes[field] = ["a name has letters, digits, dots, colons, dashes and underscores, 128 at most"];
            }
        }

        if (mistakes.Count > 0 || request is null || found is null)
        {
            return TypedResults.ValidationProblem(mistakes);
        }

        var world = board.Now;
        var (bakers, problem) = Concerned.Of(world, request);
        if (problem is not null)
        {
            return TypedResults.Problem(problem, statusCode: StatusCodes.Status503ServiceUnavailable, title: "Can't know");
        }

        var now = time.GetUtcNow();
        if (now - world.Chain!.Head.Timestamp is var age && age > HeadTrust.OldestHead(world.Chain.Constants))
        {
            return TypedResults.Problem($"the head is {DurationText.Human(age)} old; what a cloud is told for weeks must not come from a chain that is not being seen", statusCode: StatusCodes.Status503ServiceUnavailable, title: "Can't know");
        }

        var plan = WindowPlanner.Plan(world.Chain!, bakers, Concerned.Outage(world, request), world.Policy);
        var cycles = bakers.SelectMany(b => b.Sheet.Cycles).Select(c => c.Span).DistinctBy(c => c.Cycle).OrderBy(c => c.First);
        return Exports.Write(found.Value, ExportPeriods.Of(plan, cycles, now), new ExportPlace(cluster, location, project, resourceGroup), plan.Outage.Need, now) switch
        {
            ExportOutcome.Ready ready => TypedResults.Json(ExportDocument.From(found.Value, ready), WireJson.Plain.ExportDocument),
            ExportOutcome.Refused refused => TypedResults.Problem(refused.Why, statusCode: StatusCodes.Status409Conflict, title: "The cloud would refuse it"),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }
}
