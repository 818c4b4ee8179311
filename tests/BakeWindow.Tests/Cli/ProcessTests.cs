using System.Diagnostics;
using BakeWindow.Tests.Tezos;

namespace BakeWindow.Tests.Cli;

/// <summary>The program itself, as a shell sees it.</summary>
public sealed class ProcessTests
{
    [Fact]
    public async Task Exit_codes_and_streams_are_what_a_script_relies_on()
    {
        await using var server = await FakeNode.StartAsync();
        server.AnswerGate(423, Verdicts.Held());

        var usage = await RunAsync("windows", "--rpc", "http://127.0.0.1:1", "--baker", "KT1PWx2mnDueood7fEmfbBDKx1D9BAnnXitn", "--for", "15m", "--json");
        var down = await RunAsync("windows", "--rpc", "http://127.0.0.1:1", "--baker", FakeChain.Baker, "--for", "15m", "--json");
        var held = await RunAsync("gate", "--server", server.Address.ToString(), "--node", "node-3", "--json");

        Assert.Equal((64, ""), (usage.Code, usage.Out));
        Assert.Equal((69, ""), (down.Code, down.Out));
        Assert.Equal((75, Verdicts.Json(Verdicts.Held()) + "\n", ""), held);
    }

    [Fact]
    public async Task Ctrl_C_ends_a_wait_with_130()
    {
        await using var server = await FakeNode.StartAsync();
        var asked = new TaskCompletionSource();
        server.Answer("/api/v1/gate", async context =>
        {
            await Verdicts.WriteAsync(context, 423, Verdicts.Json(Verdicts.Held()), "30");
            asked.TrySetResult();
        });

        using var process = Start("wait", "--server", server.Address.ToString(), "--node", "node-3");
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(30));
        using (var kill = Process.Start("kill", ["-INT", $"{process.Id}"]))
        {
            await kill.WaitForExitAsync();
        }

        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal((130, ""), (process.ExitCode, await process.StandardOutput.ReadToEndAsync()));
    }

    private static async Task<(int Code, string Out, string Errors)> RunAsync(params string[] args)
    {
        using var process = Start(args);
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output, await errors);
    }

    private static Process Start(params string[] args) => Process.Start(new ProcessStartInfo("dotnet", [typeof(BakeWindow.Cli.CommandLine).Assembly.Location, .. args])
    {
        UseShellExecute = false,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
}
