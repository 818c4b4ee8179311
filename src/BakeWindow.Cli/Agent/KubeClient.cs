using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using BakeWindow.Cli.Asking;

namespace BakeWindow.Cli.Agent;

/// <summary>Reads one node object, and can do nothing else.</summary>
internal sealed class KubeClient : IDisposable
{
    private const int MostBody = 8 << 20;

    private readonly KubeAccess access;
    private readonly HttpClient http;

    /// <exception cref="NoAnswerException.Usage">The certificate authority can't be read.</exception>
    public KubeClient(KubeAccess access)
    {
        this.access = access;
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(10), PooledConnectionLifetime = TimeSpan.FromMinutes(5) };
        if (access.Authority is { } pem)
        {
            handler.SslOptions.CertificateChainPolicy = OnlyTrusting(pem);
        }

        http = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(20), MaxResponseContentBufferSize = MostBody };
    }

    /// <summary>The node as it stands.</summary>
    /// <exception cref="NoAnswerException">It can't be read; then nothing may be done.</exception>
    public async Task<KubeNode> NodeAsync(string name, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"{access.Server.AbsoluteUri.TrimEnd('/')}/api/v1/nodes/{Uri.EscapeDataString(name)}"));
        if (access.Token is { } token)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token());
        }

        try
        {
            using var response = await http.SendAsync(request, ct);
            if (!response.IsSuccessStatusCode)
            {
                throw new NoAnswerException.CannotKnow($"the API server answers {(int)response.StatusCode} to GET nodes/{name}{((int)response.StatusCode is 401 or 403 ? "; the service account needs the verb get on nodes" : "")}");
            }

            await using var body = await response.Content.ReadAsStreamAsync(ct);
            var node = await JsonSerializer.DeserializeAsync(body, CliJson.Default.KubeNode, ct);
            return node is not null && node.Name == name && node.Uid.Length > 0
                ? node
                : throw new NoAnswerException.CannotKnow($"the API server's answer is not node {name}");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            throw new NoAnswerException.CannotKnow($"the API server does not answer ({e.Message})", e);
        }
    }

    public void Dispose() => http.Dispose();

    private static X509ChainPolicy OnlyTrusting(string pem)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        try
        {
            policy.CustomTrustStore.ImportFromPem(pem);
        }
        catch (CryptographicException)
        {
            // Said below.
        }

        return policy.CustomTrustStore.Count > 0
            ? policy
            : throw new NoAnswerException.Usage("--kube-ca-file: there is no certificate (PEM) in it");
    }
}
