using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace BakeWindow.Kubernetes.Admission;

/// <summary>Makes keys and certificates (ECDSA P-256) as PEM.</summary>
internal static class CertificateMaker
{
    /// <summary>How long a certificate of the webhook lasts.</summary>
    public static readonly TimeSpan LeafLife = TimeSpan.FromDays(90);

    /// <summary>Clocks of machines differ a little; a certificate must not be from the future of one of them.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan CaLife = TimeSpan.FromDays(730);

    public static (string Certificate, string Key) MakeCa(DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        // A name of its own for each: a chain is built by names, and two CAs of one name would be taken for each other.
        var subject = new X500DistinguishedName($"CN=BakeWindow webhook CA {Convert.ToHexString(RandomNumberGenerator.GetBytes(6))}");
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        using var certificate = request.CreateSelfSigned(now - Skew, now + CaLife);
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    public static (string Certificate, string Key) Sign(string caPem, string caKeyPem, IReadOnlyList<string> names, DateTimeOffset now)
    {
        using var ca = X509Certificate2.CreateFromPem(caPem, caKeyPem);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(new X500DistinguishedName("CN=BakeWindow webhook"), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(ca, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (System.Net.IPAddress.TryParse(name, out var address))
            {
                alternatives.AddIpAddress(address);
            }
            else
            {
                alternatives.AddDnsName(name);
            }
        }

        request.CertificateExtensions.Add(alternatives.Build());
        // It lies inside its CA's time, or it would be no good at either end.
        var (first, last) = (new DateTimeOffset(ca.NotBefore.ToUniversalTime()), new DateTimeOffset(ca.NotAfter.ToUniversalTime()));
        var (from, to) = (now - Skew < first ? first : now - Skew, now + LeafLife > last ? last : now + LeafLife);
        using var certificate = request.Create(ca, from, to, RandomNumberGenerator.GetBytes(16));
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }
}
