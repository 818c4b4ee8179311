using BakeWindow.Tests.Web;

namespace BakeWindow.Tests.Cli;

/// <summary>The command line against the real web process: what one writes the other must read. Nothing is known there, and nothing may be taken for a yes.</summary>
public sealed class RealServerTests(RealServerTests.Server server) : IClassFixture<RealServerTests.Server>
{
    /// <summary>No Tezos node answers there, so the page is up and the gate is closed.</summary>
    public sealed class Server : IDisposable
    {
        private readonly WebApp app = WebApp.Start(
            ("Network:Nodes:0:Url", "http://127.0.0.1:1"),
            ("Bakers:0:Name", "alpha"),
            ("Bakers:0:Address", "tz1gg5bjopPcr9agjamyu9BbXKLibNc2rbAq"));

        public string Url => app.Url.ToString();

        public void Dispose() => app.Dispose();
    }

    [Theory]
    [InlineData("gate --baker alpha --for 12m", 69, "head-missing")]
    [InlineData("gate --baker alpha --for 12m --json", 69, "\"reason\":\"head-missing\"")]
    [InlineData("why --baker alpha", 0, "head-missing")]
    [InlineData("preflight --baker alpha", 0, "READY")]
    [InlineData("preflight --baker alpha --json", 0, "\"check\":\"signer-path\",\"standing\":\"not-declared\",\"demand\":\"require\"")]
    [InlineData("maintenance list", 0, "No maintenance is open")]
    [InlineData("maintenance list --all --json", 0, "[]")]
    [InlineData("glass list", 0, "Nothing of the kind is set")]
    [InlineData("freeze set --until 2h --reason audit", 0, "in force")]
    public async Task An_answer_is_read(string line, int code, string said)
    {
        var (ended, output, errors) = await AskAsync(line);

        Assert.True(ended == code, $"{ended}: {errors}");
        Assert.Contains(said, output, StringComparison.Ordinal);
        Assert.Equal("", errors);
    }

    [Theory]
    [InlineData("windows --baker alpha --for 12m", 69, "no head has been seen yet")]
    [InlineData("rights --baker alpha", 69, "no head has been seen yet")]
    [InlineData("gate --baker beta", 64, "baker: \"beta\" is not declared here; declared are alpha")]
    [InlineData("freeze set --reason audit", 64, "--until is missing")]
    [InlineData("freeze set --until 20d --reason audit", 64, "more than 14 days")]
    [InlineData("freeze end F-99", 64, "There is no freeze \"F-99\"")]
    [InlineData("glass break --node node-1 --confirm node-1 --for 15m --reason urgently", 64, "no cluster is configured")]
    [InlineData("maintenance show M-99", 64, "There is no maintenance \"M-99\"")]
    [InlineData("maintenance cancel M-99", 64, "There is no maintenance \"M-99\"")]
    [InlineData("maintenance request --node node-1 --reason kernel", 64, "no cluster is configured")]
    public async Task A_refusal_is_told_in_the_servers_words(string line, int code, string said)
    {
        var (ended, output, errors) = await AskAsync(line);

        Assert.Equal((code, ""), (ended, output));
        Assert.Contains(said, errors, StringComparison.Ordinal);
    }

    private Task<(int Code, string Out, string Errors)> AskAsync(string line) => Run.ItAsync([.. line.Split(' '), "--server", server.Url]);
}
