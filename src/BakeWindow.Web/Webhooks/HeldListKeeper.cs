using BakeWindow.Core.Cluster;
using BakeWindow.Core.Disruptions;
using BakeWindow.Core.Gate;
using BakeWindow.Kubernetes.Admission;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Web.Hosting;
using BakeWindow.Web.Maintaining;
using BakeWindow.Web.Observing;

namespace BakeWindow.Web.Webhooks;

/// <summary>
/// Keeps the list of held pods that the admission policy reads. A pod is put on it after the floors are closed and taken off when they are seen open; while nothing is known, and after the
/// end of this process, all that is protected stands on it. Only the replica that leads writes it, for it knows when the floors are closed.
/// </summary>
public sealed partial class HeldListKeeper(
    WorldBoard board, MaintenanceRunner runner, FloorSync floors, DisruptionGuard guard, HeldList list, Leadership leadership, TimeProvider time, ILogger<HeldListKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(3);

    private readonly WakeUps wakeUps = new(time);
    private bool roundDone;
    private IReadOnlyList<PodView> written = [];
    private string? failure;

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (!leadership.IsLeader || board.Now.Cluster is not { } cluster || cluster.SeenAt == ClusterView.Unseen.SeenAt)
        {
            // What was named before stays.
            return;
        }

        using var patience = new CancellationTokenSource(LastWords, TimeProvider.System);
        await WriteAsync([.. HeldPods.Protected(board.Now)], "BakeWindow is stopped, so nothing is known", patience.Token);
    }

    /// <summary>Looks once.</summary>
    /// <param name="afterRound">The floors have just been brought to where they should be.</param>
    /// <param name="ct">Calls it off.</param>
    public Task LookAsync(bool afterRound, CancellationToken ct) => leadership.ActAsync(reign => LookAsLeaderAsync(afterRound, reign), ct);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        void Look(World world) => wakeUps.Wake();
        void Round(FloorRound round)
        {
            Volatile.Write(ref roundDone, true);
            wakeUps.Wake();
        }

        board.Changed += Look;
        floors.Synced += Round;
        await wakeUps.RunAsync(ct => LookAsync(Interlocked.Exchange(ref roundDone, false), ct), e => Log.LookFailed(logger, e), stoppingToken);
        floors.Synced -= Round;
        board.Changed -= Look;
    }

    private async Task LookAsLeaderAsync(bool afterRound, CancellationToken ct)
    {
        var world = board.Now;
        if (world.Cluster is not { } cluster || cluster.SeenAt == ClusterView.Unseen.SeenAt)
        {
            // What was named before stays.
            return;
        }

        var (held, why) = HeldPods.Of(world, runner.Emptying, guard, time.GetUtcNow());
        // Off as soon as it may be, on after the floors; and after every round of theirs once more, in case somebody else changed the list.
        if (afterRound || (held.Count < written.Count && !held.Select(p => p.Name).Except(written.Select(p => p.Name)).Any()))
        {
            await WriteAsync(held, why, ct);
        }
    }

    private async Task WriteAsync(IReadOnlyList<PodView> held, string why, CancellationToken ct)
    {
        try
        {
            await list.WriteAsync(held, why, ct);
            (written, failure) = (held, null);
        }
        catch (Exception e) when (e is ApiException || (e is OperationCanceledException && ct.IsCancellationRequested))
        {
            if (failure != e.Message)
            {
                failure = e.Message;
                Log.NotWritten(logger, e.Message);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The list of held pods could not be written; the admission policy goes by the one before: {Why}")]
        public static partial void NotWritten(ILogger logger, string why);

        [LoggerMessage(2, LogLevel.Error, "A look at the list of held pods failed; the next one tries again")]
        public static partial void LookFailed(ILogger logger, Exception e);
    }
}
