using BakeWindow.Core.Chain;
using BakeWindow.Tezos.Duties;
using BakeWindow.Tezos.Rpc;
using BakeWindow.Web.Configuration;
using BakeWindow.Web.Hosting;

namespace BakeWindow.Web.Observing;

/// <summary>Asks each baker's own Tezos node whether it is in sync and its signer for the key; the signer never around a duty, for a probe has made a signature fail before.</summary>
public sealed partial class HealthObserver(WorldBoard board, Settings settings, HttpClient http, TimeProvider time, ILogger<HealthObserver> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly List<(DeclaredBaker Baker, NodeRpc? Node, SignerProbe? Signer)> looks = [.. settings.Bakers
        .Where(b => b.NodeUrl is not null || b.SignerUrl is not null)
        .Select(b => (b,
            b.NodeUrl is { } node ? new NodeRpc(http, node, $"node of {b.Name}", TimeProvider.System, Patience) : null,
            b.SignerUrl is { } signer ? new SignerProbe(http, signer, $"signer of {b.Name}", TimeProvider.System, Patience) : null))];

    /// <summary>Looks once at everybody, at all at once: one that hangs must not make what is known of the others old.</summary>
    public Task LookAsync(CancellationToken ct) => Task.WhenAll(looks.Select(l => LookAsync(l.Baker, l.Node, l.Signer, ct)));

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        looks.Count == 0 ? Task.CompletedTask : new WakeUps(time) { Every = Every }.RunAsync(LookAsync, e => Log.LookFailed(logger, e), stoppingToken);

    private static async Task<bool?> SyncedAsync(NodeRpc node, CancellationToken ct)
    {
        try
        {
            return await node.SyncStateAsync(ct) is SyncState.Synced;
        }
        catch (RpcException)
        {
            // A node that does not answer is not known to be in sync; the gate must not take it for healthy.
            return false;
        }
    }

    private async Task LookAsync(DeclaredBaker baker, NodeRpc? node, SignerProbe? signer, CancellationToken ct)
    {
        var synced = node is null ? null : await SyncedAsync(node, ct);
        var signs = signer is null || MustRest(baker) ? (bool?)null : await signer.AskAsync(baker.SignerKey, ct) is SignerAnswer.KeyLoaded;
        board.UpdateBaker(baker.Address, b =>
        {
            // A signer that was left in peace is believed to be as it was.
            var next = b with { NodeSynced = synced, SignerHealthy = signs ?? b.SignerHealthy };
            if (next != b)
            {
                Log.Health(logger, baker.Name, next.NodeSynced, next.SignerHealthy);
            }

            return next;
        });
    }

    // Where the chain stands must be known for it, and by a head so fresh that the next but one can't be there yet.
    private bool MustRest(DeclaredBaker baker)
    {
        var world = board.Now;
        return world.Chain is not { } chain
            || time.GetUtcNow() - chain.Head.Timestamp > 2 * chain.Constants.MinimalBlockDelay
            || world.Bakers.First(b => b.Baker == baker.Address).Rights is not { } rights
            || SignerProbe.IsForbidden(rights.Sheet, chain.Head.Level, chain.Constants.Era, settings.Policy.HardRounds);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Baker}: node in sync {Synced}, signer answers {Signs}")]
        public static partial void Health(ILogger logger, string baker, bool? synced, bool? signs);

        [LoggerMessage(2, LogLevel.Error, "A look at the bakers' nodes and signers failed; the next one tries again")]
        public static partial void LookFailed(ILogger logger, Exception e);
    }
}
