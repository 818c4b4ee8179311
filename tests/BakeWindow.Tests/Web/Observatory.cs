using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Rights;
using BakeWindow.Simulator;
using BakeWindow.Simulator.Scenarios;
using BakeWindow.Storage;
using BakeWindow.Tests.Storage;
using BakeWindow.Tezos.Network;
using BakeWindow.Tezos.Rights;
using BakeWindow.Tezos.Rpc;
using BakeWindow.Web.Api;
using BakeWindow.Web.Configuration;
using BakeWindow.Web.Observing;
using BakeWindow.Web.Recording;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace BakeWindow.Tests.Web;

/// <summary>The real observers of bakers, over real HTTP, before a simulated chain that is moved by hand; every call is counted. node-a tells heads, node-b rights.</summary>
internal sealed class Observatory : IAsyncDisposable
{
    private readonly TestDatabase database;
    private readonly bool ownsSim;
    private readonly CountingHandler counting;
    private readonly HttpClient http;
    private readonly NodeRpc heads;
    private readonly ServiceProvider meters;

    private Observatory(SimHost sim, TestDatabase database, bool ownsSim, params (string Key, string Value)[] more)
    {
        (Sim, this.database, this.ownsSim) = (sim, database, ownsSim);
        counting = new CountingHandler();
        http = new HttpClient(counting);
        var (first, second, own) = (sim.Scenario.Nodes[0], sim.Scenario.Nodes[1], sim.Scenario.Nodes[^1]);
        heads = Node(first);
        Settings = AppSettings.Of(
        [
            ("Network:Nodes:0:Name", first), ("Network:Nodes:0:Url", sim.NodeUrl(first)), ("Bakers:0:Name", "alpha"), ("Bakers:0:Address", sim.Chain.Watched.Address),
            ("Bakers:0:NodeUrl", sim.NodeUrl(own)), .. more.Length > 0 ? more : [("Bakers:0:SignerUrl", $"{sim.Url}/signer")],
        ]);
        Board = new WorldBoard(Settings, NullLogger<WorldBoard>.Instance);
        IReadOnlyList<IRightsSource> rights = [new NodeRights(Node(second))];
        var horizon = new HorizonReader(rights, Observers.UsualRounds, Settings.Policy.SettleLevels);
        Bakers = new BakerObserver(Board, new BakerReader([heads], horizon, rights), horizon, database.Rights, Settings, sim.Time, NullLogger<BakerObserver>.Instance);
        Evidence = new EvidenceLog(database.Evidence, sim.Time, NullLogger<EvidenceLog>.Instance);
        meters = new ServiceCollection().AddMetrics().BuildServiceProvider();
        Signers = new SignerObserver(Board, Book, Evidence, new SignerMetrics(meters.GetRequiredService<IMeterFactory>(), Book, Settings), [heads], Settings, sim.Time, NullLogger<SignerObserver>.Instance);
        Nodes = new NodeObserver(Board, Book, Evidence, Settings, http, sim.Time, NullLogger<NodeObserver>.Instance);
        Outcomes = new OutcomeObserver(Board, [heads], database.Outcomes, database.Rights, Settings, sim.Time, NullLogger<OutcomeObserver>.Instance);
        Cycles = new CycleObserver(Board, [heads], database.Cycles, Settings, sim.Time, NullLogger<CycleObserver>.Instance);
    }

    public SimHost Sim { get; }

    public Settings Settings { get; }

    public WorldBoard Board { get; }

    public BakerObserver Bakers { get; }

    public NodeObserver Nodes { get; }

    public SignerObserver Signers { get; }

    public EvidenceLog Evidence { get; }

    public EvidenceStore EvidenceStore => database.Evidence;

    public HealthBook Book { get; } = new();

    public OutcomeObserver Outcomes { get; }

    public CycleObserver Cycles { get; }

    public OutcomeStore OutcomeStore => database.Outcomes;

    public CycleStore CycleStore => database.Cycles;

    public BakerFacts Facts => Board.Now.Bakers[0];

    public static async Task<Observatory> OpenAsync(Func<Scenario, Scenario>? change = null) =>
        new(await SimHost.StartAsync(new SimOptions { HasCluster = false, Change = change }), await TestDatabase.OpenedAsync(Provider.Sqlite, null!), ownsSim: true);

    /// <summary>The same before a scenario of a name, with what is declared of signers made from the simulator's address.</summary>
    public static async Task<Observatory> OpenAsync(string scenario, Func<string, (string, string)[]> signers, Func<Scenario, Scenario>? change = null)
    {
        var sim = await SimHost.StartAsync(new SimOptions { Scenario = scenario, HasCluster = false, Change = change });
        return new(sim, await TestDatabase.OpenedAsync(Provider.Sqlite, null!), ownsSim: true, signers(sim.Url));
    }

    /// <summary>A process started anew before the same chain, on the same database.</summary>
    public Observatory Restarted() => new(Sim, database.Again(), ownsSim: false);

    /// <summary>Sees the head, and does what the chain's observer does at every head.</summary>
    public async Task HeadAsync()
    {
        var chain = await new ChainReader(heads).ReadChainAsync();
        Board.Update(w => w with { Chain = chain });
        if (Bakers.AreDue(Board.Now, Sim.Time.GetUtcNow()))
        {
            await Bakers.RefreshRightsAsync(default);
        }
    }

    /// <summary>Who made the block, as the chain itself knows.</summary>
    public string MadeAt(Level level) => Sim.Chain.Bakers.All[Sim.Chain.At(level.Value)!.Value.Baker].Address;

    /// <summary>The levels that rights calls asked for since the last time.</summary>
    public List<Level> TakeRightsAsked()
    {
        var levels = new List<Level>();
        while (counting.Calls.TryDequeue(out var call))
        {
            if (call.AbsolutePath.EndsWith("/baking_rights", StringComparison.Ordinal))
            {
                levels.AddRange(call.Query.TrimStart('?').Split('&').Where(q => q.StartsWith("level=", StringComparison.Ordinal)).Select(q => new Level(int.Parse(q[6..], System.Globalization.CultureInfo.InvariantCulture))));
            }
        }

        return levels;
    }

    /// <summary>How many calls whose path has this part were made.</summary>
    public int Calls(string part) => counting.Calls.Count(c => c.AbsolutePath.Contains(part, StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        Bakers.Dispose();
        Outcomes.Dispose();
        Cycles.Dispose();
        Nodes.Dispose();
        Signers.Dispose();
        Evidence.Dispose();
        await meters.DisposeAsync();
        http.Dispose();
        await database.DisposeAsync();
        if (ownsSim)
        {
            await Sim.DisposeAsync();
        }
    }

    private NodeRpc Node(string name) => new(http, new Uri(Sim.NodeUrl(name)), name, TimeProvider.System, TimeSpan.FromSeconds(20));

    private sealed class CountingHandler() : DelegatingHandler(new SocketsHttpHandler())
    {
        public ConcurrentQueue<Uri> Calls { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Calls.Enqueue(request.RequestUri!);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
