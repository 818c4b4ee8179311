using BakeWindow.Kubernetes.Executing;

namespace BakeWindow.Tests.Kubernetes;

public sealed class DomainLeasesTests
{
    [Theory]
    [InlineData("cluster")]
    [InlineData("Rack 7/B — Süd")]
    [InlineData("———")]
    [InlineData("a-very-long-name-of-a-failure-domain-that-no-dns-label-would-ever-hold-in-full")]
    public void A_lease_has_a_dns_name_whatever_the_domain_is_called(string domain) => Assert.Matches("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", DomainLeases.NameOf(domain));

    [Fact]
    public void Domains_that_look_alike_have_different_leases() => Assert.NotEqual(DomainLeases.NameOf("zone a"), DomainLeases.NameOf("zone-a"));
}
