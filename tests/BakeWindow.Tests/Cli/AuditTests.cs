using System.Text.Json;
using BakeWindow.Core.Wire;
using BakeWindow.Tests.Tezos;

namespace BakeWindow.Tests.Cli;

public sealed class AuditTests : IAsyncLifetime
{
    private static readonly BypassDocument.BypassPart Critical = new(
        "two-budgets", "critical", new("PodDisruptionBudget", "tezos", "chart"), ["node-1"], ["alpha-baker"], "Pod tezos/baker-0 is under 2 PodDisruptionBudgets.", "kubectl -n tezos delete poddisruptionbudget chart");

    private static readonly BypassDocument.BypassPart Warning = Critical with { Code = "not-guaranteed", Severity = "warning", Why = "Its QoS class is Burstable\u001b[2J.", Mend = "limits = requests" };

    private FakeNode server = null!;

    public async ValueTask InitializeAsync() => server = await FakeNode.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task What_is_critical_ends_with_one_and_each_finding_comes_with_its_mend()
    {
        Answer(200, Report(Critical, Warning));

        var (code, output, errors) = await AskAsync();

        Assert.Equal((1, ""), (code, errors));
        Assert.Contains("CRITICAL  1 critical, 1 warnings, 0 to know", output, StringComparison.Ordinal);
        Assert.Contains("two-budgets  PodDisruptionBudget tezos/chart", output, StringComparison.Ordinal);
        Assert.Contains("kubectl -n tezos delete poddisruptionbudget chart", output, StringComparison.Ordinal);
        Assert.Matches(@"node-1\s+GKE forces after 1 h", output);
        Assert.DoesNotContain("\u001b", output, StringComparison.Ordinal);
        Assert.Equal(["/api/v1/bypasses?fresh=true"], server.Asked);
    }

    [Fact]
    public async Task Nothing_critical_ends_with_zero()
    {
        Answer(200, Report(Warning));
        Assert.Equal(0, (await AskAsync()).Code);

        Answer(200, Report());
        var (code, output, _) = await AskAsync();
        Assert.Equal(0, code);
        Assert.Contains("NOTHING FOUND  looked at 1 kinds", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_somebody_accepted_is_listed_apart_and_counts_only_when_asked_for()
    {
        Answer(200, Report() with { Accepted = [new(Critical, "ak", "the chart is being replaced", Run.Now, Run.Now.AddDays(30))] });

        var (code, output, _) = await AskAsync();
        Assert.Equal(0, code);
        Assert.Contains("Accepted for a while (1)", output, StringComparison.Ordinal);
        Assert.Contains("the chart is being replaced", output, StringComparison.Ordinal);

        Assert.Equal(1, (await AskAsync("--with-accepted")).Code);
    }

    [Theory]
    [InlineData("--json")]
    [InlineData("--output", "json")]
    public async Task The_servers_json_is_printed_and_nothing_else(params string[] how)
    {
        Answer(200, Report(Critical));

        var (code, output, _) = await AskAsync(["--node", "node-1", "--severity", "critical", "--kept", .. how]);

        Assert.Equal((1, JsonSerializer.Serialize(Report(Critical), WireJson.Plain.BypassDocument) + "\n"), (code, output));
        Assert.Equal(["/api/v1/bypasses?node=node-1&severity=critical"], server.Asked);
    }

    [Fact]
    public async Task A_cluster_that_could_not_be_looked_at_is_69_and_no_all_clear()
    {
        server.Answer("/api/v1/bypasses", c => Verdicts.WriteAsync(c, 503, """{"title":"Can't know","detail":"no connection to the API server"}"""));

        var (code, output, errors) = await AskAsync();

        Assert.Equal((69, ""), (code, output));
        Assert.Contains("no connection to the API server", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--severity", "grave", "write info, warning or critical")]
    [InlineData("--output", "yaml", "write text or json")]
    public async Task A_wrong_word_is_64_and_names_the_right_ones(string option, string value, string mend)
    {
        var (code, _, errors) = await AskAsync(option, value);

        Assert.Equal(64, code);
        Assert.Contains(mend, errors, StringComparison.Ordinal);
        Assert.Empty(server.Asked);
    }

    [Fact]
    public async Task Verifying_shows_the_token_that_its_file_holds()
    {
        var (file, seen, nothing) = (Path.GetTempFileName(), new List<string?>(), new string('0', 64));
        await File.WriteAllTextAsync(file, "abcdefgh12345678\n");
        server.Answer("/api/v1/audit/head", c =>
        {
            seen.Add(c.Request.Headers.Authorization);
            return Verdicts.WriteAsync(c, 200, JsonSerializer.Serialize(new AuditHeadDocument(0, nothing, 0, nothing), WireJson.Plain.AuditHeadDocument));
        });

        var (code, _, errors) = await Run.ItAsync("audit", "verify", "--server", server.Address.ToString(), "--token-file", file);
        await File.WriteAllTextAsync(file, "two words");
        var wrong = await Run.ItAsync("audit", "verify", "--server", server.Address.ToString(), "--token-file", file);
        File.Delete(file);

        Assert.Equal((0, ""), (code, errors));
        Assert.Equal(["Bearer abcdefgh12345678"], seen);
        Assert.Equal(64, wrong.Code);
        Assert.Contains("holds no token", wrong.Errors, StringComparison.Ordinal);
    }

    private static BypassDocument Report(params BypassDocument.BypassPart[] findings) => new(
        Run.Now, findings.Count(f => f.Severity == "critical"), findings.Count(f => f.Severity == "warning"), 0, findings,
        [new("node-1", "forced", "PT1H", "GKE", "GKE forces after 1 h")], [new("nodes", "seen", 1, null), new("plans.upgrade.cattle.io", "forbidden", null, "Grant")]);

    private void Answer(int status, BypassDocument report) =>
        server.Answer("/api/v1/bypasses", c => Verdicts.WriteAsync(c, status, JsonSerializer.Serialize(report, WireJson.Plain.BypassDocument)));

    private Task<(int Code, string Out, string Errors)> AskAsync(params string[] args) => Run.ItAsync(["audit", "--server", server.Address.ToString(), .. args]);
}
