using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using BakeWindow.Core.Signers;
using BakeWindow.Tezos.Rpc;

namespace BakeWindow.Tezos.Signers;

/// <summary>
/// One GET as a probe makes it: a connection of its own, so that it is known whether it came up; no redirects, a deadline over the whole, a bounded body. There is no other verb in this room: a
/// probe can't ask for a signature.
/// </summary>
internal static class ProbeHttp
{
    private static readonly HttpRequestOptionsKey<Connection> Key = new("bakewindow-connection");

    private static readonly HttpClient Http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ConnectCallback = ConnectAsync,
        PooledConnectionLifetime = TimeSpan.Zero,
        MaxResponseHeadersLength = 16,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Asks. Throws nothing but the caller's cancellation.</summary>
    /// <param name="url">What for.</param>
    /// <param name="most">The longest body that is read, in bytes.</param>
    /// <param name="time">The clock of the deadline.</param>
    /// <param name="patience">The deadline.</param>
    /// <param name="ct">Ends the call.</param>
    public static async Task<(int Status, string Body, SignerFinding? Failed)> GetAsync(Uri url, int most, TimeProvider time, TimeSpan patience, CancellationToken ct)
    {
        using var deadline = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        var connection = new Connection();
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url.GetComponents(UriComponents.HttpRequestUrl, UriFormat.UriEscaped));
            request.Options.Set(Key, connection);
            request.Headers.ConnectionClose = true;
            if (url.UserInfo.Length > 0)
            {
                request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(url.UserInfo))));
            }

            using var answer = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (answer.StatusCode is not HttpStatusCode.OK)
            {
                return ((int)answer.StatusCode, "", null);
            }

            await using var body = new BoundedStream(await answer.Content.ReadAsStreamAsync(either.Token), most);
            using var reader = new StreamReader(body, Encoding.UTF8);
            return (200, await reader.ReadToEndAsync(either.Token), null);
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException or IOException or InvalidDataException && !ct.IsCancellationRequested)
        {
            return (0, "", Failure(e, connection.Up));
        }
    }

    /// <summary>What a failed connection means.</summary>
    public static SignerFinding Failure(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => new SignerFinding.Refused(),
        SocketError.TimedOut or SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.HostDown => new SignerFinding.TimedOut(),
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => new SignerFinding.Broken("its host name is not known"),
        _ => new SignerFinding.Broken(error.ToString()),
    };

    private static SignerFinding Failure(Exception e, bool connected) => e switch
    {
        OperationCanceledException => connected ? new SignerFinding.Silent() : new SignerFinding.TimedOut(),
        InvalidDataException => new SignerFinding.Broken("a body that is far too long"),
        HttpRequestException { InnerException: SocketException socket } when !connected => Failure(socket.SocketErrorCode),
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => new SignerFinding.Broken("TLS does not come about"),
        // Taken and closed again without a word: so does a tunnel's end whose other end is away.
        HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded } or HttpRequestException { InnerException: IOException } or IOException when connected => new SignerFinding.Silent(),
        HttpRequestException request => new SignerFinding.Broken(request.HttpRequestError.ToString()),
        _ => new SignerFinding.Broken("broken off"),
    };

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, ct);
            if (context.InitialRequestMessage.Options.TryGetValue(Key, out var connection))
            {
                connection.Up = true;
            }

            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed class Connection
    {
        public bool Up { get; set; }
    }
}
