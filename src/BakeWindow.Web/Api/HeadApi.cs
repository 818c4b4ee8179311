using BakeWindow.Core.Gate;
using BakeWindow.Web.Access;
using BakeWindow.Web.Configuration;
using BakeWindow.Web.Observing;

namespace BakeWindow.Web.Api;

/// <summary>The chain's tip in a few bytes: what a page asks when it wakes up, before it shows anything as true.</summary>
internal static class HeadApi
{
    public static void MapHead(this RouteGroupBuilder api) => api.MapGet("/head", (HttpContext http, WorldBoard board, Settings settings, TimeProvider time) =>
        {
            http.Response.Headers.CacheControl = "no-store";
            var now = time.GetUtcNow();
            var chain = board.Now.Chain;
            return TypedResults.Ok(new HeadDocument(
                settings.Network, chain?.Head.Level.Value, chain?.Head.Hash, chain?.Head.Timestamp, chain is not null && now - chain.Head.Timestamp > HeadTrust.OldestHead(chain.Constants),
                now, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()));
        })
        .Allows(Act.View)
        .AddEndpointFilter(new KnownQuery())
        .WithSummary("The chain's tip, and the server's time.");

    /// <summary>The tip.</summary>
    /// <param name="Network">The network's name.</param>
    /// <param name="Level">The head's level; null while none is known.</param>
    /// <param name="Hash">Its hash.</param>
    /// <param name="Timestamp">When it was due.</param>
    /// <param name="Stale">It is too old to decide anything by.</param>
    /// <param name="Now">The server's time; in a rehearsal its own.</param>
    /// <param name="Real">The server's real clock, in milliseconds since 1970: a device compares its own with it.</param>
    internal sealed record HeadDocument(string Network, int? Level, string? Hash, DateTimeOffset? Timestamp, bool Stale, DateTimeOffset Now, long Real);
}
