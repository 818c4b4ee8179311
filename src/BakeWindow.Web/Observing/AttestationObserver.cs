using BakeWindow.Core.Chain;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Maintenance;
using BakeWindow.Tezos.Duties;
using BakeWindow.Tezos.Rpc;
using BakeWindow.Web.Hosting;
using BakeWindow.Web.Maintaining;

namespace BakeWindow.Web.Observing;

/// <summary>Looks whether the bakers' own attestations stand in blocks: at every head while a maintenance or a restart waits for that proof, else now and then. One block is read, not rights.</summary>
public sealed partial class AttestationObserver(WorldBoard board, IReadOnlyList<NodeRpc> nodes, MaintenanceRunner runner, Recovering.RecoveryBook recoveries, TimeProvider time, ILogger<AttestationObserver> logger) : BackgroundService
{
    private const int NowAndThen = 30;

    private readonly WakeUps wakeUps = new(time);
    private Level? looked;

    /// <summary>Looks at the head's operations if that is due.</summary>
    public async Task LookAsync(CancellationToken ct)
    {
        if (board.Now.Chain is not { Head.Level: var head } || head == looked)
        {
            return;
        }

        var waiting = recoveries.AwaitsAttestation || runner.Open.Any(m => m.Phase is Phase.Recovering or Phase.Verifying);
        if (!waiting && looked is { } last && head > last && head - last < NowAndThen)
        {
            return;
        }

        looked = head;
        foreach (var node in nodes)
        {
            try
            {
                // Attestations of a level stand in the block after it, so the head tells of the level before.
                var attesters = await BlockAttesters.ReadAsync(node, head - 1, ct);
                board.UpdateBakers(b => attesters.Has(b.Baker) is true && (b.LastAttested is not { } level || attesters.Attested > level) ? b with { LastAttested = attesters.Attested } : b);
                return;
            }
            catch (RpcException e)
            {
                Log.NotRead(logger, head.Value, e.Message);
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
        [LoggerMessage(1, LogLevel.Debug, "Attestations in block {Level} can't be read: {Why}")]
        public static partial void NotRead(ILogger logger, int level, string why);

        [LoggerMessage(2, LogLevel.Error, "A look at attestations failed; a later head tries again")]
        public static partial void LookFailed(ILogger logger, Exception e);
    }
}
