using BakeWindow.Core.Planning;
using BakeWindow.Web.Configuration;
using Microsoft.Extensions.Configuration;

namespace BakeWindow.Tests.Web;

public sealed class ConfigurationTests
{
    private const string Baker = "tz1gg5bjopPcr9agjamyu9BbXKLibNc2rbAq";

    private static readonly Dictionary<string, string?> Least = new()
    {
        ["BakeWindow:Network:Nodes:0:Url"] = "http://node:8732",
        ["BakeWindow:Bakers:0:Address"] = Baker,
    };

    [Fact]
    public void What_a_check_weighs_is_read_and_a_word_that_is_none_is_told_with_its_mend()
    {
        var readiness = Read(("Policy:Preflight:Peers", "require"), ("Policy:Preflight:Volume", "ignore"), ("Policy:Preflight:SignerWellFor", "5m"), ("Policy:Preflight:PeersAtLeast", "4")).Policy.Readiness;
        Assert.Equal((Core.Readiness.Demand.Require, Core.Readiness.Demand.Ignore, Core.Readiness.Demand.Warn), (readiness.Of(Core.Readiness.PreflightCode.Peers), readiness.Of(Core.Readiness.PreflightCode.Volume), readiness.Of(Core.Readiness.PreflightCode.Schedulable)));
        Assert.Equal((TimeSpan.FromMinutes(5), 4), (readiness.SignerWellFor, readiness.PeersAtLeast));

        var invalid = Assert.Throws<ConfigurationInvalidException>(() => Read(("Policy:Preflight:Image", "maybe"), ("Policy:Preflight:MostLag", "0")));
        Assert.Contains(invalid.Complaints, c => c.Contains("Policy:Preflight:Image", StringComparison.Ordinal) && c.Contains("write require", StringComparison.Ordinal));
        Assert.Contains(invalid.Complaints, c => c.Contains("Policy:Preflight:MostLag", StringComparison.Ordinal));
    }

    [Fact]
    public void The_least_configuration_is_a_node_and_a_baker()
    {
        var settings = Read();

        Assert.Equal("node:8732", Assert.Single(settings.Nodes).Name);
        Assert.Equal(Baker, Assert.Single(settings.Bakers).Name);
        Assert.Null(settings.Cluster);
        Assert.Equal(new Policy().WarmUp, settings.Policy.WarmUp);
    }

    [Fact]
    public void No_webhook_is_served_unless_it_has_a_port_and_then_to_this_machine()
    {
        Assert.Null(Read().Webhook);
        Assert.Equal(TimeSpan.FromHours(24), Read().Policy.MaxHold);

        var webhook = Read(("Webhook:Port", "8443"), ("Webhook:Names:0", "hook.example"), ("Policy:MaxHold", "6h"), ("Cluster:Enabled", "true"),
            ("Workloads:0:Name", "a"), ("Workloads:0:Baker", Baker), ("Workloads:0:Namespace", "tezos"), ("Workloads:0:Selector", "app=a")).Webhook!;
        Assert.Equal("127.0.0.1:8443", webhook.Endpoint.ToString());
        Assert.Equal(["bakewindow-webhook.bakewindow.svc", "hook.example"], [webhook.Names[0], webhook.Names[^1]]);
        Assert.Equal((null, null, Core.Disruptions.RolloutPolicy.Warn), (webhook.Files, webhook.ClientCas, webhook.Rollouts));
    }

    [Theory]
    [InlineData("Port", "70000", "1 to 65535")]
    [InlineData("Port", "8443", "set Cluster:Enabled")]
    [InlineData("Address", "here", "0.0.0.0")]
    [InlineData("CertFile", "/nowhere/tls.crt", "no such file")]
    [InlineData("ClientCaFile", "/nowhere/ca.crt", "can't be read")]
    [InlineData("Rollouts", "1", "warn")]
    [InlineData("HeldList", "true", "none is configured")]
    public void A_mistake_about_the_webhook_is_told_with_its_mend(string setting, string value, string mend)
    {
        var invalid = Assert.Throws<ConfigurationInvalidException>(() => Read(("Webhook:Port", "8443"), ($"Webhook:{setting}", value)));

        Assert.Contains(invalid.Complaints, c => c.StartsWith($"BakeWindow:Webhook:{setting} is", StringComparison.Ordinal) && c.Contains(mend, StringComparison.Ordinal));
    }

