using BakeWindow.Core.Owning;
using BakeWindow.Core.Wire;
using BakeWindow.Kubernetes.Dialects;
using BakeWindow.Web.Access;
using BakeWindow.Web.Maintaining;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BakeWindow.Web.Api;

/// <summary>How the neighbours' dialects stand.</summary>
internal static class DialectsApi
{
    public static void MapDialects(this RouteGroupBuilder api) => api.MapGet("/dialects", ListAsync).Allows(Act.View)
        .AddEndpointFilter(new KnownQuery("all"))
        .WithSummary("The neighbours that BakeWindow speaks to: what was seen of them, what stands where, what their users should set.")
        .WithDescription("With all=true also those that are switched off: they are looked for now, what would be written is shown, and nothing is written.")
        .Produces<IReadOnlyList<DialectDocument>>().ProducesValidationProblem();

    private static async Task<JsonHttpResult<IReadOnlyList<DialectDocument>>> ListAsync(IServiceProvider services, TimeProvider time, CancellationToken ct, bool all = false)
    {
        var documents = new List<DialectDocument>();
        // Without a cluster there are no neighbours.
        if (services.GetService<DialectSync>() is { } sync)
        {
            var book = sync.Book;
            documents.AddRange(book.Reports.Select(r => Of(r, true, book.At, on => book.Since(r.Name, on))));
            if (all)
            {
                // One look at a time, kept for half a minute: to look for all of them is many calls to the API server.
                var now = time.GetUtcNow();
                documents.AddRange((await services.GetRequiredService<NodeLook>().SilentAsync(ct)).Select(r => Of(r, false, now, _ => null)));
            }
        }

        IReadOnlyList<DialectDocument> sorted = [.. documents.OrderBy(d => d.Name, StringComparer.Ordinal)];
        return TypedResults.Json(sorted, WireJson.Plain.IReadOnlyListDialectDocument);
    }

    internal static DialectDocument Of(DialectReport report, bool enabled, DateTimeOffset? at, Func<ObjectRef, DateTimeOffset?> since) => new()
    {
        Name = report.Name,
        Enabled = enabled,
        Present = report.Sight?.Present,
        Version = report.Sight?.Version,
        Configuration = report.Sight?.Configuration,
        LookedAt = at,
        Notes = [.. (report.Sight?.Notes ?? []).Select(n => new DialectDocument.NotePart(n.Code, n.Serious, n.Text, n.Mend))],
        Marks = [.. report.Writes.SelectMany(w => w.Fields.Select(f => new DialectDocument.MarkPart(w.On.ToString(), f.Path.Text, Value(f), since(w.On))))],
        Problems = report.Problems,
    };

    private static string? Value(OwnedField field) => field switch
    {
        OwnedField.Value v => v.Json?.ToJsonString(),
        OwnedField.Entry e => e.Json.ToJsonString(),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
