using System.Text;
using System.Text.Json.Nodes;
using BakeWindow.Core.Alerting;
using BakeWindow.Web.Configuration;

namespace BakeWindow.Web.Notifying;

/// <summary>An incoming webhook of Slack's shape, which Mattermost, Rocket.Chat and others take too: a text, and the same in blocks.</summary>
internal sealed class SlackChannel(DeclaredChannel.Slack channel) : IChannel
{
    // Slack takes 3,000 letters a block.
    private const int LongestBlock = 2_900;

    private readonly GuardedHttp http = new(channel.AllowPrivate);

    /// <inheritdoc/>
    public Task SendAsync(Notice notice, CancellationToken ct) =>
        http.SendAsync(new HttpRequestMessage(HttpMethod.Post, channel.Url) { Content = new StringContent(Body(notice).ToJsonString(), Encoding.UTF8, "application/json") }, ct);

    public void Dispose() => http.Dispose();

    internal static JsonObject Body(Notice notice)
    {
        var (title, text) = ($"{Sign(notice.Change)} *{Plain(notice.Title)}*", Plain(notice.Text));
        var words = $"{title}\n{text}";
        return new JsonObject
        {
            // What a notification on a phone shows, and what those without blocks show.
            ["text"] = $"{Sign(notice.Change)} {Plain(notice.Title)}\n{text}",
            ["blocks"] = new JsonArray(
                new JsonObject { ["type"] = "section", ["text"] = new JsonObject { ["type"] = "mrkdwn", ["text"] = words.Length <= LongestBlock ? words : words[..LongestBlock] + "…" } },
                new JsonObject { ["type"] = "context", ["elements"] = new JsonArray(new JsonObject { ["type"] = "mrkdwn", ["text"] = $"{notice.Change.Alert.Kind.Word()} · {Plain(notice.Id)}" }) }),
        };
    }

    // Never by colour alone, and readable without a picture.
    private static string Sign(AlertChange change) => change.Turn is AlertTurn.Ended ? "✓" : change.Alert.Severity switch { AlertSeverity.Critical => "■", AlertSeverity.Warning => "◆", _ => "·" };

    // Its own signs, so that a name from outside can ping nobody and link nowhere.
    private static string Plain(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
}
