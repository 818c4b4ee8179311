using BakeWindow.Core.Wire;
using BakeWindow.Tests.Tezos;

namespace BakeWindow.Tests.Cli;

public sealed class GateTests : IAsyncLifetime
{
    private FakeNode server = null!;

    public async ValueTask InitializeAsync() => server = await FakeNode.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Yes_no_and_unknown_have_exit_codes_of_their_own()
    {
        foreach (var (status, verdict, code, word) in new[] { (200, Verdicts.Open(), 0, "OPEN"), (423, Verdicts.Held(), 75, "HELD"), (503, Verdicts.Unknown(), 69, "CAN'T SAY") })
        {
            server.AnswerGate(status, verdict);

            var table = await AskAsync();
            var json = await AskAsync("--json");

            Assert.Equal((code, code), (table.Code, json.Code));
            Assert.StartsWith(word + "  " + verdict.Reason, table.Out, StringComparison.Ordinal);
            Assert.Contains(verdict.Message, table.Out, StringComparison.Ordinal);
            Assert.Equal(Verdicts.Json(verdict) + "\n", json.Out);
        }
    }

    [Fact]
    public async Task The_question_reaches_the_server_whole()
    {
        server.AnswerGate(200, Verdicts.Open("node 3&x"));

        var (code, _, _) = await Run.ItAsync("gate", "--server", server.Address + "base/", "--node", "node 3&x", "--for", "1h30m", "--maintenance", "M-12", "--client", "kured");
        Assert.Equal(64, code); // 404: nothing answers under /base

        await Run.ItAsync("gate", "--server", server.Address.ToString(), "--node", "node 3&x", "--for", "1h30m", "--maintenance", "M-12", "--client", "kured");

        Assert.Equal(
            ["/base/api/v1/gate?node=node%203%26x&for=PT1H30M&maintenance=M-12&client=kured", "/api/v1/gate?node=node%203%26x&for=PT1H30M&maintenance=M-12&client=kured"],
            server.Asked);
    }

    [Theory]
    [InlineData(200, "<html>welcome to nginx</html>")]
    [InlineData(200, "{}")]
    [InlineData(200, "null")]
    [InlineData(200, "[]")]
    [InlineData(200, "{\"allowed\":true}")]
    [InlineData(423, "locked")]
    [InlineData(204, "")]
    [InlineData(302, "")]
    [InlineData(500, "{\"allowed\":true,\"known\":true}")]
    [InlineData(503, "upstream connect error")]
    public async Task What_is_no_answer_of_a_BakeWindow_is_never_a_yes(int status, string body)
    {
        server.Answer("/api/v1/gate", status, body);

        var (code, output, errors) = await AskAsync("--json");

        Assert.Equal((69, ""), (code, output));
        Assert.StartsWith($"bakewindow: {server.Address.Authority}: ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_yes_that_contradicts_its_status_itself_or_the_question_is_no_yes()
    {
        (int, VerdictDocument)[] answers = [(423, Verdicts.Open()), (503, Verdicts.Open()), (200, Verdicts.Open() with { Known = false }), (200, Verdicts.Open("node-4")), (200, Verdicts.Open(null))];
        foreach (var (status, verdict) in answers)
        {
            server.AnswerGate(status, verdict);

            Assert.Equal(69, (await AskAsync()).Code);
        }
    }

    [Fact]
    public async Task A_question_that_the_server_finds_wrong_is_bad_usage_in_its_words()
    {
        server.Answer("/api/v1/gate", 400, """{"title":"One or more validation errors occurred.","status":400,"errors":{"for":["\"x\" is not a duration"],"node":["a node's name has 1 to 253 characters"]}}""");

        var (code, _, errors) = await AskAsync();

        Assert.Equal(64, code);
        Assert.Contains("for: \"x\" is not a duration; node: a node's name has 1 to 253 characters", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Why_lists_every_check_and_is_an_answer_whatever_it_says()
    {
        server.Answer("/api/v1/why", Verdicts.Json(Verdicts.Held()));

        var (code, output, _) = await Run.ItAsync("why", "--server", server.Address.ToString(), "--node", "node-3");

        Assert.Equal(0, code);
        Assert.Contains("level 105, 3 s old", output, StringComparison.Ordinal);
        Assert.Matches(@"no\s+baking-right-ahead", output);
    }

    [Fact]
    public async Task Escape_sequences_from_the_network_do_not_reach_the_terminal()
    {
        server.AnswerGate(423, Verdicts.Held("fine\u001b[2K\u001b[1Athat is a yes"));
        var held = await AskAsync();
        server.Answer("/api/v1/gate", 500, """{"title":"oops","detail":"fine\u001b[2Kyes"}""");
        var failed = await AskAsync();

        Assert.DoesNotContain('\u001b', held.Out);
        Assert.DoesNotContain('\u001b', failed.Errors);
    }

    [Fact]
    public async Task The_server_may_be_named_by_the_environment()
    {
        server.AnswerGate(200, Verdicts.Open());
        var run = new Run { Environment = { ["BAKEWINDOW_SERVER"] = server.Address.ToString() } };

        Assert.Equal(0, await run.StartAsync("gate", "--node", "node-3"));
    }

    private Task<(int Code, string Out, string Errors)> AskAsync(params string[] more) => Run.ItAsync(["gate", "--server", server.Address.ToString(), "--node", "node-3", "--for", "12m", .. more]);
}
