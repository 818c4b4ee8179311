using BakeWindow.Core.Chain;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Maintenance;
using BakeWindow.Tezos.Duties;
using BakeWindow.Tezos.Rpc;
using BakeWindow.Web.Maintaining;

namespace BakeWindow.Web.Observing;

/// <summary>Looks whether the bakers' own attestations stand in blocks: at every head while a maintenance waits for that proof, else now and then. One block is read, not rights.</summary>
public sealed partial class AttestationObserver(WorldBoard board, IReadOnlyList<NodeRpc> nodes, MaintenanceRunner runner, ILogger<AttestationObserver> logger) : BackgroundService
{
    private const int NowAndThen = 30;

    private Level? looked;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var changed = new SemaphoreSlim(0, 1);
        void Wake(World world)
        {
            if (world.Chain?.Head.Level != looked && changed.CurrentCount == 0)
            {
                changed.Release();
            }
        }

        board.Changed += Wake;
        try
        {
            while (true)
            {
                await changed.WaitAsync(stoppingToken);
                await LookAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
        finally
        {
            board.Changed -= Wake;
        }
    }

    /// <summary>Looks at the head's operations if that is due.</summary>
    public async Task LookAsync(CancellationToken ct)
    {
        var world = board.Now;
        if (world.Chain is not { } chain || chain.Head.Level == looked)
        {
            return;
        }

        var waiting = runner.Open.Any(m => m.Phase is Phase.Recovering or Phase.Verifying);
        if (!waiting && looked is { } last && chain.Head.Level - last < NowAndThen)
        {
            return;
        }

        looked = chain.Head.Level;
        // Attestations of a level stand in the block after it, so the head tells of the level before.
        foreach (var node in nodes)
        {
            try
            {
                var attesters = await BlockAttesters.ReadAsync(node, chain.Head.Level - 1, ct);
                board.Update(w => w with
                {
                    Bakers = [.. w.Bakers.Select(b => attesters.Has(b.Baker) is true && (b.LastAttested is not { } level || attesters.Attested > level) ? b with { LastAttested = attesters.Attested } : b)],
                });
                return;
            }
            catch (RpcException e)
            {
                Log.NotRead(logger, chain.Head.Level.Value, e.Message);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "Attestations in block {Level} can't be read: {Why}")]
        public static partial void NotRead(ILogger logger, int level, string why);
    }
}
