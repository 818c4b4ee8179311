using System.Text.Json.Nodes;
using BakeWindow.Core.Alerting;

namespace BakeWindow.Tests.Notifying;

/// <summary>Who is told what, how often, and what a crash or a deaf ear does to it.</summary>
public sealed class TellerTests : IAsyncLifetime
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
    public async Task It_is_told_once_again_when_it_says_something_else_and_when_it_is_over_and_a_restart_tells_nothing()
    {
        Hook();
        var (book, teller) = await stage.StartAsync();
        book.Raise(stage.Alert());
        await teller.LookAsync(default);
        book.Raise(stage.Alert() with { Title = "the same with other figures" });
        await teller.LookAsync(default);
        Assert.Equal(["began"], Turns());

        // What lasted lasts.
        (book, teller) = await stage.StartAsync();
        await teller.LookAsync(default);
        book.Raise(stage.Alert());
        await teller.LookAsync(default);
        Assert.Equal(["began"], Turns());

        book.Raise(stage.Alert(essence: "signer too"));
        await teller.LookAsync(default);
        book.End("at-risk/alpha");
        await teller.LookAsync(default);
        Assert.Equal(["began", "changed", "ended"], Turns());
        Assert.Empty(await stage.Database.Alerts.LastingAsync(default));
    }

    [Fact]
    public async Task What_began_and_ended_while_nobody_ran_is_told_at_the_next_look()
    {
        Hook();
        var (book, teller) = await stage.StartAsync();
        book.Raise(stage.Alert());
        await teller.LookAsync(default);

        // The next process finds that it is over before its teller listens.
        (book, teller) = await stage.StartAsync();
        book.Changed -= teller.Hear;
        book.End("at-risk/alpha");
        book.Raise(stage.Alert("at-risk/beta"));
        await teller.LookAsync(default);
        Assert.Equal(["began", "began", "ended"], Turns().Order());
    }

    [Fact]
    public async Task A_crash_between_sending_and_marking_sends_again_under_the_same_id()
    {
        Hook();
        var (book, teller) = await stage.StartAsync();
        book.Raise(stage.Alert());
        using var dies = new CancellationTokenSource();
        ear.Answer = _ =>
        {
            dies.Cancel();
            return (200, "{}");
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => teller.LookAsync(dies.Token));
        Assert.Single(ear.Heard);

        ear.Answer = _ => (200, "{}");
        var (_, next) = await stage.StartAsync();
        await next.LookAsync(default);
        await next.LookAsync(default);
        Assert.Equal(2, ear.Heard.Count);
        Assert.Equal(ear.Heard[0].Headers["X-BakeWindow-Id"], ear.Heard[1].Headers["X-BakeWindow-Id"]);
        Assert.StartsWith("0badcafe-", ear.Heard[0].Headers["X-BakeWindow-Id"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deaf_channel_is_tried_again_later_across_a_restart_in_order_and_holds_up_no_other()
    {
        Hook().With(1, "chat", "slack", ("Url", new Uri(ear.Url, "/chat").AbsoluteUri));
        ear.Answer = t => (t.Path == "/take" ? 500 : 200, "{}");
        var (book, teller) = await stage.StartAsync();
        book.Raise(stage.Alert());
        await teller.LookAsync(default);
        book.End("at-risk/alpha");
        await teller.LookAsync(default);
        Assert.Equal(["/chat", "/chat", "/take"], ear.Heard.Select(h => h.Path).Order());

        // Not before its time, and the end not before the beginning.
        await teller.LookAsync(default);
        Assert.Equal(1, Takes());
        var failed = (await stage.Database.Notices.NewestAsync("hook", 5, default))[^1];
        Assert.Equal((1, "it answered HTTP 500"), (failed.Tries, failed.Problem));

        ear.Answer = _ => (200, "{}");
        stage.Clock.Advance(TimeSpan.FromSeconds(6));
        (_, teller) = await stage.StartAsync();
        await teller.LookAsync(default);
        await teller.LookAsync(default);
        Assert.Equal(["began", "began", "ended"], Turns());
    }

    [Fact]
    public async Task What_nobody_takes_is_given_up_after_hours_and_says_so()
    {
        Hook();
        ear.Answer = _ => (500, "{}");
        var (book, teller) = await stage.StartAsync();
        book.Raise(stage.Alert());
        for (var i = 0; i < Patience.MostTries + 2; i++)
        {
            await teller.LookAsync(default);
            stage.Clock.Advance(TimeSpan.FromMinutes(31));
        }

        Assert.Equal(Patience.MostTries, ear.Heard.Count);
        var notice = Assert.Single(await stage.Database.Notices.NewestAsync("hook", 5, default));
        Assert.Null(notice.NextTryAt);
        Assert.Null(notice.DeliveredAt);
        Assert.StartsWith("given up after 20 tries", notice.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quiet_hours_hold_back_what_can_wait_drop_what_is_over_by_morning_and_let_risk_through()
    {
        // It is 12:00Z.
        Hook(("QuietHours:0", "daily 11:00-13:00"), ("Zone", "UTC"));
        var (book, teller) = await stage.StartAsync();
        book.Raise(stage.Alert("maintenance/M-1", AlertKind.Maintenance, AlertSeverity.Warning));
        book.Raise(stage.Alert("maintenance/M-2", AlertKind.Maintenance, AlertSeverity.Warning));
        book.Raise(stage.Alert());
        await teller.LookAsync(default);
        Assert.Equal(["at-risk/alpha"], Alerts());

        book.End("maintenance/M-2");
        await teller.LookAsync(default);
        stage.Clock.Advance(TimeSpan.FromHours(1));
        await teller.LookAsync(default);
        Assert.Equal(["at-risk/alpha", "maintenance/M-1"], Alerts());
        Assert.Contains(await stage.Database.Notices.NewestAsync("hook", 9, default), n => n.Problem == "over before it was to be told");
    }

    [Fact]
    public async Task What_lasts_is_told_again_where_it_is_wanted()
    {
        Hook(("RepeatEvery", "1h"));
        var (book, teller) = await stage.StartAsync();
        book.Raise(stage.Alert());
        await teller.LookAsync(default);
        stage.Clock.Advance(TimeSpan.FromMinutes(59));
        await teller.LookAsync(default);
        stage.Clock.Advance(TimeSpan.FromMinutes(1));
        await teller.LookAsync(default);
        await teller.LookAsync(default);
        Assert.Equal(["began", "repeated"], Turns());
    }

    [Fact]
    public async Task An_Alertmanager_is_told_again_before_it_forgets()
    {
        stage.With(0, "am", "alertmanager", ("Url", ear.Url.AbsoluteUri));
        var (book, teller) = await stage.StartAsync();
        book.Raise(stage.Alert());
        await teller.LookAsync(default);
        var before = ear.Heard.Count;
        stage.Clock.Advance(TimeSpan.FromMinutes(2));
        await teller.LookAsync(default);
        Assert.Equal(before + 1, ear.Heard.Count);
        Assert.Equal("2026-10-01T12:07:00.000Z", JsonNode.Parse(ear.Heard[^1].Body)![0]!["endsAt"]!.GetValue<string>());
    }

    private TellingStage Hook(params (string, string)[] more) => stage.With(0, "hook", "webhook", [("Url", new Uri(ear.Url, "/take").AbsoluteUri), ("SecretFile", stage.Secret(TellingStage.Key)), .. more]);

    private int Takes() => ear.Heard.Count(h => h.Path == "/take");

    private IEnumerable<string> Turns() => ear.Heard.Where(h => h.Path == "/take").Select(h => JsonNode.Parse(h.Body)!["turn"]!.GetValue<string>());

    private IEnumerable<string> Alerts() => ear.Heard.Select(h => JsonNode.Parse(h.Body)!["alert"]!.GetValue<string>());
}
