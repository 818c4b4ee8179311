using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace BakeWindow.Cli.Agent;

/// <summary>HTTP to the API server: whom it trusts, who it says it is, how long it waits.</summary>
internal sealed class KubeHttp : IDisposable
{
    private readonly KubeAccess access;
    private readonly HttpClient http;

    /// <exception cref="NoAnswerException.Usage">The certificate authority can't be read.</exception>
    public KubeHttp(KubeAccess access, int mostBody)
    {
        this.access = access;
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(10), PooledConnectionLifetime = TimeSpan.FromMinutes(5) };
        if (access.Authority is { } pem)
        {
            handler.SslOptions.CertificateChainPolicy = OnlyTrusting(pem);
        }

        if (access.Certificate is { } certificate)
        {
            handler.SslOptions.ClientCertificates = [certificate];
        }

        http = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(20), MaxResponseContentBufferSize = mostBody };
    }

    /// <summary>Sends one request; the path begins below the server's address.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? body, CancellationToken ct)
    {
        var request = new HttpRequestMessage(method, new Uri($"{access.Server.AbsoluteUri.TrimEnd('/')}/{path}")) { Content = body };
        if (access.Token is { } token)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token());
        }

        return http.SendAsync(request, ct);
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
