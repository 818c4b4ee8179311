using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Resources;
using BakeWindow.Web.Hosting;
using BakeWindow.Web.Observing;

namespace BakeWindow.Web.Maintaining;

/// <summary>Keeps the NodeGate resources at what the gate says. At a clean stop all of them say no. Only the replica that leads writes them.</summary>
public sealed partial class NodeGateSync(WorldBoard board, NodeGates gates, Leadership leadership, TimeProvider time, ILogger<NodeGateSync> logger) : BackgroundService
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ClosingPatience = TimeSpan.FromSeconds(10);

    // Pods come and go many times a second while a workload is rolled.
    private static readonly TimeSpan Calm = TimeSpan.FromMilliseconds(500);

    private readonly WakeUps wakeUps = new(time) { Every = Tick, Calm = Calm };
    private int term;
    private string? trouble;
    private DateTimeOffset failedAt = DateTimeOffset.MinValue;

    /// <summary>Looks once, and writes what says something else by now.</summary>
    public Task LookAsync(CancellationToken ct) => leadership.ActAsync(LookAsLeaderAsync, ct);

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (!leadership.IsLeader)
        {
            return;
        }

        using var patience = new CancellationTokenSource(ClosingPatience, TimeProvider.System);
        try
        {
            await gates.StopAsync(time.GetUtcNow(), patience.Token);
        }
        catch (Exception e)
        {
            Log.NotClosed(logger, e);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        void Wake(World world) => wakeUps.Wake();
        board.Changed += Wake;
        leadership.Changed += wakeUps.Wake;
        await wakeUps.RunAsync(LookAsync, e => Log.LookFailed(logger, e), stoppingToken);
        leadership.Changed -= wakeUps.Wake;
        board.Changed -= Wake;
    }

    private async Task LookAsLeaderAsync(CancellationToken ct)
    {
        if (leadership.Term != term)
        {
            // Somebody else may have written them meanwhile.
            gates.Forget();
            (term, trouble) = (leadership.Term, null);
        }

        var (world, now) = (board.Now, time.GetUtcNow());
        if (world.Cluster is not { } cluster || cluster.SeenAt <= ClusterView.Unseen.SeenAt || (trouble is not null && now - failedAt < AgainAfter))
        {
            return;
        }

        try
        {
            await gates.SyncAsync(NodeGate.All(world, now).ToDictionary(g => g.Node, g => NodeGateText.Of(g, now), StringComparer.Ordinal), cluster.Connected, now, ct);
            trouble = null;
        }
        catch (ApiException e)
        {
            if (trouble != e.Message)
            {
                Log.Troubled(logger, e.Message);
            }

            (trouble, failedAt) = (e.Message, now);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "NodeGates are not as they should be: {Why}")]
        public static partial void Troubled(ILogger logger, string why);

        [LoggerMessage(2, LogLevel.Error, "NodeGates could not be closed at the stop; readers must go by validUntil")]
        public static partial void NotClosed(ILogger logger, Exception e);

        [LoggerMessage(3, LogLevel.Error, "A look at the NodeGates failed; the next one tries again")]
        public static partial void LookFailed(ILogger logger, Exception e);
    }
}
