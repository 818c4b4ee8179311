using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace BakeWindow.Tests.Cli;

/// <summary>Certificates of a day, as a cluster's own authority makes them.</summary>
internal static class Certificates
{
    private static readonly DateTimeOffset From = DateTimeOffset.UtcNow.AddMinutes(-5);

    public static X509Certificate2 Authority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(From, From.AddDays(1));
    }

    public static X509Certificate2 Server(X509Certificate2 authority) => Issue(authority, "CN=kubernetes", 1, request =>
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
    });

    public static X509Certificate2 Client(X509Certificate2 authority, string name) => Issue(authority, $"CN={name}", 2, _ => { });

    public static string Base64(string pem) => Convert.ToBase64String(Encoding.ASCII.GetBytes(pem));

    private static X509Certificate2 Issue(X509Certificate2 authority, string name, byte serial, Action<CertificateRequest> more)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        more(request);
        using var issued = request.Create(authority, From, From.AddHours(12), [serial]);
        return issued.CopyWithPrivateKey(key);
    }
}