    [Fact]
    public void Runtime_hooks_without_the_server_that_has_TLS_are_a_mistake_with_its_mend()
    {
        var invalid = Assert.Throws<ConfigurationInvalidException>(() => Read(("Dialects:ClusterApi:RuntimeHooks", "true")));

        Assert.Contains(invalid.Complaints, c => c.StartsWith("BakeWindow:Dialects:ClusterApi:RuntimeHooks is", StringComparison.Ordinal) && c.Contains("set Webhook:Port", StringComparison.Ordinal));
    }

    [Fact]
    public void The_examples_of_the_guide_are_read()
    {
        var settings = Read(
            ("Network:Nodes:0:Rights", "true"), ("Bakers:0:Name", "alpha"), ("Bakers:0:SignerUrl", "http://signer:6732"),
            ("Workloads:0:Name", "alpha-baker"), ("Workloads:0:Baker", "alpha"), ("Workloads:0:Namespace", "tezos"), ("Workloads:0:Selector", "app=alpha-baker"),
            ("Policy:Zone", "Europe/Paris"), ("Policy:Hours:0", "Mon-Fri 09:00-17:00"), ("Policy:ExcludedDates:0", "2026-12-24"), ("Policy:WarmUp", "90s"));

        Assert.Equal("Europe/Paris", settings.Policy.Hours!.Zone.Id);
        Assert.Equal(5, Assert.Single(settings.Policy.Hours.Spans).Days.Count);
        Assert.Equal(TimeSpan.FromSeconds(90), settings.Policy.WarmUp);
        Assert.Equal("app=alpha-baker", Assert.Single(settings.Workloads).Selector.Text);
        Assert.Equal(Baker, settings.Bakers[0].SignerKey);
    }

