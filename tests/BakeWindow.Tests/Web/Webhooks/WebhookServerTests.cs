using System.Net;
using System.Net.Http.Json;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace BakeWindow.Tests.Web.Webhooks;

/// <summary>The webhook over TLS, asked by the simulated API server and by hand.</summary>
public sealed class WebhookServerTests : IAsyncLifetime
{
    private HookStand stand = null!;

    public async ValueTask InitializeAsync() => stand = await HookStand.StartAsync();

    public ValueTask DisposeAsync() => stand.DisposeAsync();

    [Fact]
    public async Task An_eviction_is_refused_with_the_reason_and_nobody_is_made_to_sleep_and_others_go()
    {
        var (status, message, retryAfter) = await stand.EvictAsync(HookStand.Held);

        Assert.Equal((429, false), (status, retryAfter));
        Assert.Contains("admission webhook \\\"evictions.bakewindow.io\\\" denied the request: BakeWindow: tz1", message, StringComparison.Ordinal);
        Assert.Contains("bakes level", message, StringComparison.Ordinal);
        Assert.Equal(201, (await stand.EvictAsync(HookStand.Free)).Status);
    }

    [Fact]
    public async Task Both_dry_runs_are_told_the_same_and_count_as_no_denial()
    {
        var inBody = await stand.EvictAsync(HookStand.Held, options: """{"dryRun":["All"]}""");
        var inQuery = await stand.EvictAsync(HookStand.Held, "?dryRun=All");
        Assert.Equal((429, 429), (inBody.Status, inQuery.Status));
        Assert.Contains("BakeWindow: tz1", inBody.Message, StringComparison.Ordinal);
        var metrics = await stand.MetricsAsync();
        Assert.Matches("""bakewindow_webhook_reviews_total\{[^}]*answer="would-refuse"[^}]*\} 2""", metrics);
        Assert.DoesNotContain("answer=\"refused\"", metrics, StringComparison.Ordinal);

        await stand.EvictAsync(HookStand.Held);
        // What was scraped a moment ago is told again for a moment.
        await stand.UntilAsync(async () => Regex.IsMatch(await stand.MetricsAsync(), """bakewindow_webhook_reviews_total\{[^}]*answer="refused"[^}]*\} 1""", RegexOptions.None, TimeSpan.FromSeconds(1)), "the denial is counted");
        Assert.Contains("bakewindow_webhook_duration_seconds_count", metrics, StringComparison.Ordinal);
        Assert.Matches("""bakewindow_floor_held_seconds\{[^}]*workload="alpha-baker"[^}]*\} [0-9]""", metrics);
    }

    [Fact]
    public async Task Neither_port_serves_what_is_the_others()
    {
        using var tls = stand.Client(await stand.ToldCaAsync());
        foreach (var path in new[] { "/", "/api/v1/gate", "/metrics", "/openapi/v1.json", "/_blazor" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await tls.GetAsync(path)).StatusCode);
        }

        Assert.Equal(HttpStatusCode.OK, (await tls.GetAsync("/healthz/ready")).StatusCode);
        using var plain = new HttpClient();
        using var review = Review("u-1");
        using var answer = await plain.PostAsync(new Uri(stand.App.Url, "/webhooks/v1/evictions"), review);
        Assert.False(answer.IsSuccessStatusCode);
        Assert.DoesNotContain("AdmissionReview", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_names_the_question_and_what_can_not_be_read_gets_none()
    {
        using var tls = stand.Client(await stand.ToldCaAsync());
        using var review = Review("u-42");
        var answer = await (await tls.PostAsync("/webhooks/v1/evictions", review)).Content.ReadFromJsonAsync<JsonNode>();
        Assert.Equal(("u-42", true), (answer!["response"]!["uid"]!.GetValue<string>(), answer["response"]!["allowed"]!.GetValue<bool>()));

        foreach (var (body, status) in new[] { ("", 400), ("{", 400), ("{}", 400), (new string('[', 100), 400), ($"\"{new string('x', 300_000)}\"", 413) })
        {
            // Asked before it is sent: what is too long is answered before it has come.
            using var request = new HttpRequestMessage(HttpMethod.Post, "/webhooks/v1/evictions") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            request.Headers.ExpectContinue = body.Length > 0;
            Assert.Equal(status, (int)(await tls.SendAsync(request)).StatusCode);
        }
    }

    [Theory]
    [InlineData(SslProtocols.Tls12, true)]
    [InlineData(SslProtocols.Tls13, true)]
#pragma warning disable CA5397, SYSLIB0039 // What is refused has to be tried.
    [InlineData(SslProtocols.Tls11, false)]
#pragma warning restore CA5397, SYSLIB0039
    public async Task Old_versions_of_tls_are_refused(SslProtocols version, bool accepted)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, stand.Port);
        await using var tls = new SslStream(tcp.GetStream());
        var options = new SslClientAuthenticationOptions { TargetHost = "localhost", EnabledSslProtocols = version, CertificateChainPolicy = HookStand.Trusting(await stand.ToldCaAsync()) };
        var failed = await Record.ExceptionAsync(() => tls.AuthenticateAsClientAsync(options));
        Assert.Equal(accepted, failed is null);
    }

    private static StringContent Review(string uid) => new(
        $$$"""{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"{{{uid}}}","operation":"CREATE","resource":{"group":"","resource":"pods"},"subResource":"eviction","namespace":"shop","name":"web-0"}}""",
        Encoding.UTF8, "application/json");
}
