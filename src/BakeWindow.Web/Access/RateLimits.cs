using System.Globalization;
using System.Net;
using System.Threading.RateLimiting;
using BakeWindow.Web.Configuration;
using Microsoft.AspNetCore.RateLimiting;

namespace BakeWindow.Web.Access;

/// <summary>
/// How much one caller gets: a token, a person's session, or an address. Generous for the gate, which automation asks in bursts; tight for signing in, where each try is a guess. Whoever sits at this machine is
/// not counted, nor are probes, metrics and files; calendars are, by address.
/// </summary>
internal static class RateLimits
{
    private const int UsualPerSecond = 100;
    private const int FeedsPerSecond = 10;
    private const int SignInsPerMinute = 30;
    private const int GuessesPerMinute = 5;

    private enum Kind
    {
        Gate,
        Usual,
        Feed,
        SignIn,
        Guess,
    }

    public static void AddRateLimits(this IServiceCollection services, Settings settings)
    {
        services.AddRateLimiter(o =>
        {
            o.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, Key>(http => Partition(http, settings.Reads.GatePerSecond));
            o.OnRejected = RejectAsync;
        });
    }

    private static RateLimitPartition<Key> Partition(HttpContext http, int gatePerSecond)
    {
        var address = CallersNetwork.Of(http.Connection.RemoteIpAddress);
        if (http.Request.Path.StartsWithSegments("/signin", StringComparison.OrdinalIgnoreCase, out var rest) && rest.HasValue)
        {
            var guess = string.Equals(rest.Value!.TrimEnd('/'), "/emergency", StringComparison.OrdinalIgnoreCase);
            return RateLimitPartition.GetFixedWindowLimiter(new Key(guess ? Kind.Guess : Kind.SignIn, address), key => new FixedWindowRateLimiterOptions
            {
                PermitLimit = key.Kind is Kind.Guess ? GuessesPerMinute : SignInsPerMinute,
                Window = TimeSpan.FromMinutes(1),
            });
        }

        // Calendars bring no name, only a token in the address, and each address costs a look into the database.
        if (Feeds.FeedApi.IsFeed(http.Request.Path))
        {
            return RateLimitPartition.GetTokenBucketLimiter(new Key(Kind.Feed, address), _ => Bucket(FeedsPerSecond));
        }

        var caller = http.Caller();
        var access = http.GetEndpoint()?.Metadata.GetMetadata<EndpointAccess>();
        if (access is EndpointAccess.Anybody or null || caller.Kind is CallerKind.Machine)
        {
            return RateLimitPartition.GetNoLimiter(new Key(Kind.Usual, ""));
        }

        object who = caller switch { { Session: { } session } => session, { Kind: CallerKind.Token } => caller.Token ?? caller.Owner, _ => address };
        return access is EndpointAccess.Needs { Act: Act.Ask }
            ? RateLimitPartition.GetTokenBucketLimiter(new Key(Kind.Gate, who), _ => Bucket(gatePerSecond))
            : RateLimitPartition.GetTokenBucketLimiter(new Key(Kind.Usual, who), _ => Bucket(UsualPerSecond));
    }

    private static TokenBucketRateLimiterOptions Bucket(int perSecond) => new()
    {
        TokenLimit = perSecond * 4,
        TokensPerPeriod = Math.Max(1, perSecond / 5),
        ReplenishmentPeriod = TimeSpan.FromMilliseconds(perSecond < 5 ? 1000.0 / perSecond : 200),
        AutoReplenishment = true,
    };

    private static async ValueTask RejectAsync(OnRejectedContext context, CancellationToken ct)
    {
        var wait = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(1);
        var response = context.HttpContext.Response;
        response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        await TypedResults.Problem("More was asked than one caller gets. Wait as long as Retry-After says.", statusCode: StatusCodes.Status429TooManyRequests, title: "Too many requests").ExecuteAsync(context.HttpContext);
    }

    private readonly record struct Key(Kind Kind, object Who);
}
