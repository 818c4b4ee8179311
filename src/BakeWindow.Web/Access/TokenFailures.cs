using System.Net;
using System.Threading.RateLimiting;

namespace BakeWindow.Web.Access;

/// <summary>Counts tokens that are worth nothing, by network (<see cref="CallersNetwork"/>): after twenty in a minute such a caller is told to wait. Good tokens from the same address pass.</summary>
internal sealed class TokenFailures : IDisposable
{
    private readonly PartitionedRateLimiter<IPAddress> limiter = PartitionedRateLimiter.Create<IPAddress, IPAddress>(address =>
        RateLimitPartition.GetFixedWindowLimiter(address, _ => new FixedWindowRateLimiterOptions { PermitLimit = 20, Window = TimeSpan.FromMinutes(1) }));

    /// <summary>Notes one.</summary>
    public Caller Note(Caller caller, HttpContext http)
    {
        using var lease = limiter.AttemptAcquire(CallersNetwork.Of(http.Connection.RemoteIpAddress));
        if (!lease.IsAcquired)
        {
            http.Features.Set(new TooManyFailures(lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromMinutes(1)));
        }

        return caller;
    }

    public void Dispose() => limiter.Dispose();
}

/// <summary>This caller has brought too many useless tokens.</summary>
/// <param name="Wait">How long he must wait.</param>
internal sealed record TooManyFailures(TimeSpan Wait);
