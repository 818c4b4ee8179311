using System.Globalization;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Wire;
using BakeWindow.Storage;
using BakeWindow.Web.Access;
using BakeWindow.Web.Configuration;
using BakeWindow.Web.Holding;
using BakeWindow.Web.Observing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BakeWindow.Web.Api;

/// <summary>Freezes, which hold, and broken glasses, which open: list, set, end.</summary>
internal static class HoldsApi
{
    private const int Most = 500;

    public static void MapHolds(this RouteGroupBuilder api)
    {
        api.MapGet("/freezes", Freezes).AddEndpointFilter(new KnownQuery("state")).Allows(Act.View)
            .WithSummary("Freezes that are not over, of the configuration and of people; with state=all also those that are.").Produces<IReadOnlyList<HoldDocument>>().ProducesValidationProblem();
        api.MapPost("/freezes", Freeze).Allows(Act.Freeze)
            .WithSummary("Hold everything, or one node, until an end that must be named; at most 14 days.").Produces<HoldDocument>(StatusCodes.Status201Created).ProducesValidationProblem();
        api.MapPost("/freezes/{id}/end", (string id, HttpContext http, Holds holds, TimeProvider time, CancellationToken ct) => End(id, 'F', "freeze", key => holds.EndFreezeAsync(key, http.Caller(), ct), time)).Allows(Act.Approve)
            .WithSummary("End a freeze before its time.").Produces<HoldDocument>().ProducesProblem(StatusCodes.Status404NotFound);
        api.MapGet("/glass", Glass).AddEndpointFilter(new KnownQuery("state")).Allows(Act.View)
            .WithSummary("Broken glasses that are not over; with state=all also those that are.").Produces<IReadOnlyList<HoldDocument>>().ProducesValidationProblem();
        api.MapPost("/glass", Break).Allows(Act.BreakGlass)
            .WithSummary("Open the gate of one node against its answer, for at most an hour. The node's name must be given twice.").Produces<HoldDocument>(StatusCodes.Status201Created).ProducesValidationProblem();
        api.MapPost("/glass/{id}/end", (string id, HttpContext http, Holds holds, TimeProvider time, CancellationToken ct) => End(id, 'G', "broken glass", key => holds.CloseGlassAsync(key, http.Caller(), ct), time)).Allows(Act.Freeze)
            .WithSummary("Close a broken glass before its time.").Produces<HoldDocument>().ProducesProblem(StatusCodes.Status404NotFound);
    }

    /// <summary>A hold as JSON.</summary>
    public static HoldDocument Document(StoredHold h, DateTimeOffset now) => new(
        h.Id, h.Kind is HoldKind.Glass ? "glass" : "freeze", h.Node, h.Owner, h.Reason, Whole(h.StartsAt), Whole(h.EndsAt), h is { EndedBy: not null, EndedAt: { } ended } ? Whole(ended) : null, h.EndedBy, h.InForce(now));

    private static Task<Results<JsonHttpResult<IReadOnlyList<HoldDocument>>, ValidationProblem>> Freezes(Holds holds, Settings settings, TimeProvider time, CancellationToken ct, string? state = null) =>
        ListAsync(HoldKind.Freeze, state, holds, time, [.. settings.Policy.Freezes.Where(f => state == "all" || f.Span.End > time.GetUtcNow()).Select(f => new HoldDocument(
            null, "freeze", f.Node, f.Owner, f.Reason, f.Span.Start, f.Span.End, null, null, f.Span.Contains(time.GetUtcNow())))], ct);

    private static Task<Results<JsonHttpResult<IReadOnlyList<HoldDocument>>, ValidationProblem>> Glass(Holds holds, TimeProvider time, CancellationToken ct, string? state = null) =>
        ListAsync(HoldKind.Glass, state, holds, time, [], ct);

    private static async Task<Results<JsonHttpResult<IReadOnlyList<HoldDocument>>, ValidationProblem>> ListAsync(
        HoldKind kind, string? state, Holds holds, TimeProvider time, IReadOnlyList<HoldDocument> declared, CancellationToken ct)
    {
        if (state is not (null or "" or "open" or "all"))
        {
            return TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["state"] = [$"\"{state[..Math.Min(40, state.Length)]}\" is not known; write open or all"] });
        }

        var all = state == "all" ? await holds.ListAsync(Most, ct) : await holds.NotOverAsync(ct);
        IReadOnlyList<HoldDocument> found = [.. declared, .. all.Where(h => h.Kind == kind).Select(h => Document(h, time.GetUtcNow()))];
        return TypedResults.Json(found, WireJson.Plain.IReadOnlyListHoldDocument);
    }

    private static async Task<Results<JsonHttpResult<HoldDocument>, ValidationProblem>> Freeze(FreezeBody body, HttpContext http, Holds holds, WorldBoard board, TimeProvider time, CancellationToken ct)
    {
        var (form, mistakes) = new FreezeForm(body.Node, body.Until, body.Reason).Check(board.Now, time.GetUtcNow());
        return form is null ? Mistaken(mistakes) : TypedResults.Json(Document(await holds.FreezeAsync(form, http.Caller(), ct), time.GetUtcNow()), WireJson.Plain.HoldDocument, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<Results<JsonHttpResult<HoldDocument>, ValidationProblem>> Break(GlassBody body, HttpContext http, Holds holds, WorldBoard board, TimeProvider time, CancellationToken ct)
    {
        var (form, mistakes) = new GlassForm(body.Node, body.Typed, body.For, body.Reason).Check(board.Now);
        return form is null ? Mistaken(mistakes) : TypedResults.Json(Document(await holds.BreakAsync(form, http.Caller(), ct), time.GetUtcNow()), WireJson.Plain.HoldDocument, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<Results<JsonHttpResult<HoldDocument>, ProblemHttpResult>> End(string id, char letter, string what, Func<long, Task<StoredHold?>> end, TimeProvider time)
    {
        var digits = id.Length > 2 && char.ToUpperInvariant(id[0]) == letter && id[1] == '-' ? id[2..] : id;
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var key) && await end(key) is { } ended
            ? TypedResults.Json(Document(ended, time.GetUtcNow()), WireJson.Plain.HoldDocument)
            : TypedResults.Problem($"There is no {what} \"{id[..Math.Min(40, id.Length)]}\" that is not over; an id looks like {letter}-12.", statusCode: StatusCodes.Status404NotFound, title: "Not found");
    }

    private static ValidationProblem Mistaken(IReadOnlyDictionary<string, string> mistakes) =>
        TypedResults.ValidationProblem(mistakes.ToDictionary(m => m.Key, m => new[] { m.Value }, StringComparer.Ordinal));

    private static DateTimeOffset Whole(DateTimeOffset at) => DateTimeOffset.FromUnixTimeSeconds(at.ToUnixTimeSeconds());
}

/// <summary>The body of POST /freezes.</summary>
/// <param name="Node">The only node; null: everything.</param>
/// <param name="Until">A duration from now, or an instant.</param>
/// <param name="Reason">Why.</param>
internal sealed record FreezeBody(string? Node, string? Until, string? Reason);

/// <summary>The body of POST /glass.</summary>
/// <param name="Node">The node.</param>
/// <param name="Typed">Its name again.</param>
/// <param name="For">For how long.</param>
/// <param name="Reason">Why.</param>
internal sealed record GlassBody(string? Node, string? Typed, string? For, string? Reason);
