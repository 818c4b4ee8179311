using System.Threading.Channels;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Gate;
using BakeWindow.Tezos.Network;
using BakeWindow.Tezos.Rpc;
using BakeWindow.Web.Configuration;

namespace BakeWindow.Web.Observing;

/// <summary>Pins every new head on the board, and has the bakers' facts refreshed when a cycle begins or they have grown old.</summary>
public sealed partial class ChainObserver(WorldBoard board, IReadOnlyList<NodeRpc> nodes, BakerObserver bakers, Settings settings, TimeProvider time, ILoggerFactory loggers) : BackgroundService
{
    private readonly ILogger logger = loggers.CreateLogger<ChainObserver>();
    private readonly Channel<bool> heads = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var network = new TezosNetwork(nodes, settings.ChainId, time, Publish, loggers.CreateLogger<TezosNetwork>());
        var watching = network.RunAsync(stoppingToken);
        // Neither ends by itself: if one fails, that ends the process, and not only its half of the work without a word.
        await await Task.WhenAny(watching, RefreshAsync(stoppingToken));
    }

    private void Publish(ChainView? chain, IReadOnlyList<SourceView> sources)
    {
        board.Update(world => world with { Chain = chain ?? world.Chain, Sources = sources });
        heads.Writer.TryWrite(true);
    }

    private async Task RefreshAsync(CancellationToken ct)
    {
        try
        {
            while (await heads.Reader.WaitToReadAsync(ct))
            {
                heads.Reader.TryRead(out _);
                try
                {
                    if (bakers.AreDue(board.Now, time.GetUtcNow()))
                    {
                        await bakers.RefreshRightsAsync(ct);
                    }
                }
                catch (Exception e) when (!ct.IsCancellationRequested)
                {
                    Log.RefreshFailed(logger, e);
                }
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The bakers' facts could not be refreshed; a later head tries again")]
        public static partial void RefreshFailed(ILogger logger, Exception e);
    }
}
