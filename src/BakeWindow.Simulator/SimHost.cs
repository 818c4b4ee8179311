using BakeWindow.Simulator.Baking;
using BakeWindow.Simulator.Chain;
using BakeWindow.Simulator.Clock;
using BakeWindow.Simulator.Cluster;
using BakeWindow.Simulator.Control;
using BakeWindow.Simulator.Rpc;
using BakeWindow.Simulator.Scenarios;
using BakeWindow.Simulator.Signer;
using BakeWindow.Simulator.Tzkt;

namespace BakeWindow.Simulator;

/// <summary>A running simulator: chain, nodes, signer and cluster, behind one HTTP server.</summary>
public sealed class SimHost : IAsyncDisposable
{
    private readonly WebApplication server;
    private readonly Timeline timeline;
    private readonly ClusterInScenario? cluster;
    private readonly BootIdFiles? bootIds;

    private SimHost(SimOptions options)
    {
        Scenario = options.MakeScenario();
        Time = options.MakeClock(Scenario);
        Signer = new SimSigner(Time, Scenario.Signers) { Touchy = Scenario.TouchySigner };
        cluster = options.HasCluster ? new ClusterInScenario(Scenario, Time, options.Seed, options.RebootsOnTicket, Missing) : null;
        foreach (var (service, endpoint) in options.WebhookServices)
        {
            cluster?.Cluster.ResolveService(service, endpoint);
        }

        Func<DateTimeOffset, bool> pods = cluster is null ? _ => true : cluster.Uptime.CanSign;
        Chain = new SimChain(Scenario.Chain, Time, new WatchedBakerLife(Scenario.Chain.Bakers.All[0].Address, Signer, pods));
        Nodes = new SimNodes(Scenario.Nodes, Chain);
        cluster?.Carry(Nodes);
        bootIds = cluster is not null && options.BootIdFolder is { } folder ? new BootIdFiles(cluster.Cluster, Scenario.Cluster.Nodes, folder) : null;
        server = Build(options);
        timeline = new Timeline(Scenario.Events, Time, Happen);
    }

    /// <summary>Its address, without a slash at the end.</summary>
    public string Url => server.Urls.First().TrimEnd('/');

    /// <summary>What it started from.</summary>
    public Scenario Scenario { get; }

    /// <summary>Its clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>The chain.</summary>
    public SimChain Chain { get; }

    /// <summary>The Tezos nodes.</summary>
    public SimNodes Nodes { get; }

    /// <summary>The remote signers.</summary>
    public SimSigner Signer { get; }

    /// <summary>The DAL node.</summary>
    public SimDal Dal { get; } = new();

    /// <summary>Address of a Tezos node.</summary>
    public string NodeUrl(string name) => $"{Url}/tezos/{Nodes[name].Name}";

    /// <summary>The cluster.</summary>
    /// <exception cref="InvalidOperationException">The simulation was started without one.</exception>
    public SimCluster Cluster => cluster?.Cluster ?? throw new InvalidOperationException("this simulation has no cluster");

    /// <summary>Starts one.</summary>
    public static async Task<SimHost> StartAsync(SimOptions? options = null, CancellationToken cancellation = default)
    {
        var sim = new SimHost(options ?? new SimOptions());
        await sim.server.StartAsync(cancellation);
        return sim;
    }

    /// <summary>Moves a clock that is moved by hand.</summary>
    /// <exception cref="InvalidOperationException">It is another kind of clock.</exception>
    public void Advance(TimeSpan by) => ((Time as VirtualTime) ?? throw new InvalidOperationException("this simulator's clock is not moved by hand")).Advance(by);

    /// <summary>Moves a clock that is moved by hand until the chain reaches a level, never beyond the block's own time.</summary>
    /// <exception cref="InvalidOperationException">The chain is halted, or has no such clock.</exception>
    public void AdvanceToLevel(int level)
    {
        while (Chain.Head.Level < level)
        {
            if (Chain.IsHalted)
            {
                throw new InvalidOperationException("the chain is halted");
            }

            // Blocks come late, never early: so many times the block delay can't be too far.
            Advance(TimeSpan.FromSeconds(Math.Max(1, (level - Chain.Head.Level - 1) * Chain.Cycles.ProtocolAt(level).BlockDelay)));
        }
    }

    /// <summary>Waits until the server is asked to stop.</summary>
    public Task WaitAsync() => server.WaitForShutdownAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        timeline.Dispose();
        bootIds?.Dispose();
        await server.StopAsync();
        await server.DisposeAsync();
        Chain.Dispose();
        cluster?.Dispose();
    }

    private WebApplication Build(SimOptions options)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(options.Urls).ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // Rights calls name many levels in their query.
            (kestrel.Limits.MaxRequestLineSize, kestrel.Limits.MaxRequestBodySize) = (64 * 1024, 1024 * 1024);
        });
        builder.Logging.ClearProviders();
        if (options.Logs)
        {
            builder.Logging.AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(LogLevel.Warning);
            // That it can't listen is thrown as well; once is enough.
            builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        }

        // Streams of heads don't end by themselves.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMilliseconds(200));
        builder.Services.AddSingleton(Nodes);
        var app = builder.Build();
        app.UseMiddleware<NodeGate>();
        app.UseRouting();
        app.MapNodes();
        app.MapTzkt(Chain);
        app.MapSigner(Signer, Chain);
        Dal.Map(app);
        app.MapControl(this);
        cluster?.Map(app);
        return app;
    }

    // What octez-client says when it asks a forwarder for the key and no signer stands behind it.
    private string? Missing(string what) => what == "signer" && Signer.State is not SignerState.Ok
        ? $"Error: GET http://signer:8443/keys/{Chain.Watched.Address}: 503 Service Unavailable, No server is available to handle this request"
        : null;

    private void Set(string? signer, SignerState state)
    {
        if (signer is null)
        {
            Signer.State = state;
        }
        else if (Signer.Find(signer) is { } unit)
        {
            unit.State = state;
        }
    }

    private void Happen(Happening what)
    {
        switch (what)
        {
            case Happening.PeersBecome peers:
                Nodes[peers.Node].Peers = peers.Count;
                break;
            case Happening.DalBecomes dal:
                Dal.Status = dal.Status;
                break;
            case Happening.SignerFails fails:
                Signer.State = new SignerState.Down(fails.How);
                break;
            case Happening.SignerReturns:
                Signer.State = new SignerState.Ok();
                break;
            case Happening.SignerBecomes becomes:
                Set(becomes.Signer, becomes.State);
                break;
            default:
                cluster?.Happen(what);
                break;
        }
    }
}
