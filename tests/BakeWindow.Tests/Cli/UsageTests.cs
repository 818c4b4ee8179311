namespace BakeWindow.Tests.Cli;

/// <summary>Every mistake ends with 64, names the option, the value and the mend, and reaches nobody.</summary>
public sealed class UsageTests
{
    private const string Rpc = "http://127.0.0.1:1";
    private const string Baker = "tz1gg5bjopPcr9agjamyu9BbXKLibNc2rbAq";

    [Theory]
    [InlineData("", "Required command")]
    [InlineData("dance", "\"dance\" is not known to bakewindow; it knows", "windows")]
    [InlineData("windows --fro 15m", "\"--fro\" is not known to bakewindow windows; it knows", "--for")]
    [InlineData("windows", "neither --rpc nor --server", "--rpc http://127.0.0.1:8732")]
    [InlineData("windows --rpc " + Rpc, "--baker is missing", "--baker tz1")]
    [InlineData("windows --rpc ftp://x --baker " + Baker, "--rpc: \"ftp://x\" is no address", "http://127.0.0.1:8732")]
    [InlineData("windows --rpc http://u:secret@ --baker " + Baker, "--rpc: \"\" is no address", "http://127.0.0.1:8732")]
    [InlineData("windows --rpc " + Rpc + " --baker KT1PWx2mnDueood7fEmfbBDKx1D9BAnnXitn", "--baker: \"KT1PWx2mnDueood7fEmfbBDKx1D9BAnnXitn\" is a contract", "tz1, tz2, tz3 or tz4")]
    [InlineData("windows --rpc " + Rpc + " --baker tz1gg5bjopPcr9agjamyu9BbXKLibNc2rbAr", "--baker: \"tz1gg5bjopPcr9agjamyu9BbXKLibNc2rbAr\" fails its checksum", "Copy the address again")]
    [InlineData("windows --rpc " + Rpc + " --baker " + Baker + " --for 0s", "--for: \"0s\" must be longer than zero")]
    [InlineData("windows --rpc " + Rpc + " --baker " + Baker + " --for soon", "--for: \"soon\" is not a duration", "15m")]
    [InlineData("windows --rpc " + Rpc + " --baker " + Baker + " --for", "--for")]
    [InlineData("windows --rpc " + Rpc + " --baker " + Baker + " --warmup -1m", "--warmup: \"-1m\" is not a duration")]
    [InlineData("windows --rpc " + Rpc + " --baker " + Baker + " --hard-rounds 8", "--hard-rounds: \"8\" is no whole number from 0 to 7")]
    [InlineData("windows --rpc " + Rpc + " --baker " + Baker + " --hard-rounds -1", "--hard-rounds: \"-1\" is no whole number from 0 to 7")]
    [InlineData("windows --rpc " + Rpc + " --baker " + Baker + " --timeout 31d", "--timeout: \"31d\" must be longer than zero and at most 30 days")]
    [InlineData("windows --rpc " + Rpc + " --server " + Rpc, "--rpc and --server exclude each other")]
    [InlineData("windows --rpc " + Rpc + " --node node-1 --baker " + Baker, "--node needs --server")]
    [InlineData("windows --server " + Rpc + " --warmup 2m", "--warmup needs --rpc")]
    [InlineData("gate --node node-1", "--server is missing", "BAKEWINDOW_SERVER")]
    [InlineData("gate --server " + Rpc + " --node node-1 --baker alpha", "--node and --baker exclude each other")]
    [InlineData("maintenance", "Required command")]
    [InlineData("maintenance show --server " + Rpc, "'ID'")]
    [InlineData("maintenance request --server " + Rpc + " --reason kernel", "--node is missing")]
    [InlineData("maintenance request --server " + Rpc + " --node node-1", "--reason is missing")]
    [InlineData("maintenance approve M-1 --server " + Rpc + " --up-to-budget much", "--up-to-budget: \"much\" is no number", "0.02")]
    [InlineData("maintenance approve M-1 --server " + Rpc + " --token-file /nowhere/token", "--token-file: \"/nowhere/token\" can't be read")]
    [InlineData("agent --node node-1 --server " + Rpc, "--key-file is missing")]
    [InlineData("agent --server " + Rpc, "--node is missing", "NODE_NAME")]
    [InlineData("cleanup", "this is no pod of a cluster", "--kubeconfig")]
    [InlineData("cleanup --kubeconfig /nowhere/config", "--kubeconfig: \"/nowhere/config\" can't be read")]
    public async Task A_mistake_is_named_with_its_mend(string line, params string[] said)
    {
        var (code, output, errors) = await Run.ItAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal((64, ""), (code, output));
        Assert.All(said, s => Assert.Contains(s, errors, StringComparison.Ordinal));
        Assert.DoesNotContain("secret", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_is_no_mistake()
    {
        foreach (var command in new[] { "", "windows", "rights", "gate", "wait", "why", "maintenance", "maintenance request", "agent", "cleanup" })
        {
            var (code, output, errors) = await Run.ItAsync([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);

            Assert.Equal((0, ""), (code, errors));
            Assert.Contains("Usage:", output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_wrong_server_in_the_environment_is_named_by_its_variable()
    {
        var run = new Run { Environment = { ["BAKEWINDOW_SERVER"] = "bakewindow:80" } };

        Assert.Equal(64, await run.StartAsync("gate", "--node", "node-1"));
        Assert.Contains("BAKEWINDOW_SERVER: \"bakewindow:80\" is no address", run.Errors, StringComparison.Ordinal);
    }
}
