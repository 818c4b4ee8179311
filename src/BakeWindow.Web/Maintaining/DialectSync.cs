using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Kubernetes;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Dialects;
using BakeWindow.Web.Hosting;
using BakeWindow.Web.Observing;

namespace BakeWindow.Web.Maintaining;

/// <summary>
/// Makes the marks for neighbours follow the gate: at once when a gate changes, soon again when that failed, and every minute in case somebody else changed them. Nothing is asked of the API
/// server as long as nothing that a dialect goes by has changed. What is closed is marked after the floors are. At a clean stop every node is left as closed: protective marks stay, and what
/// permits is taken away. Only the replica that leads writes; the others read what neighbours are at, for they answer by it.
/// </summary>
public sealed partial class DialectSync(
    WorldBoard board, FloorSync floors, ObjectApi api, ClusterSettings cluster, IReadOnlyList<IDialect> spoken, Leadership leadership, TimeProvider time, ILogger<DialectSync> logger) : BackgroundService
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan HealAfter = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(15);

    // Two tries of theirs. Then the mark comes all the same, for no protection may wait for another that fails.
    private static readonly TimeSpan FloorPatience = TimeSpan.FromSeconds(10);

    // By the real clock: a pod is given 30 s to stop, and the floors want some of it.
    private static readonly TimeSpan LeavingPatience = TimeSpan.FromSeconds(10);

    // Pods come and go many times a second while a workload is rolled.
    private static readonly TimeSpan Calm = TimeSpan.FromMilliseconds(500);

    private readonly WakeUps wakeUps = new(time) { Every = Tick, Calm = Calm };
    private readonly Dictionary<string, string> problems = new(StringComparer.Ordinal);
    private IReadOnlyList<string> seen = [];
    private DateTimeOffset lastRound = DateTimeOffset.MinValue;
    private DateTimeOffset? awaitsFloorsSince;
    private int term;
    private bool begun;
    private bool troubled;
    private DialectBook book = DialectBook.Empty;

    /// <summary>How each dialect stands, and since when its marks do.</summary>
    public DialectBook Book => Volatile.Read(ref book);

    /// <summary>What the dialects that are not spoken would do; asks the cluster and writes nothing.</summary>
    public async Task<IReadOnlyList<DialectReport>> ShowSilentAsync(CancellationToken ct) =>
        await new DialectKeeper(api, cluster, Silent().ToList()).ShowAsync(board.Now, time.GetUtcNow(), ct);

    /// <summary>Looks once, and asks the cluster if that is due.</summary>
    public async Task LookAsync(CancellationToken ct)
    {
        var (now, world) = (time.GetUtcNow(), board.Now);
        if (world.Cluster is not { } view || view.SeenAt <= ClusterView.Unseen.SeenAt)
        {
            return;
        }

        if (leadership.Term != term)
        {
            // Somebody else may have written meanwhile.
            (term, begun) = (leadership.Term, false);
        }

        var scene = DialectScene.Of(world, now);
        var facts = Facts(scene);
        var due = !begun || (spoken.Count > 0 && (!facts.SequenceEqual(seen, StringComparer.Ordinal) || now - lastRound >= HealAfter))
            || (troubled && now - lastRound >= AgainAfter);
        if (due && !AwaitsFloors(world, now))
        {
            await RoundAsync(world, scene, facts, ct);
        }
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var patience = new CancellationTokenSource(LeavingPatience, TimeProvider.System);
        try
        {
            if (begun && spoken.Count > 0 && leadership.IsLeader)
            {
                await new DialectKeeper(api, cluster, spoken).SyncAsync(board.Now, DialectScene.Of(board.Now, time.GetUtcNow()).Left(), patience.Token);
            }
        }
        catch (Exception e)
        {
            Log.NotLeft(logger, e);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        void Wake(World world) => wakeUps.Wake();
        void Round(FloorRound round) => wakeUps.Wake();
        board.Changed += Wake;
        floors.Synced += Round;
        leadership.Changed += wakeUps.Wake;
        await wakeUps.RunAsync(LookAsync, e => Log.LookFailed(logger, e), stoppingToken);
        leadership.Changed -= wakeUps.Wake;
        floors.Synced -= Round;
        board.Changed -= Wake;
    }

    private bool AwaitsFloors(World world, DateTimeOffset now)
    {
        if (spoken.Count == 0 || !leadership.IsLeader || floors.HasClosed(world, now))
        {
            awaitsFloorsSince = null;
            return false;
        }

        awaitsFloorsSince ??= now;
        return now - awaitsFloorsSince < FloorPatience;
    }

    private async Task RoundAsync(World world, DialectScene scene, IReadOnlyList<string> facts, CancellationToken ct)
    {
        // Until the round is through nothing is known to stand as it should.
        (lastRound, seen, troubled) = (scene.Now, [], true);
        IReadOnlyList<IDialect> all = begun ? spoken : [.. spoken, .. Silent().Select(d => new SilentDialect(d))];
        IReadOnlyList<DialectReport> reports = [];
        if (await leadership.ActAsync(async reign => reports = await new DialectKeeper(api, cluster, all).SyncAsync(world, scene, reign), ct))
        {
            reports = [.. reports.Where(r => spoken.Any(d => d.Name == r.Name))];
        }
        else
        {
            reports = await new DialectKeeper(api, cluster, spoken).ShowAsync(world, scene.Now, ct);
        }

        (seen, begun, troubled) = (facts, true, reports.Any(r => r.Problems.Count > 0));
        Volatile.Write(ref book, book.With(reports, scene.Now));
        Publish(reports);
        foreach (var report in reports)
        {
            Tell(report);
        }
    }

    // What neighbours work on; a neighbour that could not be read is believed to be still at it, until its lock has run out.
    private void Publish(IReadOnlyList<DialectReport> reports)
    {
        var read = reports.Where(r => r.Sight is not null).Select(r => r.Name).ToHashSet(StringComparer.Ordinal);
        board.Update(world =>
        {
            var foreign = world.Foreign.Where(f => !read.Contains(f.By)).Concat(reports.SelectMany(r => r.Sight?.Working ?? [])).ToList();
            return foreign.SequenceEqual(world.Foreign) ? world : world with { Foreign = foreign };
        });
    }

    // Once, and not at every round.
    private void Tell(DialectReport report)
    {
        var why = string.Join("; ", report.Problems);
        if (why.Length > 0 && problems.GetValueOrDefault(report.Name) != why)
        {
            Log.Troubled(logger, report.Name, why);
        }

        problems[report.Name] = why;
    }

    private IEnumerable<IDialect> Silent() => DialectCatalog.All.Where(d => spoken.All(s => s.Name != d.Name));

    private static List<string> Facts(DialectScene scene) =>
    [
        .. scene.Gates.Select(g => $"{g.Node} {g.State} {g.AwaitsReboot} {string.Join(',', g.Workloads)}"),
        // A neighbour that begins cordons: then its lock is worth a look.
        .. (scene.World.Cluster?.Nodes.Values ?? []).Select(n => $"{n.Name} {n.Unschedulable} {n.Ready}"),
        .. scene.HeldPods.Select(p => $"{p.Name} {p.Uid} {p.Node}").Order(StringComparer.Ordinal),
    ];

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "A look at the dialects failed; the next one tries again")]
        public static partial void LookFailed(ILogger logger, Exception e);

        [LoggerMessage(2, LogLevel.Warning, "Dialect {Dialect} is not as it should be: {Why}")]
        public static partial void Troubled(ILogger logger, string dialect, string why);

        [LoggerMessage(3, LogLevel.Error, "Marks that permit something could not be taken away at the stop; they stay until the next start")]
        public static partial void NotLeft(ILogger logger, Exception e);
    }
}
