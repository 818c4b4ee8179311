using System.Net;

namespace BakeWindow.Tezos.Rpc;

/// <summary>An HTTP client as the calls of this room want it; share one.</summary>
public static class TezosHttp
{
    /// <summary>Makes it: no redirects (a source must be where the configuration says), quick to give up a connection, no time-out of its own (every call has one).</summary>
    public static HttpClient Create() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.All,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        MaxConnectionsPerServer = 16,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };
}
