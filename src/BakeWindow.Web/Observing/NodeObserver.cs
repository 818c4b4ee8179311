using BakeWindow.Core.Chain;
using BakeWindow.Core.Incidents;
using BakeWindow.Core.Readiness;
using BakeWindow.Core.Rights;
using BakeWindow.Tezos.Duties;
using BakeWindow.Tezos.Rpc;
using BakeWindow.Web.Configuration;
using BakeWindow.Web.Hosting;
using BakeWindow.Web.Recording;

namespace BakeWindow.Web.Observing;

/// <summary>Asks each baker's own Tezos node and DAL node how they do: in sync, head, connections, version. Light calls only, for it is the node that bakes.</summary>
public sealed partial class NodeObserver(WorldBoard board, HealthBook book, EvidenceLog evidence, Settings settings, HttpClient http, TimeProvider time, ILogger<NodeObserver> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // What a source told longer ago says nothing about who is behind now.
    private static readonly TimeSpan OldWord = TimeSpan.FromSeconds(60);

    private readonly List<Looked> looks = [.. settings.Bakers
        .Where(b => b.NodeUrl is not null || b.DalUrl is not null)
        .Select(b => new Looked(
            b,
            b.NodeUrl is { } node ? new NodeRpc(http, node, $"node of {b.Name}", TimeProvider.System, Patience) : null,
            b.DalUrl is { } dal ? new DalProbe(http, dal, $"DAL node of {b.Name}", TimeProvider.System, Patience) : null,
            [.. settings.Nodes.Where(n => n.Url != b.NodeUrl).Select(n => n.Name)]))];

    /// <summary>Looks once at everybody, at all at once: one that hangs must not make what is known of the others old.</summary>
    public Task LookAsync(CancellationToken ct) => Task.WhenAll(looks.Select(l => LookAsync(l, ct)));

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        looks.Count == 0 ? Task.CompletedTask : new WakeUps(time) { Every = Every }.RunAsync(LookAsync, e => Log.LookFailed(logger, e), stoppingToken);

    // Where a call is refused or lost, only that fact is missing; what says whether it is in sync decides alone whether it answers at all.
    private static async Task<T?> TryAsync<T>(Func<Task<T>> ask)
        where T : class
    {
        try
        {
            return await ask();
        }
        catch (RpcException)
        {
            return null;
        }
    }

    private static SyncClaim ClaimOf(SyncState state) => state switch { SyncState.Synced => SyncClaim.Synced, SyncState.Stuck => SyncClaim.Stuck, _ => SyncClaim.Unsynced };

    private static NodeHealth HealthOf(SyncClaim? claim) => claim switch
    {
        SyncClaim.Synced => NodeHealth.Synced,
        SyncClaim.Stuck => NodeHealth.Stuck,
        SyncClaim.Unsynced => NodeHealth.Unsynced,
        _ => NodeHealth.NoAnswer,
    };

    private async Task LookAsync(Looked look, CancellationToken ct)
    {
        var dal = look.Dal?.AskAsync(time.GetUtcNow(), ct);
        var reading = look.Node is { } node ? await ReadAsync(node, look.Others, ct) : null;
        var stand = reading is null ? null : look.Stand = NodeStand.Next(look.Stand, reading, settings.Policy.Readiness);
        var dalPart = dal is null ? null : look.DalPart = NodeStand.Of(look.DalPart, await dal);
        if (reading is not null)
        {
            book.Write(look.Baker.Address, h => h.WithNode(HealthOf(reading.Sync), reading.Head, board.Now.Chain?.Head.Level, reading.At) with { Peers = reading.Peers, Version = reading.Version ?? h.Version });
        }

        board.UpdateBaker(look.Baker.Address, b => b with
        {
            NodeSynced = stand?.Synced, TezosNode = stand?.Node, Peers = stand?.Peers, DalNode = dalPart,
        });
        look.ToldNode = Tell(look, look.ToldNode, stand?.Node, "node");
        look.ToldPeers = Tell(look, look.ToldPeers, stand?.Peers is { Standing: not PartStanding.Unknown } peers ? peers : null, "node");
        look.ToldDal = Tell(look, look.ToldDal, dalPart, "dal");
    }

    private async Task<NodeReading> ReadAsync(NodeRpc node, IReadOnlyList<string> others, CancellationToken ct)
    {
        var chain = board.Now.Chain;
        var reading = new NodeReading { At = time.GetUtcNow(), BlockDelay = chain?.Constants.MinimalBlockDelay };
        try
        {
            reading = reading with { Sync = ClaimOf(await node.SyncStateAsync(ct)) };
        }
        catch (RpcException e)
        {
            return reading with { Silence = NodeSilence.Of(e) };
        }

        var header = await TryAsync(() => node.HeaderAsync(ct: ct));
        var peers = await TryAsync(async () => (object)await node.ConnectionsAsync(ct)) as int?;
        var version = await TryAsync(() => node.VersionAsync(ct));
        // Asked after the node: what came meanwhile must not make it look behind.
        return reading with { Head = header?.Level, HeadTime = header?.Timestamp, Peers = peers, Version = version?.Number, Best = header is null ? null : BestOf(others, header.Level) };
    }

    private Level? BestOf(IReadOnlyList<string> others, Level own)
    {
        var now = time.GetUtcNow();
        var told = board.Now.Sources.Where(s => others.Contains(s.Name) && s.State is (SourceState.Ok or SourceState.Lagging) && s.SeenAt is { } at && now - at <= OldWord)
            .Select(s => s.Level).OfType<Level>().ToList();
        return told.Count == 0 ? null : Level.Max(told.Max(), own);
    }

    // Peers have a code of their own in the node's standing too: it is told once.
    private string? Tell(Looked look, string? told, PartFacts? part, string prefix)
    {
        if (part is null || part.Code == told)
        {
            return told;
        }

        Log.Stands(logger, look.Baker.Name, part.Code, part.Words);
        var code = part.Code.StartsWith("dal-", StringComparison.Ordinal) ? part.Code : $"{prefix}-{part.Code}";
        // How it stands at the first look is no change, unless it is not well.
        if ((told is not null || part.Standing is not PartStanding.Well) && (look.LastTold != (code, part.Since)))
        {
            look.LastTold = (code, part.Since);
            evidence.Write(new Evidence
            {
                At = part.Since,
                Lane = EvidenceLane.TezosNode,
                Subject = look.Baker.Name,
                Code = code,
                Text = $"{(prefix == "dal" ? "" : $"Tezos node of {look.Baker.Name}: ")}{part.Words}.",
                Source = prefix == "dal" ? $"health of {look.Baker.Name}'s DAL node" : $"look at {look.Baker.Name}'s Tezos node",
                Baker = look.Baker.Address,
            });
        }

        return part.Code;
    }

    private sealed class Looked(DeclaredBaker baker, NodeRpc? node, DalProbe? dal, IReadOnlyList<string> others)
    {
        public DeclaredBaker Baker { get; } = baker;

        public NodeRpc? Node { get; } = node;

        public DalProbe? Dal { get; } = dal;

        public IReadOnlyList<string> Others { get; } = others;

        public NodeStand? Stand { get; set; }

        public PartFacts? DalPart { get; set; }

        public string? ToldNode { get; set; }

        public string? ToldPeers { get; set; }

        public string? ToldDal { get; set; }

        public (string Code, DateTimeOffset At) LastTold { get; set; }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Baker}: {Code}, {Words}")]
        public static partial void Stands(ILogger logger, string baker, string code, string words);

        [LoggerMessage(2, LogLevel.Error, "A look at the bakers' nodes failed; the next one tries again")]
        public static partial void LookFailed(ILogger logger, Exception e);
    }
}
