using BakeWindow.Core.Alerting;
using BakeWindow.Core.Tests.Maintenance;
using BakeWindow.Tests.Web;
using BakeWindow.Web.Configuration;
using BakeWindow.Web.Notifying;

namespace BakeWindow.Tests.Notifying;

/// <summary>Channels are checked at the start, with all mistakes at once and no secret in them.</summary>
public sealed class NotifySettingsTests
{
    private static readonly (string, string)[] Base = [("Network:Nodes:0:Url", "http://127.0.0.1:1"), ("Bakers:0:Name", "alpha"), ("Bakers:0:Address", Worlds.Baker.Value)];

    [Theory]
    [InlineData("Type", "pager", "write webhook, slack, email or alertmanager")]
    [InlineData("Name", "On Call", "short DNS name")]
    [InlineData("Minimum", "loud", "info, warning or critical")]
    [InlineData("Minimum", "2", "info, warning or critical")]
    [InlineData("Kinds:0", "everything", "there are at-risk")]
    [InlineData("Bakers:0", "beta", "declared baker")]
    [InlineData("QuietHours:0", "at night", "Mon-Fri")]
    [InlineData("QuietHours:0", "daily 22:00-07:00", "IANA zone")]
    [InlineData("RepeatEvery", "10s", "at least 5 min")]
    [InlineData("Url", "http://chat.example.org/secret", "only https")]
    [InlineData("Url", "chat.example.org/secret", "write an address")]
    [InlineData("TitleTemplate", "{% if %}", "no Liquid template")]
    [InlineData("TextTemplate", "{{ nonsense }}", "It may use id, turn")]
    public void A_mistake_is_named(string key, string value, string says)
    {
        var why = string.Join('\n', Assert.Throws<ConfigurationInvalidException>(() => AppSettings.Of(
            [.. Base, .. new Dictionary<string, string> { ["Name"] = "chat", ["Type"] = "slack", ["Url"] = "https://chat.example.org/secret", [key] = value }.Select(s => ($"Notify:Channels:0:{s.Key}", s.Value))])).Complaints);
        Assert.Contains(says, why, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("alertmanager", "Silence:0", "instance", "write a matcher")]
    [InlineData("alertmanager", "Silence:0", "job=tezos", "must name the node")]
    [InlineData("alertmanager", "Silence:0", "x={pod}", "write a matcher")]
    [InlineData("webhook", "SecretFile", "/nowhere/at/all", "can't be read")]
    public void Each_kind_has_its_own(string type, string key, string value, string says) => Assert.Contains(says, string.Join('\n', Assert.Throws<ConfigurationInvalidException>(() => AppSettings.Of(
        [.. Base, ("Notify:Channels:0:Name", "c"), ("Notify:Channels:0:Type", type), ("Notify:Channels:0:Url", "https://host.example.org/"), ($"Notify:Channels:0:{key}", value)])).Complaints), StringComparison.Ordinal);

    [Theory]
    [InlineData("Mail:Security", "none", "server on this machine")]
    [InlineData("Mail:To:0", "nobody", "write an address like ops@example.org")]
    [InlineData("Mail:User", "ann", "belong together")]
    [InlineData("Mail:Port", "0", "587")]
    public void E_mail_has_its_own(string key, string value, string says) => Assert.Contains(says, string.Join('\n', Assert.Throws<ConfigurationInvalidException>(() => AppSettings.Of(
        [.. Base, .. new Dictionary<string, string> { ["Name"] = "m", ["Type"] = "email", ["Mail:Host"] = "mail.example.org", ["Mail:From"] = "b@example.org", ["Mail:To:0"] = "ops@example.org", [key] = value }.Select(s => ($"Notify:Channels:0:{s.Key}", s.Value))])).Complaints), StringComparison.Ordinal);

    [Fact]
    public void A_template_says_it_in_its_own_words_and_a_declared_channel_prints_no_secret()
    {
        var settings = AppSettings.Of(
        [
            .. Base, ("Notify:Channels:0:Name", "chat"), ("Notify:Channels:0:Type", "slack"), ("Notify:Channels:0:Url", "https://chat.example.org/secret"),
            ("Notify:Channels:0:TitleTemplate", "{{ severity | upcase }} {{ baker }}: {{ title }}"), ("Notify:Channels:0:TextTemplate", "{% for l in lines %}* {{ l }}\n{% endfor %}{% if turn == 'ended' %}over{% endif %}"),
        ]);
        var channel = Assert.Single(settings.Channels);
        var change = new AlertChange(new Alert { Id = "x/1", Kind = AlertKind.AtRisk, Severity = AlertSeverity.Critical, Title = "down <b>", Lines = ["a", "b"], Since = Worlds.Start }, AlertTurn.Ended, Worlds.Start);
        Assert.Equal("CRITICAL alpha: down <b>", channel.Templates.Title(change, "alpha", ""));
        Assert.Equal("* a\n* b\nover", channel.Templates.Text(change, "alpha", ""));
        Assert.DoesNotContain("secret", channel.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_template_that_never_ends_is_told_at_the_start()
    {
        NoticeTemplates.Parse("", "{% for i in (1..100000) %}{% for j in (1..100000) %}x{% endfor %}{% endfor %}", out var wrong);
        Assert.Equal("Text", Assert.Single(wrong).Field);
    }
}