    [Fact]
    public void All_mistakes_are_told_at_once_each_with_setting_value_and_mend()
    {
        var e = Assert.Throws<ConfigurationInvalidException>(() => Read(
            ("Bakers:0:Address", "KT1PWx2mnDueood7fEmfbBDKx1D9BAnnXitn"),
            ("Network:Nodes:0:Url", "ftp://node"),
            ("Policy:WarmUp", "soon"),
            ("Policy:HardRounds", "many"),
            ("Policy:BudgetReserve", "50"),
            ("Policy:Zone", "Mars/Phobos"),
            ("Policy:Hours:0", "Mon-Fri 25:00-17:00"),
            ("Storage:Provider", "mysql"),
            ("Cluster:Enabled", "yes"),
            ("Tickets:KeyFile", "/nowhere/ticket.key"),
            ("Api:PagesFrom", "everywhere"),
            ("Typo", "1")));

        Assert.Equal(12, e.Complaints.Count);
        foreach (var (setting, part) in new[]
        {
            ("Bakers:0:Address", "contract"), ("Network:Nodes:0:Url", "http://host:8732"), ("Policy:WarmUp", "15m"), ("Policy:HardRounds", "whole number"), ("Policy:BudgetReserve", "0 to 1"),
            ("Policy:Hours:0", "Mon-Fri"), ("Policy:Zone", "IANA"), ("Storage:Provider", "sqlite or postgres"), ("Cluster:Enabled", "true or false"), ("Tickets:KeyFile", "can't be read"),
            ("Api:PagesFrom", "here"), ("Typo", "no such setting"),
        })
        {
            Assert.Contains(e.Complaints, c => c.StartsWith($"BakeWindow:{setting} is ", StringComparison.Ordinal) && c.Contains(part, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("Dialects:FleetLock:Need", "soon", "15m")]
    [InlineData("Dialects:NodeMaintenance:Executor", "true", "Dialects:NodeMaintenance:Enabled=true")]
    [InlineData("Dialects:ClusterApi:Clusters:0", "prod", "namespace/name")]
    [InlineData("Dialects:ClusterApi:Hooks:0", "BeforeClusterDelete", "BeforeClusterUpgrade")]
    public void What_is_wrong_about_neighbours_is_told(string key, string value, string mend) =>
        Assert.Contains(mend, Assert.Single(Assert.Throws<ConfigurationInvalidException>(() => Read((key, value))).Complaints), StringComparison.Ordinal);

    [Theory]
    [InlineData("Network:Nodes:0:Ulr", "Url")]
    [InlineData("Bakers:first:Address", "number its entries")]
    [InlineData("Policy:MostBlocks", "a number")]
    public void A_key_that_does_not_exist_or_a_value_of_the_wrong_kind_is_never_passed_over(string key, string mend)
    {
        var e = Assert.Throws<ConfigurationInvalidException>(() => Read((key, "x")));

        Assert.Contains(e.Complaints, c => c.Contains(mend, StringComparison.Ordinal));
    }

    [Fact]
    public void No_secret_stands_in_a_complaint()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "hunter2");
            var e = Assert.Throws<ConfigurationInvalidException>(() => Read(("Api:TokenFile", file), ("Tickets:KeyFile", file)));

            Assert.Equal(2, e.Complaints.Count);
            Assert.DoesNotContain("hunter2", e.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Ways_to_a_key_are_read_whole_and_the_short_form_is_one_of_them()
    {
        var settings = Read(
            ("Bakers:0:Signers:0:Name", "a"), ("Bakers:0:Signers:0:Url", "http://user:hunter2@forwarder:8443"), ("Bakers:0:Signers:0:Proxy:StatisticsUrl", "http://forwarder:8404/stats;csv"),
            ("Bakers:0:Signers:0:Proxy:Backend", "signers"), ("Bakers:0:Signers:0:Hops:0:Address", "forwarder:18443"), ("Bakers:0:Signers:0:Hops:1:Address", "[::1]:22"), ("Bakers:0:Signers:1:Url", "http://b:6732"));
        var signers = settings.Bakers[0].Signers;

        Assert.Equal(["a", "signer-2"], signers.Select(s => s.Name));
        Assert.Equal(new DeclaredProxy("proxy", new Uri("http://forwarder:8404/stats;csv"), "signers"), signers[0].Proxy);
        Assert.Equal([("forwarder:18443", "forwarder", 18_443), ("[::1]:22", "::1", 22)], signers[0].Hops.Select(h => (h.Name, h.Host, h.Port)));
        Assert.Equal("http://signer:6732/", Assert.Single(Read(("Bakers:0:SignerUrl", "http://signer:6732")).Bakers[0].Signers).Url.ToString());
    }

    [Fact]
    public void Everything_that_is_wrong_with_a_way_to_a_key_is_told_at_once_and_no_password_with_it()
    {
        var e = Assert.Throws<ConfigurationInvalidException>(() => Read(
            ("Bakers:0:SignerUrl", "http://signer:6732"), ("Bakers:0:Signers:0:Url", "http://signer:6732")));
        Assert.Contains("short for a single entry", Assert.Single(e.Complaints), StringComparison.Ordinal);

        e = Assert.Throws<ConfigurationInvalidException>(() => Read(
            ("Bakers:0:Signers:0:Name", "a"), ("Bakers:0:Signers:0:Url", "tcp://user:hunter2@signer"), ("Bakers:0:Signers:0:Proxy:StatisticsUrl", "http://user:hunter2@forwarder:8404/stats"),
            ("Bakers:0:Signers:0:Hops:0:Address", "user:hunter2@tunnel"), ("Bakers:0:Signers:0:Hops:1:Address", "tunnel:99999"),
            ("Bakers:0:Signers:1:Name", "b"), ("Bakers:0:Signers:2:Name", "b"), ("Bakers:0:Signers:2:Url", "http://b:1"), ("Bakers:0:Signers:3:Name", "b"), ("Bakers:0:Signers:3:Url", "http://c:1"),
            ("Bakers:0:Signers:3:Proxy:Backend", "signers")));
        foreach (var (setting, part) in new[]
        {
            ("Signers:0:Url", "http://host:6732"), ("Signers:0:Proxy:StatisticsUrl", ";csv"), ("Signers:0:Proxy:Backend", "backend"), ("Signers:0:Hops:0:Address", "host:port"), ("Signers:0:Hops:1:Address", "host:port"),
            ("Signers:1:Url", "write where"), ("Signers", "two signers bear this name"), ("Signers:3:Proxy:StatisticsUrl", "statistics"),
        })
        {
            Assert.Contains(e.Complaints, c => c.StartsWith($"BakeWindow:Bakers:0:{setting} is ", StringComparison.Ordinal) && c.Contains(part, StringComparison.Ordinal));
        }

        Assert.DoesNotContain("hunter2", e.Message, StringComparison.Ordinal);
        Assert.Contains(Assert.Throws<ConfigurationInvalidException>(() => Read([.. Enumerable.Range(0, 9).Select(i => ($"Bakers:0:Signers:{i}:Url", $"http://s{i}:1"))])).Complaints, c => c.Contains("at most 8", StringComparison.Ordinal));
    }

    private static Settings Read(params (string Key, string Value)[] more)
    {
        var all = new Dictionary<string, string?>(Least);
        foreach (var (key, value) in more)
        {
            all[$"BakeWindow:{key}"] = value;
        }

        return SettingsReader.Read(new ConfigurationBuilder().AddInMemoryCollection(all).Build());
    }
}
