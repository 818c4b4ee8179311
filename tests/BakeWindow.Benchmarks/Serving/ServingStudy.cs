using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace BakeWindow.Benchmarks.Serving;

/// <summary>
/// Gate and webhook of the whole program beside a bare Kestrel endpoint, turn by turn in one run, in a world of 500 nodes, 10,000 pods and 50 bakers; its memory; and the time from a head to a changed
/// PodDisruptionBudget. The clients run on the same cores, so the ratios say more than the figures.
/// </summary>
internal static class ServingStudy
{
    private const int Callers = 16;
    private const int Rounds = 5;

    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(3);

    public static async Task<int> RunAsync(string[] arguments)
    {
        switch (arguments)
        {
            case ["bare", var port, var secure, var certificate]:
                await BareEndpoint.RunAsync(int.Parse(port, CultureInfo.InvariantCulture), int.Parse(secure, CultureInfo.InvariantCulture), certificate);
                return 0;
            case ["world", var folder, var speed]:
                await BigWorld.RunAsync(folder, double.Parse(speed, CultureInfo.InvariantCulture));
                return 0;
            default:
                await MeasureAsync();
                return 0;
        }
    }

    private static async Task MeasureAsync()
    {
        var folder = Directory.CreateTempSubdirectory("bakewindow-serving-").FullName;
        try
        {
            var (pfx, thumbprint) = WriteCertificate(folder);
            var (port, webhook, bare, bareSecure) = (Child.FreePort(), Child.FreePort(), Child.FreePort(), Child.FreePort());
            using var world = Child.Self("serving", "world", folder, "1");
            await UntilAsync(() => Task.FromResult(File.Exists(Path.Combine(folder, "bakewindow.json"))), "the world stands", 120);
            using var endpoint = Child.Self("serving", "bare", $"{bare}", $"{bareSecure}", pfx);
            using var web = Child.Of("BakeWindow.Web", "BakeWindow.Web.dll", ["--urls", $"http://127.0.0.1:{port}"],
                ("BAKEWINDOW_CONFIG", Path.Combine(folder, "bakewindow.json")),
                ("BakeWindow__Storage__File", Path.Combine(folder, "bakewindow.db")),
                ("BakeWindow__Webhook__Port", $"{webhook}"),
                ("BakeWindow__Webhook__CertFile", Path.Combine(folder, "tls.crt")),
                ("BakeWindow__Webhook__KeyFile", Path.Combine(folder, "tls.key")));
            using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Callers, SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == thumbprint } }) { Timeout = TimeSpan.FromSeconds(30) };
            var server = $"http://127.0.0.1:{port}";
            await UntilAsync(async () => (await http.GetAsync($"{server}/api/v1/gate?node=node-0")).StatusCode is HttpStatusCode.OK or HttpStatusCode.Locked, "the gate knows", 240);
            await Task.Delay(TimeSpan.FromSeconds(20));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"memory, quiet, {BigWorld.Nodes} nodes, 10,000 pods, {BigWorld.Bakers} bakers: {web.ResidentMebibytes:0} MiB"));
            var before = web.Processor;
            await Task.Delay(TimeSpan.FromSeconds(30));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"processor, quiet, one head every 6 s: {(web.Processor - before).TotalSeconds / 30:P1} of a core"));

            await CompareAsync("gate", http,
                i => new HttpRequestMessage(HttpMethod.Get, $"{server}/api/v1/gate?node=node-{i % 500}&for=12m"), r => r.StatusCode is HttpStatusCode.OK or HttpStatusCode.Locked,
                i => new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{bare}/gate?node=node-{i % 500}"));
            await CompareAsync("webhook (TLS)", http,
                i => Review($"https://127.0.0.1:{webhook}/webhooks/v1/evictions", i), r => r.StatusCode is HttpStatusCode.OK,
                i => Review($"https://127.0.0.1:{bareSecure}/review", i));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"memory, after the load: {web.ResidentMebibytes:0} MiB"));
            await HeadToBudget.MeasureAsync(await File.ReadAllTextAsync(Path.Combine(folder, "url")), TimeSpan.FromMinutes(3));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task CompareAsync(string what, HttpClient http, Func<int, HttpRequestMessage> ours, Func<HttpResponseMessage, bool> right, Func<int, HttpRequestMessage> bare)
    {
        var (mine, theirs) = (new List<Slice>(), new List<Slice>());
        for (var round = 0; round <= Rounds; round++)
        {
            var (a, b) = (await Load.RunAsync(http, ours, right, Callers, Turn), await Load.RunAsync(http, bare, r => r.IsSuccessStatusCode, Callers, Turn));
            // The first is for the compiler.
            if (round > 0)
            {
                mine.Add(a);
                theirs.Add(b);
            }
        }

        var (m, t) = (Load.Median(mine), Load.Median(theirs));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {m.PerSecond:0}/s, p50 {m.P50:0.00} ms, p99 {m.P99:0.00} ms, {mine.Sum(s => s.Failed)} failed | bare Kestrel: {t.PerSecond:0}/s, p50 {t.P50:0.00} ms, p99 {t.P99:0.00} ms | ratio {m.PerSecond / t.PerSecond:0.00}"));
    }

    private static HttpRequestMessage Review(string url, int i)
    {
        var pod = $"baker-{i % BigWorld.Bakers}-0";
        var body = new JsonObject
        {
            ["apiVersion"] = "admission.k8s.io/v1",
            ["kind"] = "AdmissionReview",
            ["request"] = new JsonObject
            {
                ["uid"] = Guid.NewGuid().ToString(),
                ["kind"] = new JsonObject { ["group"] = "policy", ["version"] = "v1", ["kind"] = "Eviction" },
                ["resource"] = new JsonObject { ["group"] = "", ["version"] = "v1", ["resource"] = "pods" },
                ["subResource"] = "eviction",
                ["name"] = pod,
                ["namespace"] = "tezos",
                ["operation"] = "CREATE",
                ["userInfo"] = new JsonObject { ["username"] = "kubernetes-admin", ["groups"] = new JsonArray("system:masters", "system:authenticated") },
                ["object"] = new JsonObject { ["apiVersion"] = "policy/v1", ["kind"] = "Eviction", ["metadata"] = new JsonObject { ["name"] = pod, ["namespace"] = "tezos" } },
                ["dryRun"] = false,
            },
        };
        return new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") };
    }

    private static (string Pfx, string Thumbprint) WriteCertificate(string folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(Path.Combine(folder, "tls.crt"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, "tls.key"), key.ExportPkcs8PrivateKeyPem());
        var pfx = Path.Combine(folder, "tls.pfx");
        File.WriteAllBytes(pfx, certificate.Export(X509ContentType.Pfx));
        return (pfx, certificate.Thumbprint);
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo, string what, int seconds)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        while (true)
        {
            try
            {
                if (await isSo())
                {
                    return;
                }
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                // Not there yet.
            }

            await Task.Delay(100, patience.IsCancellationRequested ? throw new TimeoutException($"\"{what}\" did not come to pass in {seconds} s") : CancellationToken.None);
        }
    }
}
