using BakeWindow.Simulator;
using BakeWindow.Simulator.Clock;

namespace BakeWindow.Tests.Web;

/// <summary>A simulated chain that runs with the real clock, and the settings that point the web process at it.</summary>
internal sealed class SimulatedChain : IAsyncDisposable
{
    // So long pods need to come up for the first time; a test must not wait for it.
    private static readonly TimeSpan ComingUp = TimeSpan.FromSeconds(15);

    private readonly VirtualTime clock;
    private readonly string kubeconfig = Path.GetTempFileName();

    private SimulatedChain(VirtualTime clock, SimHost host) => (this.clock, Host) = (clock, host);

    public SimHost Host { get; }

    public string Baker => Host.Chain.Watched.Address;

    /// <summary>One whose baker has its turn in some four minutes, or later: worlds that many tests share must stay held for as long as all of them last.</summary>
    public static async Task<SimulatedChain> StartAsync(ulong seed = 1, TimeSpan? turn = null)
    {
        var now = TimeProvider.System.GetUtcNow();
        var start = new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerSecond), TimeSpan.Zero) - ComingUp;
        var time = VirtualTime.Manual(start);
        var host = await SimHost.StartAsync(new SimOptions
        {
            Seed = seed, Start = start, Time = time, Change = turn is null ? null : s => BakeWindow.Simulator.Scenarios.DefaultScenario.Make(seed, start, turn: turn + ComingUp),
        });
        time.Advance(ComingUp);
        time.SetSpeed(1);
        return new(time, host);
    }

    /// <summary>One on a clock that the caller moves, which must outlive it.</summary>
    public static async Task<SimulatedChain> StartAsync(VirtualTime time, DateTimeOffset start, ulong seed = 1) =>
        new(time, await SimHost.StartAsync(new SimOptions { Seed = seed, Start = start, Time = time }));

    public (string, string)[] Settings(params (string, string)[] more) =>
    [
        ("Network:Name", "simulated"),
        ("Network:Nodes:0:Name", "node-a"),
        ("Network:Nodes:0:Url", Host.NodeUrl("node-a")),
        ("Network:Nodes:1:Name", "node-b"),
        ("Network:Nodes:1:Url", Host.NodeUrl("node-b")),
        ("Network:Nodes:1:Rights", "true"),
        ("Bakers:0:Name", "alpha"),
        ("Bakers:0:Address", Baker),
        .. more,
    ];

    /// <summary>The same with the simulated cluster.</summary>
    public (string, string)[] SettingsWithCluster(params (string, string)[] more)
    {
        File.WriteAllText(kubeconfig, Host.Cluster.Kubeconfig(Host.Url));
        return Settings(
        [
            ("Cluster:Enabled", "true"), ("Cluster:Kubeconfig", kubeconfig),
            ("Workloads:0:Name", "alpha-baker"), ("Workloads:0:Baker", "alpha"), ("Workloads:0:Namespace", "tezos"), ("Workloads:0:Selector", "app=alpha-baker"),
            .. more,
        ]);
    }

    public async ValueTask DisposeAsync()
    {
        File.Delete(kubeconfig);
        await Host.DisposeAsync();
        clock.Dispose();
    }
}
