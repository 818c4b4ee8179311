using BakeWindow.Core.Time;
using BakeWindow.Storage;
using BakeWindow.Web.Access;
using BakeWindow.Web.Configuration;
using BakeWindow.Web.Observing;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace BakeWindow.Web.Feeds;

/// <summary>Calendar feeds. The token in the address is the permission: calendars send nothing else.</summary>
internal static class FeedApi
{
    // The newest are what a calendar is about.
    private const int MostRead = 300;

    // A calendar that asks more often learns nothing.
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(5);

    /// <summary>True for a feed's address, which answers to calendars wherever they are; the page on which feeds are made is a page.</summary>
    public static bool IsFeed(PathString path) => path.Value?.TrimEnd('/') is { } text && text.StartsWith("/feeds/", StringComparison.OrdinalIgnoreCase) && text.EndsWith(".ics", StringComparison.OrdinalIgnoreCase);

    public static void MapFeeds(this IEndpointRouteBuilder app) => app.MapMethods("/feeds/{token}/{file}", [HttpMethods.Get, HttpMethods.Head], Feed)
        .AllowsAnybody("the token in the address is the permission; calendars bring nothing else").ExcludeFromDescription();

    private static async Task<IResult> Feed(
        string token, string file, HttpContext http, FeedDesk desk, Journal journal, WorldBoard board, Settings settings, TimeProvider time, CancellationToken ct, string? need = null)
    {
        // Whatever is wrong with the address looks the same: nobody learns which tokens there are.
        if (!file.EndsWith(".ics", StringComparison.OrdinalIgnoreCase) || await desk.CheckAsync(token, ct) is not { } allowed || Question(file[..^4], allowed, settings) is not { } question)
        {
            return TypedResults.Problem("There is no such feed, or its address was revoked or has expired; make a new one on the page /feeds.", statusCode: StatusCodes.Status404NotFound, title: "Not found");
        }

        if (need is not null)
        {
            if (!DurationText.TryParse(need, out var duration, out var error))
            {
                return TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["need"] = [error] });
            }

            question = question with { Need = duration };
        }

        var (world, now) = (board.Now, time.GetUtcNow());
        var events = FeedEvents.From(world, question, await journal.ListAsync(onlyOpen: false, MostRead, ct), now);
        var title = $"BakeWindow {settings.Network}: {question.Title}";
        var tag = FeedText.Tag(title, events);
        http.Response.Headers.ETag = tag;
        http.Response.Headers.CacheControl = $"private, max-age={Fresh.TotalSeconds:0}";
        return Has(http.Request.Headers.IfNoneMatch, tag)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Text(FeedText.Write(title, events, world.Chain?.Head.Timestamp ?? now), "text/calendar; charset=utf-8");
    }

    private static FeedQuestion? Question(string name, FeedToken allowed, Settings settings)
    {
        if (name == "all")
        {
            return allowed.Baker is null ? new FeedQuestion("all", "all bakers", [], null) : null;
        }

        var baker = settings.Bakers.FirstOrDefault(b => b.Name == name || b.Address.Value == name);
        return baker is null || (allowed.Baker is { } only && only != baker.Address.Value) ? null : new FeedQuestion(baker.Address.Value, baker.Name, [baker.Address], null);
    }

    private static bool Has(StringValues ifNoneMatch, string tag) =>
        EntityTagHeaderValue.TryParseList(ifNoneMatch, out var tags) && tags.Any(t => t.Tag == "*" || t.Compare(EntityTagHeaderValue.Parse(tag), useStrongComparison: false));
}
