using System.Diagnostics.Metrics;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Incidents;
using BakeWindow.Core.Readiness;
using BakeWindow.Kubernetes;
using BakeWindow.Simulator;
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

/// <summary>The real observers of nodes, signer, pods and cluster before one night's simulation whose clock is moved by hand: what BakeWindow said, and when.</summary>
internal sealed class Watchtower : IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(15);

    private readonly TestDatabase database;
    private readonly string kubeconfig = Path.GetTempFileName();
    private readonly CancellationTokenSource end = new();
    private readonly k8s.Kubernetes client;
    private readonly HttpClient http = new();
    private readonly NodeRpc heads;
    private readonly BakerObserver bakers;
    private readonly NodeObserver nodes;
    private readonly SignerObserver signer;
    private readonly PodTroubleObserver troubles;
    private readonly EvidenceLog log;
    private readonly ServiceProvider meters;
    private readonly Task watching;

    private Watchtower(SimHost sim, TestDatabase database)
    {
        (Sim, this.database) = (sim, database);
        File.WriteAllText(kubeconfig, sim.Cluster.Kubeconfig(sim.Url));
        var (first, second, own) = (sim.Scenario.Nodes[0], sim.Scenario.Nodes[1], sim.Scenario.Nodes[^1]);
        Settings = AppSettings.Of(
        [
            ("Network:Nodes:0:Name", first), ("Network:Nodes:0:Url", sim.NodeUrl(first)), ("Network:Nodes:1:Name", second), ("Network:Nodes:1:Url", sim.NodeUrl(second)),
            ("Bakers:0:Name", "alpha"), ("Bakers:0:Address", sim.Chain.Watched.Address), ("Bakers:0:NodeUrl", sim.NodeUrl(own)), ("Bakers:0:SignerUrl", $"{sim.Url}/signer"), ("Bakers:0:DalUrl", $"{sim.Url}/dal"),
            ("Cluster:Enabled", "true"), ("Cluster:Kubeconfig", kubeconfig),
            // These nights begin with the process, which has not seen the signer for long.
            ("Policy:Preflight:SignerWellFor", "0s"),
            .. sim.Scenario.Cluster.Workloads.SelectMany((w, i) => new[]
            {
                ($"Workloads:{i}:Name", w.Name), ($"Workloads:{i}:Baker", "alpha"), ($"Workloads:{i}:Namespace", w.Namespace), ($"Workloads:{i}:Selector", w.Selector), ($"Workloads:{i}:Role", w.Role),
            }),
        ]);
        Board = new WorldBoard(Settings, NullLogger<WorldBoard>.Instance);
        heads = Node(first);
        IReadOnlyList<IRightsSource> rights = [new NodeRights(Node(second))];
        var horizon = new HorizonReader(rights, Observers.UsualRounds, Settings.Policy.SettleLevels);
        bakers = new BakerObserver(Board, new BakerReader([heads], horizon, rights), horizon, database.Rights, Settings, sim.Time, NullLogger<BakerObserver>.Instance);
        var book = new HealthBook();
        log = new EvidenceLog(database.Evidence, sim.Time, NullLogger<EvidenceLog>.Instance);
        nodes = new NodeObserver(Board, book, log, Settings, http, sim.Time, NullLogger<NodeObserver>.Instance);
        meters = new ServiceCollection().AddMetrics().BuildServiceProvider();
        signer = new SignerObserver(Board, book, log, new SignerMetrics(meters.GetRequiredService<IMeterFactory>(), book, Settings), [heads], Settings, sim.Time, NullLogger<SignerObserver>.Instance);
        troubles = new PodTroubleObserver(Board, log, sim.Time, NullLogger<PodTroubleObserver>.Instance);
        client = KubernetesConnection.Open(kubeconfig, null);
        watching = new ClusterWatcher(client, new ClusterSettings { Workloads = Settings.Workloads }, v => Board.Update(w => w with { Cluster = v }), sim.Time, NullLogger<ClusterWatcher>.Instance, 1).RunAsync(end.Token);
    }

    public SimHost Sim { get; }

    public Settings Settings { get; }

    public WorldBoard Board { get; }

    public BakerFacts Facts => Board.Now.Bakers[0];

    public DateTimeOffset Now => Sim.Time.GetUtcNow();

    public static async Task<Watchtower> OpenAsync(string scenario)
    {
        var tower = new Watchtower(await SimHost.StartAsync(new SimOptions { Scenario = scenario }), await TestDatabase.OpenedAsync(Provider.Sqlite, null!));
        await tower.MoveAsync(TimeSpan.FromMinutes(2));
        await tower.SeenAsync(c => c.Pods.Count(p => p.Ready) == tower.Sim.Scenario.Cluster.Workloads.Sum(w => w.OnNodes.Count), "all pods Ready");
        return tower;
    }

    /// <summary>Moves the clock and looks as often as BakeWindow does.</summary>
    public async Task MoveAsync(TimeSpan by, TimeSpan? step = null)
    {
        for (var until = Now + by; Now < until;)
        {
            Sim.Advance(until - Now < (step ?? Every) ? until - Now : step ?? Every);
            await HeadAsync();

            await nodes.LookAsync(default);
            await signer.LookAsync(default);
        }
    }

    public Task MoveToAsync(string time, TimeSpan? step = null) => MoveAsync(DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture) - Now, step);

    /// <summary>Waits until the watch has shown what the cluster has come to.</summary>
    public async Task SeenAsync(Func<ClusterView, bool> isSo, string what)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (Board.Now.Cluster is not { Connected: true } view || !isSo(view))
        {
            if (patience.IsCancellationRequested)
            {
                throw new TimeoutException($"{what} was not seen: {string.Join("; ", Board.Now.Cluster!.Pods.Select(p => $"{p.Name} {p.Phase} {p.Ready} {p.Unscheduled} {string.Join(",", p.Containers)}"))}");
            }

            await Task.Delay(20, CancellationToken.None);
            // A watch that broke off while the clock was moved rests by that clock before it begins anew.
            if (Board.Now.Cluster is { Connected: false })
            {
                Sim.Advance(TimeSpan.FromMilliseconds(100));
            }
        }

        await troubles.LookAsync(default);
    }

    /// <summary>Whatever the watch last told counts as seen just now: its bookmarks come by the real clock, and this one is moved.</summary>
    public World World => Board.Now is { Cluster: { } cluster } world ? world with { Cluster = cluster with { SeenAt = Now } } : Board.Now;

    public PreflightReport Preflight(string node) => Core.Readiness.Preflight.Of(World, new GateRequest { Node = node }, Now);

    public Verdict Gate(string node, int minutes = 22) => Gatekeeper.Decide(World, new GateRequest { Node = node, Need = TimeSpan.FromMinutes(minutes) }, Now);

    /// <summary>What was told, with the time at which it began.</summary>
    public async Task<IReadOnlyList<Evidence>> ToldAsync()
    {
        await log.KeepAsync(default);
        return await database.Evidence.BetweenAsync(Sim.Scenario.Start, Now.AddMinutes(1), 1_000, default);
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await watching.ContinueWith(_ => { }, TaskScheduler.Default);
        bakers.Dispose();
        nodes.Dispose();
        signer.Dispose();
        troubles.Dispose();
        log.Dispose();
        await meters.DisposeAsync();
        client.Dispose();
        http.Dispose();
        end.Dispose();
        await database.DisposeAsync();
        await Sim.DisposeAsync();
        File.Delete(kubeconfig);
    }

    // In some of these nights the node that tells heads goes down; then nothing newer is known.
    private async Task HeadAsync()
    {
        try
        {
            var chain = await new ChainReader(heads).ReadChainAsync();
            Board.Update(w => w with
            {
                Chain = chain,
                Sources = [new Core.Chain.SourceView(Sim.Scenario.Nodes[0], Core.Chain.SourceState.Ok, chain.Head.Level, chain.Head.Hash, Now, "")],
            });
        }
        catch (RpcException)
        {
            return;
        }

        if (bakers.AreDue(Board.Now, Now))
        {
            await bakers.RefreshRightsAsync(default);
        }
    }

    private NodeRpc Node(string name) => new(http, new Uri(Sim.NodeUrl(name)), name, TimeProvider.System, TimeSpan.FromSeconds(20));
}
