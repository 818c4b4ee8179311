using BakeWindow.Core.Chain;
using BakeWindow.Tezos.Rpc;
using BakeWindow.Web.Configuration;
using BakeWindow.Web.Hosting;

namespace BakeWindow.Web.Observing;

/// <summary>Asks each baker's own Tezos node whether it is in sync.</summary>
public sealed partial class HealthObserver(WorldBoard board, HealthBook book, Settings settings, HttpClient http, TimeProvider time, ILogger<HealthObserver> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly List<(DeclaredBaker Baker, NodeRpc Node)> looks = [.. settings.Bakers
        .Where(b => b.NodeUrl is not null)
        .Select(b => (b, new NodeRpc(http, b.NodeUrl!, $"node of {b.Name}", TimeProvider.System, Patience)))];

    /// <summary>Looks once at everybody, at all at once: one that hangs must not make what is known of the others old.</summary>
    public Task LookAsync(CancellationToken ct) => Task.WhenAll(looks.Select(l => LookAsync(l.Baker, l.Node, ct)));

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        looks.Count == 0 ? Task.CompletedTask : new WakeUps(time) { Every = Every }.RunAsync(LookAsync, e => Log.LookFailed(logger, e), stoppingToken);

    private static async Task<(NodeHealth Health, Level? Head)> NodeAsync(NodeRpc node, CancellationToken ct)
    {
        try
        {
            var health = await node.SyncStateAsync(ct) switch { SyncState.Synced => NodeHealth.Synced, SyncState.Stuck => NodeHealth.Stuck, _ => NodeHealth.Unsynced };
            return (health, await HeadAsync(node, ct));
        }
        catch (RpcException)
        {
            // A node that does not answer is not known to be in sync; the gate must not take it for healthy.
            return (NodeHealth.NoAnswer, null);
        }
    }

    private static async Task<Level?> HeadAsync(NodeRpc node, CancellationToken ct)
    {
        try
        {
            return (await node.HeaderAsync(ct: ct)).Level;
        }
        catch (RpcException)
        {
            // Only for people: it is in sync or not, whatever becomes of this.
            return null;
        }
    }

    private async Task LookAsync(DeclaredBaker baker, NodeRpc node, CancellationToken ct)
    {
        var (health, head) = await NodeAsync(node, ct);
        var (now, best) = (time.GetUtcNow(), board.Now.Chain?.Head.Level);
        book.Write(baker.Address, h => h.WithNode(health, head, best, now));
        board.UpdateBaker(baker.Address, b =>
        {
            var next = b with { NodeSynced = health is NodeHealth.Synced };
            if (next != b)
            {
                Log.Health(logger, baker.Name, next.NodeSynced);
            }

            return next;
        });
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Baker}: node in sync {Synced}")]
        public static partial void Health(ILogger logger, string baker, bool? synced);

        [LoggerMessage(2, LogLevel.Error, "A look at the bakers' nodes and signers failed; the next one tries again")]
        public static partial void LookFailed(ILogger logger, Exception e);
    }
}
