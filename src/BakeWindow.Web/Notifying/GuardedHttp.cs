using System.Net.Sockets;
using System.Security.Authentication;

namespace BakeWindow.Web.Notifying;

/// <summary>HTTP to where people are told: guarded addresses, no redirects, no proxy that would connect for us, short deadlines, small answers.</summary>
internal sealed class GuardedHttp : IDisposable
{
    private const int MostAnswer = 1 << 20;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private readonly HttpClient http;

    public GuardedHttp(bool allowPrivate) => http = new HttpClient(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(1),
        MaxConnectionsPerServer = 4,
        MaxResponseHeadersLength = 16,
        ConnectCallback = async (context, ct) => new NetworkStream(await AddressGuard.ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, allowPrivate, ct), ownsSocket: true),
    })
    {
        Timeout = Deadline,
        MaxResponseContentBufferSize = MostAnswer,
    };

    /// <summary>Sends it.</summary>
    /// <param name="request">What; disposed of.</param>
    /// <param name="ct">Ends it.</param>
    /// <param name="missing">An answer of 404 or 410 is one: null, then.</param>
    /// <returns>The answer's body.</returns>
    /// <exception cref="NotDeliveredException">It was not taken.</exception>
    public async Task<string?> SendAsync(HttpRequestMessage request, CancellationToken ct, bool missing = false)
    {
        using (request)
        {
            try
            {
                request.Headers.UserAgent.ParseAdd("BakeWindow");
                using var answer = await http.SendAsync(request, ct);
                return answer.IsSuccessStatusCode ? await answer.Content.ReadAsStringAsync(ct)
                    : missing && (int)answer.StatusCode is 404 or 410 ? null
                    : throw new NotDeliveredException((int)answer.StatusCode is >= 300 and < 400 ? $"it answered with a redirect (HTTP {(int)answer.StatusCode}), which is not followed" : $"it answered HTTP {(int)answer.StatusCode}");
            }
            catch (HttpRequestException e)
            {
                // Its message names the host, and may name the path.
                throw e.InnerException as NotDeliveredException ?? new NotDeliveredException(e.InnerException is AuthenticationException ? "its certificate is not trusted" : $"the connection failed ({e.HttpRequestError})");
            }
            catch (IOException)
            {
                throw new NotDeliveredException("the connection broke");
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                throw new NotDeliveredException($"it did not answer within {Deadline.TotalSeconds:0} s");
            }
        }
    }

    public void Dispose() => http.Dispose();
}
