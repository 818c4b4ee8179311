using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace BakeWindow.Tests.EndToEnd;

/// <summary>One of several web processes before the same stage and on the same PostgreSQL. From when it is ready to when it is told to end its gate is asked without a break.</summary>
internal sealed class Replica : IAsyncDisposable
{
    private readonly HttpClient http;
    private readonly RunningProgram program;
    private readonly CancellationTokenSource watching = new();
    private Task watch = Task.CompletedTask;

    private Replica(string url, RunningProgram program) => (Url, this.program, http) = (url, program, new HttpClient { BaseAddress = new Uri(url), Timeout = TimeSpan.FromSeconds(10) });

    public string Url { get; }

    /// <summary>What it said.</summary>
    public string Says => program.Output;

    /// <summary>It has told that it leads.</summary>
    public bool Leads => Says.Contains("This replica leads", StringComparison.Ordinal);

    /// <summary>How often its gate answered.</summary>
    public int Answers { get; private set; }

    /// <summary>Each time its gate did not answer, and why.</summary>
    public ConcurrentQueue<string> Failures { get; } = [];

    public static async Task<Replica> StartAsync(Stage stage, params (string, string)[] environment)
    {
        var url = $"http://127.0.0.1:{FreePort()}";
        var replica = new Replica(url, RunningProgram.Start("BakeWindow.Web", "BakeWindow.Web.dll", ["--urls", url], [.. stage.Environment, .. environment]));
        await stage.UntilAsync(
            async () => (await replica.GetAsync("/api/v1/why"))["reason"]!.GetValue<string>() is not ("head-missing" or "rights-unknown" or "cluster-unknown" or "participation-unknown" or "constants-unknown"),
            "the replica sees chain, rights and cluster");
        replica.watch = replica.WatchAsync();
        return replica;
    }

    public async Task<JsonNode> GetAsync(string path) => JsonNode.Parse(await (await http.GetAsync(path)).Content.ReadAsStringAsync())!;

    public async Task<string> RequestAsync(string node, string need)
    {
        using var answer = await http.PostAsJsonAsync("/api/v1/maintenances", new { node, need, reason = "a new kernel", urgency = "high" });
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        return body["id"]?.GetValue<string>() ?? throw new InvalidOperationException(body.ToJsonString());
    }

    public async Task<string> PhaseAsync(string id) => (await GetAsync($"/api/v1/maintenances/{id}"))["phase"]!.GetValue<string>();

    public async Task KillAsync()
    {
        await StopWatchingAsync();
        await program.KillAsync();
    }

    public async Task<int> StopAsync()
    {
        await StopWatchingAsync();
        return await program.StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopWatchingAsync();
        await program.DisposeAsync();
        watching.Dispose();
        http.Dispose();
    }

    private async Task WatchAsync()
    {
        while (!watching.IsCancellationRequested)
        {
            try
            {
                Assert.NotNull((await GetAsync("/api/v1/gate?node=node-3"))["reason"]);
                Answers++;
            }
            catch (Exception e)
            {
                Failures.Enqueue(e.Message);
            }

            // As often as an eager client asks; nothing is decided by it.
            await Task.Delay(100);
        }
    }

    private async Task StopWatchingAsync()
    {
        await watching.CancelAsync();
        await watch;
    }

    private static int FreePort()
    {
        using var free = new TcpListener(System.Net.IPAddress.Loopback, 0);
        free.Start();
        return ((System.Net.IPEndPoint)free.LocalEndpoint).Port;
    }
}
