using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using BakeWindow.Kubernetes.Admission;
using BakeWindow.Web.Configuration;
using BakeWindow.Web.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace BakeWindow.Tests.Web.Webhooks;

public sealed class WebhookTlsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("bakewindow-tls-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_changed_file_is_served_to_new_connections_and_the_old_ones_stand()
    {
        var (first, ca) = await WriteAsync();
        await using var stand = await HookStand.StartAsync(("Webhook:CertFile", In("tls.crt")), ("Webhook:KeyFile", In("tls.key")));
        await using var old = await ConnectAsync(stand.Port, ca);
        Assert.Equal(first, Serial(old));

        (var second, ca) = await WriteAsync();
        Assert.True(stand.App.Services.GetServices<IHostedService>().OfType<CertificateFileKeeper>().Single().Look());

        await using var fresh = await ConnectAsync(stand.Port, ca);
        Assert.Equal(second, Serial(fresh));
        await old.WriteAsync("GET /healthz/live HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray());
        var answer = new byte[15];
        await old.ReadExactlyAsync(answer);
        Assert.Equal("HTTP/1.1 200 OK", Encoding.ASCII.GetString(answer));
    }

    [Fact]
    public async Task A_pair_that_does_not_fit_leaves_the_one_before()
    {
        await WriteAsync();
        var serving = new ServingCertificate();
        using var keeper = new CertificateFileKeeper(new CertificateFiles(In("tls.crt"), In("tls.key")), serving, NullLogger<CertificateFileKeeper>.Instance);
        Assert.True(keeper.Look());
        var before = serving.Context;

        await File.WriteAllTextAsync(In("tls.key"), CertificateSet.Make(["localhost"], TimeProvider.System.GetUtcNow()).LeafKey);
        Assert.False(keeper.Look());
        File.Delete(In("tls.crt"));
        Assert.False(keeper.Look());

        Assert.Same(before, serving.Context);
    }

    [Fact]
    public async Task With_a_client_ca_only_its_clients_are_answered()
    {
        using var ca = Authority("the API server's");
        await File.WriteAllTextAsync(In("client-ca.crt"), ca.ExportCertificatePem());
        var (_, serverCa) = await WriteAsync();
        await using var stand = await HookStand.StartAsync(("Webhook:CertFile", In("tls.crt")), ("Webhook:KeyFile", In("tls.key")), ("Webhook:ClientCaFile", In("client-ca.crt")));

        using var own = Signed(ca);
        using var known = stand.Client(serverCa, own);
        Assert.Equal(HttpStatusCode.OK, (await known.GetAsync("/healthz/live")).StatusCode);
        using var otherCa = Authority("somebody's");
        using var foreign = Signed(otherCa);
        foreach (var certificate in new[] { null, foreign })
        {
            using var unknown = stand.Client(serverCa, certificate);
            await Assert.ThrowsAsync<HttpRequestException>(() => unknown.GetAsync("/healthz/live"));
        }

        // The API server of this simulation shows none, so it is on its own; the floor is there all the same.
        var (status, message, _) = await stand.EvictAsync(HookStand.Held);
        Assert.Equal(429, status);
        Assert.Contains("disruption budget", message, StringComparison.Ordinal);
    }

    private string In(string file) => Path.Combine(folder, file);

    private async Task<(string Serial, string Ca)> WriteAsync()
    {
        var set = CertificateSet.Make(["localhost"], TimeProvider.System.GetUtcNow());
        await File.WriteAllTextAsync(In("tls.crt"), set.Leaf);
        await File.WriteAllTextAsync(In("tls.key"), set.LeafKey);
        using var leaf = X509Certificate2.CreateFromPem(set.Leaf);
        return (leaf.SerialNumber, set.Ca);
    }

    private static async Task<SslStream> ConnectAsync(int port, string ca)
    {
        var tcp = new TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, port);
        var tls = new SslStream(tcp.GetStream());
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", CertificateChainPolicy = HookStand.Trusting(ca) });
        return tls;
    }

    private static string Serial(SslStream tls) => ((X509Certificate2)tls.RemoteCertificate!).SerialNumber;

    private static X509Certificate2 Authority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
    }

    private static X509Certificate2 Signed(X509Certificate2 ca)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=kube-apiserver", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.2")], false));
        using var signed = request.Create(ca, TimeProvider.System.GetUtcNow().AddHours(-1), TimeProvider.System.GetUtcNow().AddHours(1), [7, 7, 7]);
        return signed.CopyWithPrivateKey(key);
    }
}
