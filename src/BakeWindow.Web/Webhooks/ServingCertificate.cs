using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace BakeWindow.Web.Webhooks;

/// <summary>The certificate that new connections are given. Another one changes nothing for connections that stand.</summary>
public sealed class ServingCertificate
{
    private volatile SslStreamCertificateContext? context;

    /// <summary>What connections are given; null while there is none yet.</summary>
    public SslStreamCertificateContext? Context => context;

    /// <summary>When it runs out; null while there is none yet.</summary>
    public DateTimeOffset? EndsAt => context is { } served ? new DateTimeOffset(served.TargetCertificate.NotAfter.ToUniversalTime(), TimeSpan.Zero) : null;

    /// <summary>Serves this certificate from now on.</summary>
    /// <param name="certificatePem">The certificate, and after it those between it and the CA.</param>
    /// <param name="keyPem">Its key.</param>
    /// <exception cref="System.Security.Cryptography.CryptographicException">They are none, or do not belong together.</exception>
    /// <exception cref="ArgumentException">The same.</exception>
    public void Serve(string certificatePem, string keyPem)
    {
        var leaf = X509Certificate2.CreateFromPem(certificatePem, keyPem);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(certificatePem);
        context = SslStreamCertificateContext.Create(leaf, chain, offline: true);
    }
}
