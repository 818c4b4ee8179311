using BakeWindow.Simulator.Chain;
using BakeWindow.Simulator.Clock;
using BakeWindow.Simulator.Rpc;
using BakeWindow.Simulator.Scenarios;
using BakeWindow.Simulator.Signer;
using BakeWindow.Simulator.Tzkt;

namespace BakeWindow.Simulator;

/// <summary>A running simulator: chain, nodes, signer, behind one HTTP server.</summary>
public sealed class SimHost : IAsyncDisposable
{
    private readonly WebApplication server;

    private SimHost(WebApplication server, Scenario scenario, TimeProvider time, SimChain chain, SimNodes nodes, SimSigner signer) =>
        (this.server, Scenario, Time, Chain, Nodes, Signer) = (server, scenario, time, chain, nodes, signer);

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

    /// <summary>The remote signer.</summary>
    public SimSigner Signer { get; }

    /// <summary>Address of a Tezos node.</summary>
    public string NodeUrl(string name) => $"{Url}/tezos/{Nodes[name].Name}";

    /// <summary>Starts one.</summary>
    public static async Task<SimHost> StartAsync(SimOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new SimOptions();
        var scenario = options.MakeScenario();
        var time = options.MakeClock(scenario);
        var chain = new SimChain(scenario.Chain, time);
        var (nodes, signer) = (new SimNodes(scenario.Nodes, chain), new SimSigner());
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
        }

        // Streams of heads don't end by themselves.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMilliseconds(200));
        builder.Services.AddSingleton(nodes);
        var app = builder.Build();
        app.UseMiddleware<NodeGate>();
        app.UseRouting();
        app.MapNodes();
        app.MapTzkt(chain);
        app.MapSigner(signer, chain);
        await app.StartAsync(cancellation);
        return new SimHost(app, scenario, time, chain, nodes, signer);
    }

    /// <summary>Moves a clock that is moved by hand.</summary>
    /// <exception cref="InvalidOperationException">It is another kind of clock.</exception>
    public void Advance(TimeSpan by) => ((Time as VirtualTime) ?? throw new InvalidOperationException("this simulator's clock is not moved by hand")).Advance(by);

    /// <summary>Waits until the server is asked to stop.</summary>
    public Task WaitAsync() => server.WaitForShutdownAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await server.StopAsync();
        await server.DisposeAsync();
        Chain.Dispose();
    }
}
