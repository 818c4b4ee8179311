using System.Net.Http.Headers;
using System.Text;

namespace BakeWindow.Cli.Asking;

/// <summary>Speaks HTTP with a running BakeWindow.</summary>
internal sealed class ServerClient : IDisposable
{
    private const int MostBody = 32 << 20;

    private readonly HttpClient http;
    private readonly Uri root;
    private readonly TimeProvider time;
    private readonly Func<string?> token;
    private readonly string client;

    /// <param name="server">Where it is; user info becomes a header and is never shown.</param>
    /// <param name="time">For a Retry-After that is a date.</param>
    /// <param name="token">Reads the bearer token, before each call, for it may be renewed under a program that runs long; null: none.</param>
    /// <param name="client">Who asks.</param>
    public ServerClient(Uri server, TimeProvider time, Func<string?>? token = null, string client = "bakewindow")
    {
        (this.time, this.token, this.client) = (time, token ?? (() => null), client);
        root = new Uri(server.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/') + "/");
        Name = root.Authority;
        http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(10) })
        {
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = MostBody,
        };
        if (this.token() is null && server.UserInfo.Length > 0)
        {
            http.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(server.UserInfo))));
        }
    }

    /// <summary>Host and port.</summary>
    public string Name { get; }

    public Task<Reply> GetAsync(string path, IEnumerable<(string Name, string? Value)> query, CancellationToken ct)
    {
        var parts = query.Where(q => q.Value is not null).Select(q => $"{q.Name}={Uri.EscapeDataString(q.Value!)}").ToList();
        return SendAsync(new HttpRequestMessage(HttpMethod.Get, new Uri(root, parts.Count == 0 ? path : $"{path}?{string.Join('&', parts)}")), ct);
    }

    public Task<Reply> PostAsync(string path, string json, CancellationToken ct) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Post, new Uri(root, path)) { Content = new StringContent(json, Encoding.UTF8, "application/json") }, ct);

    public Task<Reply> DeleteAsync(string path, CancellationToken ct) => SendAsync(new HttpRequestMessage(HttpMethod.Delete, new Uri(root, path)), ct);

    public void Dispose() => http.Dispose();

    private async Task<Reply> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        using (request)
        {
            request.Headers.TryAddWithoutValidation("X-BakeWindow-Client", client);
            if (token() is { } bearer)
            {
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
            }

            try
            {
                using var response = await http.SendAsync(request, ct);
                return new(Name, (int)response.StatusCode, RetryAfter(response.Headers.RetryAfter), await response.Content.ReadAsStringAsync(ct));
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                throw new NoAnswerException.CannotKnow($"{Name}: no answer ({e.Message}); does BakeWindow run there?", e);
            }
        }
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? said) => said switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - time.GetUtcNow(),
        _ => null,
    };
}
