using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using BakeWindow.Simulator;
using BakeWindow.Simulator.Clock;
using Microsoft.Data.Sqlite;

namespace BakeWindow.Tests.EndToEnd;

/// <summary>Everything, as an operator has it: the simulated world behind HTTP, BakeWindow's web process and an agent on a node as processes of their own, a database file. Time runs fast.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private readonly string folder;
    private readonly VirtualTime clock;
    private readonly int port;
    private RunningProgram? web;
    private RunningProgram? agent;

    private Stage(string folder, VirtualTime clock, SimHost sim)
    {
        (this.folder, this.clock, Sim) = (folder, clock, sim);
        using var free = new TcpListener(System.Net.IPAddress.Loopback, 0);
        free.Start();
        port = ((System.Net.IPEndPoint)free.LocalEndpoint).Port;
        Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(10) };
    }

    public SimHost Sim { get; }

    public HttpClient Http { get; }

    /// <summary>What a web process must be told to find this stage.</summary>
    public IReadOnlyList<(string, string)> Environment =>
        [("BAKEWINDOW_CONFIG", In("bakewindow.json")), ("BakeWindow__Storage__File", In("bakewindow.db")), ("BakeWindow__Tickets__KeyFile", In("ticket.key"))];

    /// <summary>How often an agent had its machine booted.</summary>
    public int Reboots => File.Exists(In("reboots")) ? File.ReadAllLines(In("reboots")).Length : 0;

    public string Url => $"http://127.0.0.1:{port}";

    public string Kubeconfig => Path.Combine(folder, "kubeconfig");

    /// <summary>What the web process said; for a failing test's message.</summary>
    public string WebSays => web?.Output ?? "";

    /// <summary>Sets the stage; nothing of BakeWindow runs yet.</summary>
    /// <param name="speed">Seconds of the simulated world in a real one.</param>
    /// <param name="options">The simulation.</param>
    public static async Task<Stage> SetAsync(double speed, SimOptions options)
    {
        var wall = TimeProvider.System.GetUtcNow();
        // It starts at the present, for agents know no other clock than the real one and must not find every ticket long past.
        var start = options.Start ?? new DateTimeOffset(wall.Ticks - (wall.Ticks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
        var place = Directory.CreateTempSubdirectory("bakewindow-stage-").FullName;
        var time = new VirtualTime(start, wall, speed);
        var stage = new Stage(place, time, await SimHost.StartAsync(options with { Start = start, Time = time, RebootsOnTicket = false, BootIdFolder = Path.Combine(place, "boot") }));
        await File.WriteAllTextAsync(stage.Kubeconfig, stage.Sim.Cluster.Kubeconfig(stage.Sim.Url));
        await File.WriteAllTextAsync(stage.In("bakewindow.json"), ConfigurationFile.Write(stage.Sim, stage.Sim.Url, stage.Kubeconfig, (wall, start, speed)));
        await File.WriteAllTextAsync(stage.In("ticket.key"), Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        return stage;
    }

    /// <summary>Starts the web process, and waits until it answers with a chain and a cluster in sight.</summary>
    public async Task StartWebAsync(params (string, string)[] environment)
    {
        web = RunningProgram.Start("BakeWindow.Web", "BakeWindow.Web.dll", ["--urls", Url], [.. Environment, .. environment]);
        await UntilAsync(async () => (await GetAsync("/api/v1/why"))["reason"]!.GetValue<string>() is not ("head-missing" or "rights-unknown" or "cluster-unknown" or "participation-unknown" or "constants-unknown"), "BakeWindow sees chain and rights");
        await UntilAsync(async () => (await GetAsync("/healthz/ready"))["cluster"]!.GetValue<string>().EndsWith("nodes", StringComparison.Ordinal), "BakeWindow sees the cluster");
    }

    /// <summary>Starts the agent of a node; what it calls for a reboot asks the simulated machine to boot anew.</summary>
    public void StartAgent(string node, string? server = null)
    {
        var script = In("reboot");
        File.WriteAllText(script, $"""
            #!/usr/bin/env bash
            echo "$1" >> {In("reboots")}
            exec 3<>/dev/tcp/127.0.0.1/{new Uri(Sim.Url).Port}
            printf 'POST /sim/cluster/nodes/%s/reboot HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n' "$1" >&3
            cat <&3
            """);
        agent = RunningProgram.Start("BakeWindow.Cli", "bakewindow.dll",
            ["agent", "--node", node, "--server", server ?? Url, "--key-file", In("ticket.key"), "--kube-url", $"{Sim.Url}/as/admin", "--boot-id-file", In($"boot/{node}"), "--every", "1s", "--reboot-command", $"bash {script} {node}"]);
    }

    /// <summary>What the agent said.</summary>
    public string AgentSays => agent?.Output ?? "";

    public Task KillWebAsync() => web!.KillAsync();

    public Task<int> StopWebAsync() => web!.StopAsync();

    public async Task<JsonNode> GetAsync(string path) => JsonNode.Parse(await (await Http.GetAsync(path)).Content.ReadAsStringAsync())!;

    public async Task<string> RequestAsync(string node, string need)
    {
        using var answer = await Http.PostAsJsonAsync("/api/v1/maintenances", new { node, need, reason = "a new kernel", urgency = "high" });
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        return body["id"]?.GetValue<string>() ?? throw new InvalidOperationException(body.ToJsonString() + WebSays[Math.Max(0, WebSays.Length - 4000)..]);
    }

    public async Task<string> PhaseAsync(string id) => (await GetAsync($"/api/v1/maintenances/{id}"))["phase"]!.GetValue<string>();

    /// <summary>How many rows the journal on disk has of a maintenance; read from the file, not asked of the process.</summary>
    public int JournalRows(string id)
    {
        using var db = new SqliteConnection($"Data Source={In("bakewindow.db")};Mode=ReadOnly;Pooling=False");
        db.Open();
        using var count = db.CreateCommand();
        count.CommandText = "SELECT COUNT(*) FROM journal j JOIN maintenances m ON m.key = j.maintenance_key WHERE m.id = $id";
        count.Parameters.AddWithValue("$id", id);
        return Convert.ToInt32(count.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Waits until something is so; fails with what BakeWindow said.</summary>
    public async Task UntilAsync(Func<Task<bool>> isSo, string what, int seconds = 90)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        Exception? last = null;
        while (!patience.IsCancellationRequested)
        {
            try
            {
                if (await isSo())
                {
                    return;
                }
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException or System.Text.Json.JsonException or SqliteException)
            {
                last = e;
            }

            // Another process is waited for; there is no signal to wait on.
            await Task.Delay(25);
        }

        var said = WebSays;
        Assert.Fail($"\"{what}\" did not come to pass. {last?.Message}\nBakeWindow said:\n{said[Math.Max(0, said.Length - 6000)..]}\nThe agent said:\n{AgentSays[Math.Max(0, AgentSays.Length - 2000)..]}");
    }

    public async ValueTask DisposeAsync()
    {
        if (agent is not null)
        {
            await agent.DisposeAsync();
        }

        if (web is not null)
        {
            await web.DisposeAsync();
        }

        Http.Dispose();
        await Sim.DisposeAsync();
        clock.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private string In(string file) => Path.Combine(folder, file);
}
