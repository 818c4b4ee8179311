using BakeWindow.Core.Chain;
using BakeWindow.Core.Gate;
using BakeWindow.Tezos.Rpc;
using BakeWindow.Web.Hosting;

namespace BakeWindow.Web.Observing;

/// <summary>Reads once a cycle what a block pays, so that prices can be told as money; where no node tells it they stay in blocks.</summary>
public sealed partial class RewardsObserver(WorldBoard board, IReadOnlyList<NodeRpc> nodes, TimeProvider time, ILogger<RewardsObserver> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);

    private readonly WakeUps wakeUps = new(time);
    private (string Chain, Cycle Cycle) known;
    private DateTimeOffset tried = DateTimeOffset.MinValue;

    /// <summary>Reads it if it is not known for the present cycle.</summary>
    public async Task LookAsync(CancellationToken ct)
    {
        if (board.Now.Chain is not { } chain || known == (chain.Head.ChainId, chain.Head.Cycle.Cycle) || time.GetUtcNow() - tried < Pause)
        {
            return;
        }

        tried = time.GetUtcNow();
        foreach (var node in nodes)
        {
            try
            {
                var rewards = await node.RewardsAsync(chain.Head.Cycle.Cycle, chain.Constants, ct);
                board.Update(w => w.Rewards == rewards ? w : w with { Rewards = rewards });
                (known, tried) = ((chain.Head.ChainId, chain.Head.Cycle.Cycle), DateTimeOffset.MinValue);
                return;
            }
            catch (RpcException e)
            {
                Log.NotRead(logger, chain.Head.Cycle.Cycle.Value, e.Message);
            }
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        void Wake(World world) => wakeUps.Wake();
        board.Changed += Wake;
        await wakeUps.RunAsync(LookAsync, e => Log.LookFailed(logger, e), stoppingToken);
        board.Changed -= Wake;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "What a block pays in cycle {Cycle} can't be read: {Why}")]
        public static partial void NotRead(ILogger logger, int cycle, string why);

        [LoggerMessage(2, LogLevel.Error, "What a block pays could not be read; a later head tries again")]
        public static partial void LookFailed(ILogger logger, Exception e);
    }
}
