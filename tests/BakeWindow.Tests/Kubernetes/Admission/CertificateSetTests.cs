using System.Security.Cryptography.X509Certificates;
using BakeWindow.Kubernetes.Admission;

namespace BakeWindow.Tests.Kubernetes.Admission;

/// <summary>Rotation: at every moment every certificate that may be served is known to whoever goes by the bundle of that moment, or of the one before.</summary>
public sealed class CertificateSetTests
{
    private static readonly string[] Names = ["bakewindow-webhook.bakewindow.svc", "127.0.0.1"];
    private static readonly DateTimeOffset Start = new(2026, 10, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_first_is_good_for_its_names_at_once_and_comes_back_from_a_secret_as_it_was()
    {
        var set = CertificateSet.Make(Names, Start);

        Assert.True(IsKnown(set, set.Bundle, Start));
        using var leaf = X509Certificate2.CreateFromPem(set.Leaf);
        Assert.All(Names, n => Assert.True(leaf.MatchesHostname(n)));
        Assert.Equal(set, CertificateSet.Read(set.Data()));
        Assert.DoesNotContain("KEY", set.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_due_is_the_same_object()
    {
        var set = CertificateSet.Make(Names, Start);

        Assert.Same(set, set.At(Names, Start.AddDays(59)));
        Assert.NotEqual(set.Leaf, set.At(Names, Start.AddDays(61)).Leaf);
    }

    [Fact]
    public void Another_name_wants_another_certificate_of_the_same_ca()
    {
        var set = CertificateSet.Make(Names, Start);
        var other = set.At([.. Names, "webhook.example"], Start);

        Assert.NotEqual(set.Leaf, other.Leaf);
        Assert.Equal(set.Bundle, other.Bundle);
    }

    [Fact]
    public void Through_five_years_looked_at_every_hour_or_so_nobody_is_ever_unknown()
    {
        var set = CertificateSet.Make(Names, Start);
        var (before, cas) = (set, new HashSet<string> { set.Ca });
        for (var now = Start; now < Start.AddYears(5); now += TimeSpan.FromHours(7))
        {
            set = set.At(Names, now);
            // A replica that still serves the one before, and an API server that still goes by the bundle before.
            Assert.True(IsKnown(set, set.Bundle, now), $"the new one by the new bundle at {now}");
            Assert.True(IsKnown(before, set.Bundle, now), $"the former one by the new bundle at {now}");
            Assert.True(IsKnown(set, before.Bundle, now), $"the new one by the former bundle at {now}");
            Assert.InRange(set.Bundle.Split("BEGIN").Length - 1, 1, 3);
            (before, _) = (set, cas.Add(set.Ca));
        }

        Assert.InRange(cas.Count, 3, 6);
    }

    [Fact]
    public void One_that_slept_through_everything_is_made_anew()
    {
        var set = CertificateSet.Make(Names, Start);
        var anew = set.At(Names, Start.AddYears(10));

        Assert.True(IsKnown(anew, anew.Bundle, Start.AddYears(10)));
        Assert.NotEqual(set.Ca, anew.Ca);
    }

    [Theory]
    [InlineData("ca.crt")]
    [InlineData("ca.key")]
    [InlineData("tls.crt")]
    [InlineData("tls.key")]
    public void What_is_no_use_counts_as_nothing(string spoiled)
    {
        var data = CertificateSet.Make(Names, Start).Data().ToDictionary();
        data[spoiled] = "rubbish"u8.ToArray();

        Assert.Null(CertificateSet.Read(data));
        data.Remove(spoiled);
        Assert.Null(CertificateSet.Read(data));
        Assert.Null(CertificateSet.Read(new Dictionary<string, byte[]>()));
    }

    private static bool IsKnown(CertificateSet served, string bundle, DateTimeOffset now)
    {
        using var leaf = X509Certificate2.CreateFromPem(served.Leaf, served.LeafKey);
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.ImportFromPem(bundle);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = now.UtcDateTime;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        return chain.Build(leaf);
    }
}
