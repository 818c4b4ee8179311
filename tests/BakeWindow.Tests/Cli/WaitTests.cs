using BakeWindow.Core.Wire;
using BakeWindow.Tests.Tezos;

namespace BakeWindow.Tests.Cli;

public sealed class WaitTests : IAsyncLifetime
{
    private readonly Run run = new() { Watched = true };
    private readonly SemaphoreSlim asked = new(0);
    private FakeNode server = null!;

    public async ValueTask InitializeAsync() => server = await FakeNode.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task It_asks_again_when_the_server_said_and_ends_with_the_first_yes()
    {
        Answer((423, Verdicts.Held(), "40"), (503, Verdicts.Unknown(), "10"), (200, Verdicts.Open(), null));

        var waiting = StartAsync("--timeout", "2m");
        await run.Time.PassAsync(TimeSpan.FromSeconds(40));
        await run.Time.PassAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(0, await waiting);
        Assert.Equal(3, server.Asked.Count);
        Assert.StartsWith("OPEN", run.Out, StringComparison.Ordinal);
        Assert.Contains("HELD: tz1… bakes level 400 (round 0). (asking again in 40 s)", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(423, 75, "HELD")]
    [InlineData(503, 69, "CAN'T SAY")]
    public async Task When_the_time_is_up_the_last_answer_counts_and_was_asked_for_just_before(int status, int code, string word)
    {
        var verdict = status == 423 ? Verdicts.Held() : Verdicts.Unknown();
        Answer((status, verdict, "300"), (status, verdict, "300"));

        var waiting = StartAsync("--timeout", "60s");
        await run.Time.PassAsync(TimeSpan.FromSeconds(58));

        Assert.Equal(code, await waiting);
        Assert.Equal(2, server.Asked.Count);
        Assert.StartsWith(word, run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_away_for_a_moment_is_waited_for()
    {
        server.Answer("/api/v1/gate", async context =>
        {
            await Verdicts.WriteAsync(context, 502, "bad gateway");
            Answer((200, Verdicts.Open(), null));
        });

        var waiting = StartAsync("--timeout", "60s");
        await run.Time.PassAsync(TimeSpan.FromSeconds(5));

        Assert.Equal(0, await waiting);
    }

    [Fact]
    public async Task A_wrong_question_is_not_asked_twice()
    {
        server.Answer("/api/v1/gate", 400, """{"title":"bad","errors":{"node":["there is none"]}}""");

        Assert.Equal(64, await StartAsync());
        Assert.Single(server.Asked);
    }

    [Fact]
    public async Task Ctrl_C_ends_it_with_130_and_says_nothing_on_standard_output()
    {
        Answer((423, Verdicts.Held(), "40"));
        using var stop = new CancellationTokenSource();

        var waiting = run.StartAsync(stop.Token, "wait", "--server", server.Address.ToString(), "--node", "node-3");
        await asked.WaitAsync();
        await stop.CancelAsync();

        Assert.Equal(130, await waiting);
        Assert.Equal("", run.Out);
    }

    private Task<int> StartAsync(params string[] more) => run.StartAsync(["wait", "--server", server.Address.ToString(), "--node", "node-3", .. more]);

    // One answer after the other; the last one stays.
    private void Answer(params (int Status, VerdictDocument Verdict, string? RetryAfter)[] answers)
    {
        var next = 0;
        server.Answer("/api/v1/gate", async context =>
        {
            var (status, verdict, retryAfter) = answers[Math.Min(next++, answers.Length - 1)];
            await Verdicts.WriteAsync(context, status, Verdicts.Json(verdict), retryAfter);
            asked.Release();
        });
    }
}
