using System.Threading.Channels;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Disruptions;
using BakeWindow.Core.Gate;
using BakeWindow.Kubernetes.Admission;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Web.Maintaining;
using BakeWindow.Web.Observing;

namespace BakeWindow.Web.Webhooks;

/// <summary>
/// Keeps the list of held pods that the admission policy reads. A pod is put on it after the floors are closed and taken off when they are seen open; while nothing is known, and after the
/// end of this process, all that is protected stands on it.
/// </summary>
public sealed partial class HeldListKeeper(
    WorldBoard board, MaintenanceRunner runner, FloorSync floors, DisruptionGuard guard, HeldList list, TimeProvider time, ILogger<HeldListKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(3);

    private readonly Channel<bool> wake = Channel.CreateUnbounded<bool>();
    private IReadOnlyList<PodView> written = [];
    private string? failure;

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var patience = new CancellationTokenSource(LastWords, TimeProvider.System);
        await WriteAsync([.. HeldPods.Protected(board.Now)], "BakeWindow is stopped, so nothing is known", patience.Token);
    }

    /// <summary>Looks once.</summary>
    /// <param name="afterRound">The floors have just been brought to where they should be.</param>
    /// <param name="ct">Calls it off.</param>
    public async Task LookAsync(bool afterRound, CancellationToken ct)
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

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        void Look(World world) => wake.Writer.TryWrite(false);
        void Round(FloorRound round) => wake.Writer.TryWrite(true);
        board.Changed += Look;
        floors.Synced += Round;
        try
        {
            while (await wake.Reader.WaitToReadAsync(stoppingToken))
            {
                var afterRound = false;
                while (wake.Reader.TryRead(out var one))
                {
                    afterRound |= one;
                }

                await LookAsync(afterRound, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping; StopAsync says the last word.
        }
        finally
        {
            board.Changed -= Look;
            floors.Synced -= Round;
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
    }
}
