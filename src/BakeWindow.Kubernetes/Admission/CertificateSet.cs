using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace BakeWindow.Kubernetes.Admission;

/// <summary>
/// The webhook's own CA and certificate, as a Secret holds them, and when which is due. A new CA is made known first and signs only a day later, and the one before stays known while a
/// certificate of it may still be served: so every replica is trusted at every moment of a rotation.
/// </summary>
public sealed record CertificateSet
{
    /// <summary>How long a CA is known before it signs.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromDays(1);

    private CertificateSet()
    {
    }

    /// <summary>The CA that signs, as PEM.</summary>
    public required string Ca { get; init; }

    /// <summary>Its key.</summary>
    public required string CaKey { get; init; }

    /// <summary>The CA that will sign next; null while none is due.</summary>
    public string? NextCa { get; init; }

    /// <summary>Its key.</summary>
    public string? NextCaKey { get; init; }

    /// <summary>The CA that signed before; null when no certificate of it can be served any more.</summary>
    public string? FormerCa { get; init; }

    /// <summary>The certificate that is served.</summary>
    public required string Leaf { get; init; }

    /// <summary>Its key.</summary>
    public required string LeafKey { get; init; }

    /// <summary>All CAs by which a certificate of ours is to be known, as PEM.</summary>
    public string Bundle => string.Concat(new[] { Ca, NextCa, FormerCa }.OfType<string>().Select(c => c.TrimEnd() + "\n"));

    /// <summary>Makes the first.</summary>
    public static CertificateSet Make(IReadOnlyList<string> names, DateTimeOffset now)
    {
        var (ca, caKey) = CertificateMaker.MakeCa(now);
        var (leaf, leafKey) = CertificateMaker.Sign(ca, caKey, names, now);
        return new CertificateSet { Ca = ca, CaKey = caKey, Leaf = leaf, LeafKey = leafKey };
    }

    /// <summary>Reads what a Secret holds; null when there is nothing of use in it, so that all is made anew.</summary>
    public static CertificateSet? Read(IReadOnlyDictionary<string, byte[]> data)
    {
        string? Pem(string name) => data.TryGetValue(name, out var bytes) && bytes.Length > 0 ? Encoding.ASCII.GetString(bytes) : null;
        if (Pem("ca.crt") is not { } ca || Pem("ca.key") is not { } caKey || Pem("tls.crt") is not { } leaf || Pem("tls.key") is not { } leafKey)
        {
            return null;
        }

        var set = new CertificateSet { Ca = ca, CaKey = caKey, Leaf = leaf, LeafKey = leafKey, NextCa = Pem("next-ca.crt"), NextCaKey = Pem("next-ca.key"), FormerCa = Pem("former-ca.crt") };
        return set.IsReadable() ? set : null;
    }

    /// <summary>What the Secret is to hold.</summary>
    public IReadOnlyDictionary<string, byte[]> Data() => new (string Name, string? Pem)[]
        {
            ("ca.crt", Ca), ("ca.key", CaKey), ("next-ca.crt", NextCa), ("next-ca.key", NextCaKey), ("former-ca.crt", FormerCa), ("tls.crt", Leaf), ("tls.key", LeafKey),
        }
        .Where(p => p.Pem is not null)
        .ToDictionary(p => p.Name, p => Encoding.ASCII.GetBytes(p.Pem!), StringComparer.Ordinal);

    /// <summary>The set as it should be now; the same when nothing is due.</summary>
    public CertificateSet At(IReadOnlyList<string> names, DateTimeOffset now)
    {
        using var ca = X509Certificate2.CreateFromPem(Ca);
        if (now >= new DateTimeOffset(ca.NotAfter.ToUniversalTime()))
        {
            return Make(names, now);
        }

        var set = this;
        if (set.NextCa is null && IsOld(ca, now))
        {
            var (next, nextKey) = CertificateMaker.MakeCa(now);
            set = set with { NextCa = next, NextCaKey = nextKey };
        }
        else if (set is { NextCa: { } next, NextCaKey: { } nextKey } && KnownSince(next) + Overlap <= now)
        {
            var (signed, signedKey) = CertificateMaker.Sign(next, nextKey, names, now);
            return set with { FormerCa = set.Ca, Ca = next, CaKey = nextKey, NextCa = null, NextCaKey = null, Leaf = signed, LeafKey = signedKey };
        }

        if (set.FormerCa is not null && KnownSince(set.Ca) + Overlap + CertificateMaker.LeafLife <= now)
        {
            set = set with { FormerCa = null };
        }

        using var leaf = X509Certificate2.CreateFromPem(set.Leaf);
        if (IsOld(leaf, now) || !names.All(n => leaf.MatchesHostname(n, allowWildcards: false, allowCommonName: false)))
        {
            var (signed, signedKey) = CertificateMaker.Sign(set.Ca, set.CaKey, names, now);
            set = set with { Leaf = signed, LeafKey = signedKey };
        }

        return set;
    }

    /// <summary>Keys are never told, wherever a text of this goes.</summary>
    public override string ToString() => nameof(CertificateSet);

    // A third of its life is left for what may go wrong with the next.
    private static bool IsOld(X509Certificate2 certificate, DateTimeOffset now) =>
        now >= new DateTimeOffset(certificate.NotAfter.ToUniversalTime()) - ((certificate.NotAfter - certificate.NotBefore) / 3);

    private static DateTimeOffset KnownSince(string pem)
    {
        using var ca = X509Certificate2.CreateFromPem(pem);
        return new DateTimeOffset(ca.NotBefore.ToUniversalTime()) + CertificateMaker.Skew;
    }

    private bool IsReadable()
    {
        try
        {
            using var leaf = X509Certificate2.CreateFromPem(Leaf, LeafKey);
            using var ca = X509Certificate2.CreateFromPem(Ca, CaKey);
            using var next = NextCa is null ? null : X509Certificate2.CreateFromPem(NextCa, NextCaKey);
            using var former = FormerCa is null ? null : X509Certificate2.CreateFromPem(FormerCa);
            return leaf.Issuer == ca.Subject || former is not null;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            return false;
        }
    }
}
