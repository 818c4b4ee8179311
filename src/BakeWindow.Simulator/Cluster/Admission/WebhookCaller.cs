using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster.Api;

namespace BakeWindow.Simulator.Cluster.Admission;

/// <summary>
/// Asks webhooks over HTTPS, as the API server does. The time-out is of the real clock, for the webhook is a real process; whether its certificate is valid is a
/// matter of the cluster's clock, on which it was made.
/// </summary>
internal sealed class WebhookCaller(Func<DateTimeOffset> now) : IDisposable
{
    private readonly ConcurrentDictionary<WebhookAddress, HttpClient> clients = new();
    private readonly ConcurrentDictionary<string, IPEndPoint> services = new(StringComparer.Ordinal);

    /// <summary>Says where a service of the cluster really listens.</summary>
    public void Resolve(string service, IPEndPoint endpoint) => services[service] = endpoint;

    public async Task<WebhookAnswer> AskAsync(Webhook hook, string uid, JsonObject request)
    {
        var url = string.Create(CultureInfo.InvariantCulture, $"{hook.Address.Url}?timeout={hook.Timeout.TotalSeconds}s");
        var review = new JsonObject { ["kind"] = "AdmissionReview", ["apiVersion"] = "admission.k8s.io/v1", ["request"] = request };
        using var patience = new CancellationTokenSource(hook.Timeout);
        try
        {
            if (hook.Address.Service is { } service && !services.ContainsKey(service))
            {
                return NotCalled($"Post \"{url}\": service \"{service.Split('/')[1]}\" not found");
            }

            using var message = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(review.ToJsonString(Wire.Options))) };
            message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var answer = await clients.GetOrAdd(hook.Address, Client).SendAsync(message, patience.Token);
            return answer.IsSuccessStatusCode
                ? Read(await answer.Content.ReadAsByteArrayAsync(patience.Token), uid)
                : NotCalled("an error on the server (\"unknown\") has prevented the request from succeeding");
        }
        catch (OperationCanceledException)
        {
            return NotCalled($"Post \"{url}\": context deadline exceeded");
        }
        catch (HttpRequestException failure)
        {
            return NotCalled($"Post \"{url}\": {Said(failure, hook.Address)}");
        }
    }

    public void Dispose()
    {
        foreach (var client in clients.Values)
        {
            client.Dispose();
        }
    }

    private static WebhookAnswer Read(byte[] body, string uid)
    {
        JsonNode? answer;
        try
        {
            answer = JsonNode.Parse(body);
        }
        catch (JsonException)
        {
            return NotCalled($"couldn't get version/kind; json parse error: {GoWords.ForJson(body)}");
        }

        if (answer is not JsonObject)
        {
            const string Wanted = "struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string \"json:\\\"kind,omitempty\\\"\" }";
            return NotCalled($"couldn't get version/kind; json parse error: json: cannot unmarshal string into Go value of type {Wanted}");
        }

        var response = answer.Part("response");
        var problem = answer.Text("apiVersion") != "admission.k8s.io/v1" || answer.Text("kind") != "AdmissionReview"
                ? $"expected webhook response of admission.k8s.io/v1, Kind=AdmissionReview, got {answer.Text("apiVersion")}, Kind={answer.Text("kind")}"
            : response is null ? "webhook response was absent"
            : response.Text("uid") != uid ? $"expected response.uid=\"{uid}\", got \"{response.Text("uid")}\""
            : null;
        return problem is not null ? new WebhookAnswer.Failed($"received invalid webhook response: {problem}")
            : response.Flag("allowed") ? new WebhookAnswer.Allowed { Warnings = Warnings(response) }
            : new WebhookAnswer.Denied(response.Part("status")) { Warnings = Warnings(response) };
    }

    private static IReadOnlyList<string> Warnings(JsonObject? response) => [.. response.Rows("warnings").Select(row => row.Text() ?? "")];

    private static WebhookAnswer.Failed NotCalled(string why) => new($"failed to call webhook: {why}");

    private HttpClient Client(WebhookAddress address)
    {
        var host = new Uri(address.Url).Host;
        var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, errors) => Trust(certificate, errors, address.Authority, host);
        if (address.Service is { } service)
        {
            handler.ConnectCallback = async (_, cancellation) => await ConnectAsync(services[service], cancellation);
        }

        var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.ParseAdd("kube-apiserver-admission");
        client.DefaultRequestHeaders.Accept.ParseAdd("application/json, */*");
        return client;
    }

    private static async Task<Stream> ConnectAsync(IPEndPoint endpoint, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endpoint, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // The reason travels in the exception: the handler says only that validation failed.
    private bool Trust(X509Certificate? certificate, SslPolicyErrors errors, string authority, string host)
    {
        if (certificate is not X509Certificate2 leaf)
        {
            throw new WebhookTrustException("no certificate");
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = now().UtcDateTime;
        if (authority.Length > 0)
        {
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.ImportFromPem(authority);
        }

        if (!chain.Build(leaf))
        {
            throw new WebhookTrustException(chain.ChainStatus.Any(status => status.Status == X509ChainStatusFlags.NotTimeValid)
                ? $"certificate has expired or is not yet valid: current time {Stamps.Seconds(now())} is not between {leaf.NotBefore.ToUniversalTime():s}Z and {leaf.NotAfter.ToUniversalTime():s}Z"
                : "certificate signed by unknown authority");
        }

        return !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? true
            : throw new WebhookTrustException($"certificate is valid for another name, not {host}");
    }

    private static string Said(HttpRequestException failure, WebhookAddress address)
    {
        for (Exception? inner = failure; inner is not null; inner = inner.InnerException)
        {
            switch (inner)
            {
                case WebhookTrustException trust:
                    return $"tls: failed to verify certificate: x509: {trust.Message}";
                case SocketException { SocketErrorCode: SocketError.ConnectionRefused }:
                    return $"dial tcp {new Uri(address.Url).Authority}: connect: connection refused";
            }
        }

        return failure.Message;
    }

    private sealed class WebhookTrustException(string message) : Exception(message);
}
