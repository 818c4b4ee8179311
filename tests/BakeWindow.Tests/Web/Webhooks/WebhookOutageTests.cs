using System.Diagnostics;
using BakeWindow.Tests.SimulatorCluster;

namespace BakeWindow.Tests.Web.Webhooks;

/// <summary>Whatever becomes of the webhook, protected pods stay (by the floor) and the others go within its time-out.</summary>
public sealed class WebhookOutageTests
{
    private const string Nobody = "https://127.0.0.1:1/";

    // The time-out is three seconds; the rest is a busy machine's.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(8);

    [Theory]
    [InlineData("refused")]
    [InlineData("hangs")]
    [InlineData("tls")]
    [InlineData("500")]
    [InlineData("garbage")]
    public async Task Without_the_webhook_the_floor_holds_and_others_go(string fault)
    {
        await using var stand = await HookStand.StartAsync();
        await using var other = await TestWebhook.StartAsync();
        await using var stranger = await TestWebhook.StartAsync();
        var url = $"https://127.0.0.1:{other.Port}/";
        using var never = new CancellationTokenSource();
        other.Answer = async (_, _) =>
        {
            if (fault == "hangs")
            {
                await Task.Delay(Timeout.Infinite, never.Token);
            }

            return (fault == "500" ? 500 : 200, fault == "garbage" ? System.Text.Json.Nodes.JsonValue.Create("what?") : null);
        };
        await stand.AskInsteadAsync(fault == "refused" ? Nobody : url, fault == "tls" ? stranger.CaBundle : other.CaBundle);

        var held = await stand.EvictAsync(HookStand.Held);
        var started = Stopwatch.GetTimestamp();
        var free = await stand.EvictAsync(HookStand.Free);

        Assert.Equal(429, held.Status);
        Assert.Contains("disruption budget", held.Message, StringComparison.Ordinal);
        Assert.Equal(201, free.Status);
        Assert.True(Stopwatch.GetElapsedTime(started) < Longest, $"{Stopwatch.GetElapsedTime(started)}");
        await never.CancelAsync();
    }
}
