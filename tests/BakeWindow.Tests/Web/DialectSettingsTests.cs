using BakeWindow.Kubernetes.Dialects;
using BakeWindow.Web.Configuration;

namespace BakeWindow.Tests.Web;

/// <summary>Each dialect is off until its setting says otherwise, and every one has a setting.</summary>
public sealed class DialectSettingsTests
{
    private static readonly (string, string)[] Least = [("Network:Nodes:0:Url", "http://127.0.0.1:1"), ("Bakers:0:Address", "tz1gg5bjopPcr9agjamyu9BbXKLibNc2rbAq")];

    [Fact]
    public void None_is_spoken_by_default() => Assert.Empty(AppSettings.Of(Least).Dialects);

    [Fact]
    public void Each_of_the_catalogue_is_switched_on_by_its_own_name()
    {
        var all = DialectCatalog.All.Select(d => ($"Dialects:{d.Name.Replace("-", "", StringComparison.Ordinal)}:Enabled", "true"));
        Assert.Equal(DialectCatalog.All.Select(d => d.Name).Order(StringComparer.Ordinal), AppSettings.Of([.. Least, .. all]).Dialects.Select(d => d.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_upstream_that_is_no_address_is_named_with_its_mend()
    {
        var thrown = Assert.Throws<ConfigurationInvalidException>(() => AppSettings.Of([.. Least, ("Compat:Prometheus:Upstream", "prometheus:9090/")]));
        Assert.Contains("Compat:Prometheus:Upstream", thrown.Message, StringComparison.Ordinal);
    }
}
