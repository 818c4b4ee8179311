using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace BakeWindow.Tests.Access;

/// <summary>What a browser does in signing in: keeps cookies, follows redirects, sends forms. Each comes from a loopback address of its own, so that limits by address don't mix.</summary>
internal sealed partial class TestBrowser : IDisposable
{
    private static int number;

    private readonly HttpClient http;

    public TestBrowser(Uri site)
    {
        Site = site;
        var n = Interlocked.Increment(ref number);
        From = IPAddress.Parse($"127.{1 + (n / 60_000)}.{n / 250 % 250}.{1 + (n % 250)}");
        http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectCallback = ConnectAsync });
    }

    public Uri Site { get; }

    /// <summary>From where it calls.</summary>
    public IPAddress From { get; }

    /// <summary>Cookies by name.</summary>
    public Dictionary<string, string> Cookies { get; private init; } = new(StringComparer.Ordinal);

    /// <summary>The Set-Cookie lines as they came.</summary>
    public List<string> CookieLines { get; } = [];

    /// <summary>Headers that are sent with every request.</summary>
    public Dictionary<string, string> Headers { get; } = new(StringComparer.Ordinal);

    /// <summary>Another one with the same cookies, at another site.</summary>
    public TestBrowser At(Uri site) => new(site) { Cookies = new(Cookies, StringComparer.Ordinal) };

    public Task<HttpResponseMessage> GetAsync(string path) => SendAsync(new HttpRequestMessage(HttpMethod.Get, new Uri(Site, path)));

    /// <summary>Sends a form, with the field that a page of the site hands out when <paramref name="page"/> is given.</summary>
    public async Task<HttpResponseMessage> PostAsync(string path, string? page, params (string Name, string Value)[] fields)
    {
        var all = fields.ToList();
        if (page is not null)
        {
            using var form = await GetAsync(page);
            var match = Field().Match(await form.Content.ReadAsStringAsync());
            Assert.True(match.Success, $"{page} ({(int)form.StatusCode}) holds no form");
            all.Add(("__RequestVerificationToken", match.Groups["token"].Value));
        }

        return await SendAsync(new HttpRequestMessage(HttpMethod.Post, new Uri(Site, path)) { Content = new FormUrlEncodedContent(all.Select(f => KeyValuePair.Create(f.Name, f.Value))) });
    }

    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        request.RequestUri = new Uri(Site, request.RequestUri!);
        if (request.RequestUri.Scheme == "https" && request.RequestUri.Authority == Site.Authority)
        {
            // The proxy that this browser plays ends TLS.
            request.RequestUri = new UriBuilder(request.RequestUri) { Scheme = "http" }.Uri;
        }

        if (Cookies.Count > 0 && request.RequestUri!.Authority == Site.Authority)
        {
            request.Headers.Add("Cookie", string.Join("; ", Cookies.Select(c => $"{c.Key}={c.Value}")));
        }

        foreach (var (name, value) in Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        var answer = await http.SendAsync(request);
        foreach (var line in answer.Headers.TryGetValues("Set-Cookie", out var lines) ? lines : [])
        {
            CookieLines.Add(line);
            var (name, value) = (line[..line.IndexOf('=')], line[(line.IndexOf('=') + 1)..].Split(';')[0]);
            if (value.Length == 0)
            {
                Cookies.Remove(name);
            }
            else
            {
                Cookies[name] = value;
            }
        }

        return answer;
    }

    /// <summary>Signs in with the provider, step by step.</summary>
    /// <param name="wanted">Where it wants to go.</param>
    /// <param name="twist">Changes the address of the way back.</param>
    /// <returns>The last answer, and the address of the way back.</returns>
    public async Task<(HttpResponseMessage Answer, Uri Back)> SignInAsync(string wanted = "/now", Func<Uri, Uri>? twist = null)
    {
        using var start = await GetAsync($"/signin/provider?return={Uri.EscapeDataString(wanted)}");
        Assert.Equal(HttpStatusCode.Redirect, start.StatusCode);
        Assert.False(start.Headers.Location!.OriginalString.StartsWith('/'), start.Headers.Location.OriginalString);
        using var provider = await SendAsync(new HttpRequestMessage(HttpMethod.Get, start.Headers.Location));
        var back = twist?.Invoke(provider.Headers.Location!) ?? provider.Headers.Location!;
        return (await SendAsync(new HttpRequestMessage(HttpMethod.Get, back)), back);
    }

    public void Dispose() => http.Dispose();

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Bind(new IPEndPoint(From, 0));
            await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"(?<token>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Field();
}
