using System.Text;
using System.Text.Json;
using BakeWindow.Core.Auditing;
using BakeWindow.Core.Wire;
using BakeWindow.Storage;
using BakeWindow.Web.Access;
using BakeWindow.Web.Recording;
using BakeWindow.Web.Views;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BakeWindow.Web.Api;

/// <summary>Who did what, and the proof that nobody changed it since.</summary>
internal static class AuditApi
{
    /// <summary>Rows of a page.</summary>
    public const int PageSize = 100;

    // What a verifier fetches at once.
    private const int ChainSize = 1_000;

    // Some 40 MB; more is fetched in parts, by from and to.
    private const int MostExported = 100_000;

    public static void MapAudit(this RouteGroupBuilder api)
    {
        api.MapGet("/audit", PageAsync)
            .AddEndpointFilter(new KnownQuery("kind", "who", "from", "to", "text", "before"))
            .WithSummary("Who did what: the newest rows first, a hundred at a time.")
            .WithDescription("Times as 2026-10-01T14:00:00Z or now-6h. next is the cursor for before; null: there are no more. Where nothing is found, nearest is the nearest row outside the times asked for.")
            .Produces<AuditPageDocument>().ProducesValidationProblem()
            .Allows(Act.View);
        api.MapGet("/audit/head", HeadAsync)
            .WithSummary("Where the chain of the audit ends: what to remember elsewhere, as HASH@KEY.")
            .Produces<AuditHeadDocument>()
            .Allows(Act.View);
        api.MapGet("/audit/chain", ChainAsync)
            .AddEndpointFilter(new KnownQuery("after"))
            .WithSummary("Rows in the order of their keys with their seals, a thousand at a time: for whoever follows the chain (bakewindow audit verify).")
            .Produces<AuditChainDocument>()
            .Allows(Act.View);
        api.MapGet("/audit/export", ExportAsync)
            .AddEndpointFilter(new KnownQuery("format", "kind", "who", "from", "to", "text"))
            .WithSummary("Rows as csv or json, oldest first; at most 100,000.")
            .WithDescription("A json of all rows can be verified by itself: bakewindow audit verify --file.")
            .ProducesValidationProblem()
            .Allows(Act.View);
    }

    private static async Task<Results<JsonHttpResult<AuditPageDocument>, ValidationProblem>> PageAsync(
        HttpContext http, AuditLog audit, TimeProvider time, string? kind = null, string? who = null, string? from = null, string? to = null, string? text = null, string? before = null)
    {
        var filter = AuditFilter.Read(kind, who, from, to, text, before, time.GetUtcNow());
        if (filter.Mistakes.Count > 0)
        {
            return Wrong(filter);
        }

        http.Response.Headers.CacheControl = "no-store";
        var rows = await audit.FindAsync(filter.Question, filter.Before, PageSize + 1, http.RequestAborted);
        var page = new AuditPageDocument([.. rows.Take(PageSize)], rows.Count > PageSize ? rows[PageSize - 1].Key : null)
        {
            Nearest = rows.Count == 0 ? await audit.NearestAsync(filter.Question, http.RequestAborted) : null,
        };
        return TypedResults.Json(page, WireJson.Plain.AuditPageDocument);
    }

    private static async Task<JsonHttpResult<AuditHeadDocument>> HeadAsync(HttpContext http, AuditLog audit)
    {
        var (start, head) = await audit.EndsAsync(http.RequestAborted);
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(new AuditHeadDocument(head.Key, head.Hash, start.Key, start.Hash), WireJson.Plain.AuditHeadDocument);
    }

    private static async Task<JsonHttpResult<AuditChainDocument>> ChainAsync(HttpContext http, AuditLog audit, long after = 0)
    {
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(new AuditChainDocument(await audit.ReadAsync(after, ChainSize, null, http.RequestAborted)), WireJson.Plain.AuditChainDocument);
    }

    private static async Task<Results<PushStreamHttpResult, ValidationProblem>> ExportAsync(
        HttpContext http, AuditLog audit, TimeProvider time, string format = "csv", string? kind = null, string? who = null, string? from = null, string? to = null, string? text = null)
    {
        var filter = AuditFilter.Read(kind, who, from, to, text, null, time.GetUtcNow());
        if (format is not ("csv" or "json"))
        {
            return TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["format"] = ["write csv or json"] });
        }

        if (filter.Mistakes.Count > 0)
        {
            return Wrong(filter);
        }

        http.Response.Headers.CacheControl = "no-store";
        return format == "csv"
            ? TypedResults.Stream(stream => WriteCsvAsync(stream, audit, filter.Question, http.RequestAborted), "text/csv; charset=utf-8", "audit.csv")
            : TypedResults.Stream(stream => WriteJsonAsync(stream, audit, filter.Question, http.RequestAborted), "application/json", "audit.json");
    }

    private static async Task WriteCsvAsync(Stream stream, AuditLog audit, AuditQuestion question, CancellationToken ct)
    {
        await stream.WriteAsync(Encoding.UTF8.GetBytes(CsvText.Line("key", "at", "kind", "who", "from", "subject", "detail", "before", "after", "hash")), ct);
        await foreach (var page in PagesAsync(audit, question, long.MaxValue, ct))
        {
            var lines = string.Concat(page.Select(r => CsvText.Line(r.Key, r.At, r.Kind, r.Who, r.From, r.Subject, r.Detail, r.Before, r.After, r.Hash)));
            await stream.WriteAsync(Encoding.UTF8.GetBytes(lines), ct);
        }
    }

    private static async Task WriteJsonAsync(Stream stream, AuditLog audit, AuditQuestion question, CancellationToken ct)
    {
        var (start, head) = await audit.EndsAsync(ct);
        await WriteAsync($"{{\"filtered\":{(question.Filters ? "true" : "false")},\"start\":");
        await WriteAsync(JsonSerializer.Serialize(start, WireJson.Plain.AuditPoint));
        await WriteAsync(",\"head\":");
        await WriteAsync(JsonSerializer.Serialize(head, WireJson.Plain.AuditPoint));
        await WriteAsync(",\"rows\":[");
        var comma = "";
        // Up to the head that was told, whatever is added meanwhile.
        await foreach (var page in PagesAsync(audit, question, head.Key, ct))
        {
            foreach (var row in page)
            {
                await WriteAsync(comma + JsonSerializer.Serialize(row, WireJson.Plain.AuditLine));
                comma = ",";
            }
        }

        await WriteAsync("]}");

        ValueTask WriteAsync(string text) => stream.WriteAsync(Encoding.UTF8.GetBytes(text), ct);
    }

    private static async IAsyncEnumerable<IEnumerable<AuditLine>> PagesAsync(
        AuditLog audit, AuditQuestion question, long upTo, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var (after, told) = (0L, 0);
        while (told < MostExported)
        {
            var page = await audit.ReadAsync(after, Math.Min(ChainSize, MostExported - told), question, ct);
            if (page.Count == 0)
            {
                yield break;
            }

            yield return page.Where(r => r.Key <= upTo);
            (after, told) = (page[^1].Key, told + page.Count);
        }
    }

    private static ValidationProblem Wrong(AuditFilter filter) => TypedResults.ValidationProblem(filter.Mistakes.ToDictionary(m => m.Key, m => new[] { m.Value }, StringComparer.Ordinal));
}
