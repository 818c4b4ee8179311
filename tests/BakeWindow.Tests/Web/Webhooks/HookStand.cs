using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using BakeWindow.Kubernetes.Admission;
using BakeWindow.Tests.Kubernetes.Admission;
using k8s;
using k8s.Models;

namespace BakeWindow.Tests.Web.Webhooks;

/// <summary>The web process with its webhook before a simulated cluster whose API server asks it as the shipped manifest says. A right of the baker's is near, so its pod is held; the public node's pods are nobody's concern.</summary>
internal sealed class HookStand : IAsyncDisposable
{
    public const string Held = "alpha-baker-0";
    public const string Free = "public-node-0";

    private readonly SimulatedChain chain;

    private HookStand(SimulatedChain chain, WebApp app, int port, k8s.Kubernetes admin) => (this.chain, App, Port, Admin) = (chain, app, port, admin);

    public WebApp App { get; }

    public int Port { get; }

    public k8s.Kubernetes Admin { get; }

    public static async Task<HookStand> StartAsync(params (string, string)[] settings)
    {
        var world = await SimulatedChain.StartAsync();
        var admin = new k8s.Kubernetes(new KubernetesClientConfiguration { Host = $"{world.Host.Url}/as/admin" });
        await admin.CoreV1.CreateNamespacedSecretAsync(Shipped.Read<V1Secret>("webhook-own-ca/secret.yaml"), "bakewindow");
        await admin.AdmissionregistrationV1.CreateValidatingWebhookConfigurationAsync(Shipped.Read<V1ValidatingWebhookConfiguration>("webhook/configuration.yaml"));
        var port = FreePort();
        world.Host.Cluster.ResolveService("bakewindow/bakewindow-webhook", new IPEndPoint(IPAddress.Loopback, port));
        var app = WebApp.Start(world.SettingsWithCluster([("Webhook:Port", port.ToString(CultureInfo.InvariantCulture)), .. settings]));
        var stand = new HookStand(world, app, port, admin);
        await app.UntilAsync(w => w.Chain is not null && w.Bakers[0].Rights?.Participation is not null && w.Cluster is { Connected: true } c && w.Workloads.All(p => c.Floors.Any(f => f.Name == $"bakewindow-{p.Name}" && f.Closed)) && c.Pods.Any(p => p.Name.Name == Held && p.Ready), "chain, rights, closed floors and a baker at work");
        await stand.UntilAsync(async () => settings.Length > 0 || (await stand.HooksAsync())[0].ClientConfig.CaBundle is { Length: > 0 }, "the CA is told");
        return stand;
    }

    public async Task<IList<V1ValidatingWebhook>> HooksAsync() => (await Admin.AdmissionregistrationV1.ReadValidatingWebhookConfigurationAsync(AdmissionPermissions.ConfigurationName)).Webhooks;

    /// <summary>Has the API server ask somebody else.</summary>
    public async Task AskInsteadAsync(string url, string caBundle)
    {
        var configuration = await Admin.AdmissionregistrationV1.ReadValidatingWebhookConfigurationAsync(AdmissionPermissions.ConfigurationName);
        configuration.Webhooks[0].ClientConfig = new Admissionregistrationv1WebhookClientConfig { Url = url, CaBundle = Convert.FromBase64String(caBundle) };
        // Not one of BakeWindow's own by its name, so that it leaves it as it is.
        configuration.Webhooks[0].Name = "evictions.example.org";
        await Admin.AdmissionregistrationV1.ReplaceValidatingWebhookConfigurationAsync(configuration, AdmissionPermissions.ConfigurationName);
    }

    /// <summary>Asks for an eviction, and gives status, message and the header that makes clients sleep.</summary>
    public async Task<(int Status, string Message, bool RetryAfter)> EvictAsync(string pod, string query = "", string options = "{}")
    {
        using var http = new HttpClient();
        using var body = new StringContent($$"""{"apiVersion":"policy/v1","kind":"Eviction","metadata":{"name":"{{pod}}"},"deleteOptions":{{options}}}""", Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(new Uri($"{Admin.BaseUri}api/v1/namespaces/tezos/pods/{pod}/eviction{query}"), body);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Headers.Contains("Retry-After"));
    }

    /// <summary>A client of the TLS port that trusts one CA and nobody else, and shows a certificate if it has one.</summary>
    public HttpClient Client(string caPem, X509Certificate2? certificate = null)
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = Trusting(caPem);
        handler.SslOptions.ClientCertificates = certificate is null ? [] : [certificate];
        return new HttpClient(handler) { BaseAddress = new Uri($"https://localhost:{Port}") };
    }

    /// <summary>The CA that the API server was told of.</summary>
    public async Task<string> ToldCaAsync() => Encoding.ASCII.GetString((await HooksAsync())[0].ClientConfig.CaBundle);

    public static X509ChainPolicy Trusting(string caPem)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPem(caPem);
        return policy;
    }

    public async Task<string> MetricsAsync()
    {
        using var http = new HttpClient();
        return await http.GetStringAsync(new Uri(App.Url, "/metrics"));
    }

    public async Task UntilAsync(Func<Task<bool>> isSo, string what)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await isSo())
        {
            Assert.False(patience.IsCancellationRequested, $"\"{what}\" did not come to pass");
            // Others are waited for; there is no signal to wait on.
            await Task.Delay(25);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        Admin.Dispose();
        await chain.DisposeAsync();
    }

    private static int FreePort()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        return ((IPEndPoint)free.LocalEndpoint).Port;
    }
}
