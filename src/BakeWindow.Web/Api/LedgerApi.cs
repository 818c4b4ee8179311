using System.Globalization;
using System.Text;
using BakeWindow.Core.Wire;
using BakeWindow.Web.Access;
using BakeWindow.Web.Configuration;
using BakeWindow.Web.Recording;
using BakeWindow.Web.Views;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BakeWindow.Web.Api;

/// <summary>What time and risk cost in a cycle, and how good our promises were.</summary>
internal static class LedgerApi
{
    public static void MapLedger(this RouteGroupBuilder api) => api.MapGet("/ledger", ReadAsync)
        .AddEndpointFilter(new KnownQuery("cycle", "b", "format"))
        .WithSummary("The ledger of a cycle: blocks, budget, nonces, luck, our promises, and who was held back.")
        .WithDescription("cycle: its number, the present one when left out. b: a baker. format=csv gives each right as a line. Null is not known, never none. 503 while no head is known.")
        .Produces<LedgerDocument>().ProducesValidationProblem().ProducesProblem(StatusCodes.Status503ServiceUnavailable)
        .Allows(Act.View);

    private static async Task<Results<JsonHttpResult<LedgerDocument>, FileContentHttpResult, ValidationProblem, ProblemHttpResult>> ReadAsync(
        HttpContext http, LedgerReader reader, Settings settings, string? cycle = null, string? b = null, string format = "json")
    {
        var question = LedgerQuestion.Read(cycle, b, settings);
        if (question.Mistakes.Count > 0)
        {
            return TypedResults.ValidationProblem(question.Mistakes.ToDictionary(m => m.Key, m => new[] { m.Value }, StringComparer.Ordinal));
        }

        if (format is not ("json" or "csv"))
        {
            return TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["format"] = ["write json or csv"] });
        }

        if (await reader.ReadAsync(question.Cycle, question.Baker, http.RequestAborted) is not { } ledger)
        {
            return TypedResults.Problem("no head has been seen yet, so not even the present cycle is known", statusCode: StatusCodes.Status503ServiceUnavailable, title: "Can't know");
        }

        http.Response.Headers.CacheControl = "no-store";
        var document = Document(ledger);
        return format == "json"
            ? TypedResults.Json(document, WireJson.Plain.LedgerDocument)
            : TypedResults.File(Encoding.UTF8.GetBytes(Csv(document)), "text/csv; charset=utf-8", string.Create(CultureInfo.InvariantCulture, $"ledger-{document.Cycle}.csv"));
    }

    private static LedgerDocument Document(CycleLedger ledger) => new(
        ledger.Cycle.Value, ledger.IsPresent, [.. ledger.Bakers.Select(LedgerDocument.From)], LedgerDocument.From(ledger.Promises),
        [.. ledger.Held.Select(h => new LedgerDocument.HeldPart(h.Decision, h.Client, h.Node, h.Right, h.From, h.Until, h.Times, h.BlocksAtStake))]);

    private static string Csv(LedgerDocument ledger) => CsvText.Line("cycle", "baker", "level", "round", "fate", "made_by", "made_round", "at")
        + string.Concat(ledger.Bakers.SelectMany(b => b.Rights.Select(r => CsvText.Line(ledger.Cycle, b.Baker, r.Level, r.Round, r.Fate, r.MadeBy, r.MadeRound, r.At))));
}
