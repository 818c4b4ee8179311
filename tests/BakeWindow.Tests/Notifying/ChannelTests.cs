using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using BakeWindow.Core.Alerting;
using BakeWindow.Web.Notifying;

namespace BakeWindow.Tests.Notifying;

/// <summary>What each kind of channel says, to a listener of its kind.</summary>
public sealed class ChannelTests : IAsyncLifetime
{
    private TellingStage stage = null!;
    private Ear ear = null!;

    public async ValueTask InitializeAsync() => (stage, ear) = (await TellingStage.OpenAsync(), await Ear.OpenAsync());

    public async ValueTask DisposeAsync()
    {
        await ear.DisposeAsync();
        await stage.DisposeAsync();
    }

    [Fact]
    public async Task A_webhook_is_signed_over_id_time_and_body()
    {
        stage.With(0, "hook", "webhook", ("Url", new Uri(ear.Url, "/take").AbsoluteUri), ("SecretFile", stage.Secret(TellingStage.Key)));
        await SendAsync("hook", "n-1", AlertTurn.Began);

        var told = Assert.Single(ear.Heard);
        // As docs/notifications.md tells a receiver to check it.
        var (id, at) = (told.Headers["X-BakeWindow-Id"], told.Headers["X-BakeWindow-Timestamp"]);
        var expected = "v1=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(TellingStage.Key), Encoding.UTF8.GetBytes($"{id}.{at}.{told.Body}")));
        Assert.Equal(("n-1", expected, "/take"), (id, told.Headers["X-BakeWindow-Signature"], told.Path));
        Assert.InRange(long.Parse(at), DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 60, DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 60);

        var body = JsonNode.Parse(told.Body)!;
        Assert.Equal(("n-1", "began", "at-risk", "critical", "https://bakewindow.example.org/incidents/I-1"), (body["id"]!.GetValue<string>(), body["turn"]!.GetValue<string>(), body["kind"]!.GetValue<string>(), body["severity"]!.GetValue<string>(), body["link"]!.GetValue<string>()));
        Assert.Equal("critical: alpha is down, level 695,414 is at risk", body["title"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_chat_of_Slack_s_shape_gets_text_and_blocks_in_which_nothing_from_outside_is_markup()
    {
        stage.With(0, "chat", "slack", ("UrlFile", stage.Secret(new Uri(ear.Url, "/services/T0/B0/secret").AbsoluteUri)));
        await SendAsync("chat", "n-2", AlertTurn.Ended);

        var told = Assert.Single(ear.Heard);
        var body = JsonNode.Parse(told.Body)!;
        Assert.Equal("/services/T0/B0/secret", told.Path);
        Assert.StartsWith("✓ over: alpha is down", body["text"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("section", body["blocks"]![0]!["type"]!.GetValue<string>());

        await SendAsync("chat", "n-3", AlertTurn.Began);
        Assert.Contains("Look at &lt;vm-1&gt;.", JsonNode.Parse(ear.Heard[1].Body)!["text"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_Alertmanager_gets_labels_an_end_some_minutes_ahead_and_at_the_end_now()
    {
        stage.With(0, "am", "alertmanager", ("Url", ear.Url.AbsoluteUri), ("SecretFile", stage.Secret("token-of-the-alertmanager")));
        await SendAsync("am", "n-4", AlertTurn.Began);
        await SendAsync("am", "n-5", AlertTurn.Ended);

        var (began, ended) = (JsonNode.Parse(ear.Heard[0].Body)![0]!, JsonNode.Parse(ear.Heard[1].Body)![0]!);
        Assert.Equal(("POST", "/api/v2/alerts", "Bearer token-of-the-alertmanager"), (ear.Heard[0].Method, ear.Heard[0].Path, ear.Heard[0].Headers["Authorization"]));
        Assert.Equal(("BakeWindowAtRisk", "critical", "alpha", "vm-1", "testnet"), (L("alertname"), L("severity"), L("baker"), L("node"), L("network")));
        Assert.Equal(began["labels"]!.ToJsonString(), ended["labels"]!.ToJsonString());
        Assert.Equal("2026-10-01T12:05:00.000Z", began["endsAt"]!.GetValue<string>());
        Assert.Equal("2026-10-01T12:00:00.000Z", ended["endsAt"]!.GetValue<string>());
        Assert.Equal("https://bakewindow.example.org/incidents/I-1", began["generatorURL"]!.GetValue<string>());

        string L(string name) => began["labels"]![name]!.GetValue<string>();
    }

    [Fact]
    public async Task E_mail_is_plain_text_with_the_notice_s_own_id_and_a_refusal_tells_no_address()
    {
        using var post = new PostOffice();
        Mail(post, "none");
        await SendAsync("mail", "n-6", AlertTurn.Began);

        var mail = Assert.Single(post.Mails);
        Assert.Contains("Subject: [BakeWindow] critical: alpha is down, level 695,414 is at risk", mail, StringComparison.Ordinal);
        Assert.Contains("Message-Id: <n-6@bakewindow>", mail, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Recovery takes 22 min.", mail, StringComparison.Ordinal);
        Assert.Contains("https://bakewindow.example.org/incidents/I-1", mail, StringComparison.Ordinal);
        Assert.Contains("Auto-Submitted: auto-generated", mail, StringComparison.Ordinal);

        post.ToRecipient = "550 no such user ops@example.org";
        var why = (await Assert.ThrowsAsync<NotDeliveredException>(() => SendAsync("mail", "n-7", AlertTurn.Began))).Message;
        Assert.Contains("refused", why, StringComparison.Ordinal);
        Assert.DoesNotContain("ops@", why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task E_mail_goes_nowhere_without_the_TLS_that_it_wants()
    {
        using var post = new PostOffice();
        Mail(post, "starttls");
        Assert.Contains("no STARTTLS", (await Assert.ThrowsAsync<NotDeliveredException>(() => SendAsync("mail", "n-8", AlertTurn.Began))).Message, StringComparison.Ordinal);
        Assert.Empty(post.Mails);
    }

    [Fact]
    public async Task A_redirect_is_not_followed_and_an_error_says_no_address()
    {
        stage.With(0, "hook", "webhook", ("Url", new Uri(ear.Url, "/take?token=geheim").AbsoluteUri), ("SecretFile", stage.Secret(TellingStage.Key)));
        ear.Answer = _ => (302, "http://127.0.0.1:1/elsewhere");
        var why = (await Assert.ThrowsAsync<NotDeliveredException>(() => SendAsync("hook", "n-9", AlertTurn.Began))).Message;
        Assert.Contains("redirect", why, StringComparison.Ordinal);
        Assert.Single(ear.Heard);

        ear.Answer = _ => (503, "no");
        why += (await Assert.ThrowsAsync<NotDeliveredException>(() => SendAsync("hook", "n-9", AlertTurn.Began))).Message;
        await ear.DisposeAsync();
        why += (await Assert.ThrowsAsync<NotDeliveredException>(() => SendAsync("hook", "n-9", AlertTurn.Began))).Message;
        Assert.DoesNotContain("127.0.0.1", why, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", why, StringComparison.Ordinal);
        Assert.DoesNotContain(TellingStage.Key, why, StringComparison.Ordinal);
    }

    private void Mail(PostOffice post, string security) => stage.With(
        0, "mail", "email", ("Mail:Host", "127.0.0.1"), ("Mail:Port", post.Port.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("Mail:Security", security), ("Mail:From", "bakewindow@example.org"), ("Mail:To:0", "ops@example.org"));

    private Task SendAsync(string name, string id, AlertTurn turn)
    {
        var channels = stage.Channels();
        var channel = channels.Find(name)!;
        return channels.SendAsync(channel, channels.Say(channel, id, new AlertChange(stage.Alert(), turn, stage.Clock.GetUtcNow())), default);
    }
}
