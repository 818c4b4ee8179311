using System.Globalization;
using System.Text.Json;
using BakeWindow.Core.Rehearsing;
using BakeWindow.Core.Wire;
using BakeWindow.Web.Access;
using BakeWindow.Web.Observing;
using BakeWindow.Web.Rehearsing;
using BakeWindow.Web.Views;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BakeWindow.Web.Api;

/// <summary>What would other rules have done?</summary>
internal static class WhatIfApi
{
    public static void MapWhatIf(this RouteGroupBuilder api) => api.MapPost("/whatif", Rehearse).Allows(Act.View)
        .AddEndpointFilter(new KnownQuery())
        .WithSummary("Rehearse another policy over the last cycles: what it would have done with the same work.")
        .WithDescription("Nothing is touched. policy holds settings of BakeWindow:Policy by name, as text or numbers; cycles 1 to 30; work recorded or made-up. One rehearsal runs at a time, a few may wait; 429 when more do. 503 when nothing can be replayed.")
        .Produces<RehearsalDocument>().ProducesValidationProblem().ProducesProblem(StatusCodes.Status429TooManyRequests).ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<JsonHttpResult<RehearsalDocument>, ValidationProblem, ProblemHttpResult>> Rehearse(WhatIfBody body, Rehearsals rehearsals, WorldBoard board, HttpResponse response, CancellationToken ct)
    {
        var said = body.Said();
        var unknown = (body.Policy ?? []).Keys.Where(k => !PolicyField.All.Any(f => f.Name == k)).Take(5).ToDictionary(
            k => k[..Math.Min(40, k.Length)], _ => new[] { $"this setting can't be rehearsed; there are {string.Join(", ", PolicyField.All.Select(f => f.Name))}" }, StringComparer.Ordinal);
        var query = WhatIfQuery.Read(board.Now.Policy, rehearsals.KnownRounds, said);
        if (unknown.Count > 0 || query.Notices.Count > 0)
        {
            foreach (var (name, why) in query.Question.Edit.Mistakes)
            {
                unknown[name] = [why];
            }

            return TypedResults.ValidationProblem(unknown.Count > 0 ? unknown : new Dictionary<string, string[]> { ["question"] = [.. query.Notices] });
        }

        if (await rehearsals.AnswerAsync(query.Question, ct) is not var (material, result))
        {
            response.Headers.RetryAfter = "10";
            return TypedResults.Problem("Other rehearsals are running and waiting. Wait as long as Retry-After says.", statusCode: StatusCodes.Status429TooManyRequests, title: "Too many rehearsals");
        }

        if (material.Script is not { } script)
        {
            return TypedResults.Problem(material.Problem, statusCode: StatusCodes.Status503ServiceUnavailable, title: "Can't replay");
        }

        var edit = query.Question.Edit;
        return TypedResults.Json(RehearsalDocument.From(script, result!, material.Missing, material.Demand, edit.Changes, edit.Environment()), WireJson.Plain.RehearsalDocument);
    }
}

/// <summary>The body of POST /whatif; all of it may be left out.</summary>
/// <param name="Cycles">Over how many cycles, 1 to 30; 10 when left out.</param>
/// <param name="Seed">For all that is drawn.</param>
/// <param name="Work"><c>recorded</c> or <c>made-up</c>.</param>
/// <param name="Every">Made up: how often each node wants a reboot; duration.</param>
/// <param name="Within">Made up: by when it must have begun; duration.</param>
/// <param name="Policy">What to change, by name.</param>
internal sealed record WhatIfBody(int? Cycles, int? Seed, string? Work, string? Every, string? Within, Dictionary<string, JsonElement>? Policy)
{
    /// <summary>The same as texts by name.</summary>
    public Dictionary<string, string?> Said()
    {
        var said = (Policy ?? []).ToDictionary(p => p.Key, p => (string?)p.Value.ToString(), StringComparer.Ordinal);
        (said["cycles"], said["seed"], said["work"], said["every"], said["within"]) =
            (Cycles?.ToString(CultureInfo.InvariantCulture), Seed?.ToString(CultureInfo.InvariantCulture), Work, Every, Within);
        return said;
    }
}
