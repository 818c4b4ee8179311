using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace BakeWindow.Tests.SimulatorCluster;

/// <summary>A validating webhook on this machine, with a certificate of its own authority. What it answers is set by the test; what it was asked is kept.</summary>
internal sealed class TestWebhook : IAsyncDisposable
{
    public const string Name = "evictions.bakewindow.io";

    private readonly WebApplication app;
    private readonly X509Certificate2 authority;
    private readonly List<JsonNode> asked = [];

    private TestWebhook(WebApplication app, X509Certificate2 authority) => (this.app, this.authority) = (app, authority);

    /// <summary>Gives the answer (status and body) to a review sent to a path; the uid is put in where the body has none.</summary>
    public Func<string, JsonNode, Task<(int Status, JsonNode? Body)>> Answer { get; set; } = (_, _) => Task.FromResult<(int, JsonNode?)>((200, Allowed()));

    /// <summary>The requests of the reviews that came, oldest first.</summary>
    public IReadOnlyList<JsonNode> Asked
    {
        get
        {
            lock (asked)
            {
                return [.. asked];
            }
        }
    }

    public int Port => new Uri(app.Urls.First()).Port;

    public string CaBundle => Convert.ToBase64String(Encoding.UTF8.GetBytes(authority.ExportCertificatePem()));

    public static async Task<TestWebhook> StartAsync()
    {
        var (root, leaf) = Certificates();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(leaf)));
        var web = builder.Build();
        var hook = new TestWebhook(web, root);
        web.MapPost("/{**path}", hook.HandleAsync);
        await web.StartAsync();
        return hook;
    }

    public static JsonObject Allowed() => new() { ["allowed"] = true };

    /// <summary>The no that BakeWindow says: 429 without a time.</summary>
    public static JsonObject Denied(string message) =>
        new() { ["allowed"] = false, ["status"] = new JsonObject { ["code"] = 429, ["reason"] = "TooManyRequests", ["message"] = message } };

    /// <summary>Always says no.</summary>
    public void Deny(string message) => Answer = (_, _) => Task.FromResult<(int, JsonNode?)>((200, Denied(message)));

    /// <summary>Never says no.</summary>
    public void Allow() => Answer = (_, _) => Task.FromResult<(int, JsonNode?)>((200, Allowed()));

    /// <summary>Registers it with a cluster, in place of what was registered before.</summary>
    public Task RegisterAsync(ClusterHost host, string path = "/", string rule = EvictionRule, string failurePolicy = "Fail", string more = "", string? client = null) =>
        RegisterAsync(host, client ?? $$"""{ "url": "https://127.0.0.1:{{Port}}{{path}}", "caBundle": "{{CaBundle}}" }""", rule, failurePolicy, more);

    public const string EvictionRule = """{ "apiGroups": [""], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["pods/eviction"], "scope": "Namespaced" }""";

    public const string DeleteRule = """{ "apiGroups": [""], "apiVersions": ["v1"], "operations": ["DELETE"], "resources": ["pods"] }""";

    public static async Task RegisterAsync(ClusterHost host, string client, string rule, string failurePolicy, string more)
    {
        const string Path = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations";
        await host.Http.SendJsonAsync("DELETE", Path + "/bakewindow");
        await host.Http.DoAsync("POST", Path, $$"""
            { "metadata": { "name": "bakewindow" }, "webhooks": [ { "name": "{{Name}}", "admissionReviewVersions": ["v1"], "sideEffects": "None", "failurePolicy": "{{failurePolicy}}",
              "clientConfig": {{client}}, "rules": [ {{rule}} ] {{more}} } ] }
            """);
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        authority.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        var review = (await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted))!;
        lock (asked)
        {
            asked.Add(review["request"]!);
        }

        var (status, body) = await Answer(context.Request.Path, review["request"]!);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(Wrapped(body, review)?.ToJsonString() ?? "", context.RequestAborted);
    }

    private static JsonNode? Wrapped(JsonNode? body, JsonNode review)
    {
        if (body is not JsonObject response || response["response"] is not null)
        {
            return body;
        }

        response["uid"] ??= review["request"]!["uid"]!.DeepClone();
        return new JsonObject { ["apiVersion"] = "admission.k8s.io/v1", ["kind"] = "AdmissionReview", ["response"] = response.DeepClone() };
    }

    // Valid for a long time, for the clocks of tests are no real ones.
    private static (X509Certificate2 Root, X509Certificate2 Leaf) Certificates()
    {
        var (from, to) = (new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var ca = new CertificateRequest("CN=test authority", rootKey, HashAlgorithmName.SHA256);
        ca.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var root = ca.CreateSelfSigned(from, to);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=webhook", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("bakewindow.bakewindow.svc");
        request.CertificateExtensions.Add(names.Build());
        using var signed = request.Create(root, from, to, [1, 2, 3, 4]);
        using var withKey = signed.CopyWithPrivateKey(key);
        return (root, X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null));
    }
}
