using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;
using BakeWindow.Tezos.Duties;
using BakeWindow.Tezos.Rpc;
using BakeWindow.Web.Configuration;
using BakeWindow.Web.Hosting;

namespace BakeWindow.Web.Observing;

/// <summary>Asks each baker's own Tezos node whether it is in sync and its signer for the key; the signer never around a duty, for a probe has made a signature fail before.</summary>
public sealed partial class HealthObserver(WorldBoard board, HealthBook book, Settings settings, HttpClient http, TimeProvider time, ILogger<HealthObserver> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private const int LongestRest = 100;

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

    private async Task LookAsync(DeclaredBaker baker, NodeRpc? node, SignerProbe? signer, CancellationToken ct)
    {
        (NodeHealth Health, Level? Head)? own = node is null ? null : await NodeAsync(node, ct);
        var rest = signer is null ? null : Rest(baker);
        SignerAnswer? answer = signer is null || rest is not null ? null : await signer.AskAsync(baker.SignerKey, ct);
        Write(baker, own, rest, answer);
        board.UpdateBaker(baker.Address, b =>
        {
            // A signer that was left in peace is believed to be as it was.
            var next = b with { NodeSynced = own is { Health: var health } ? health is NodeHealth.Synced : null, SignerHealthy = answer is { } said ? said is SignerAnswer.KeyLoaded : b.SignerHealthy };
            if (next != b)
            {
                Log.Health(logger, baker.Name, next.NodeSynced, next.SignerHealthy);
            }

            return next;
        });
    }

    private void Write(DeclaredBaker baker, (NodeHealth Health, Level? Head)? own, SignerRest? rest, SignerAnswer? answer)
    {
        var (now, best) = (time.GetUtcNow(), board.Now.Chain?.Head.Level);
        book.Write(baker.Address, h =>
        {
            var next = own is { } node ? h.WithNode(node.Health, node.Head, best, now) : h;
            return answer is { } said ? next.WithSigner(said, now) : next with { Rest = rest };
        });
    }

    // Where the chain stands must be known for it, and by a head so fresh that the next but one can't be there yet.
    private SignerRest? Rest(DeclaredBaker baker)
    {
        var world = board.Now;
        if (world.Chain is not { } chain)
        {
            return new SignerRest("no head is known, so it is not known whether a duty is near", null);
        }

        if (time.GetUtcNow() - chain.Head.Timestamp > 2 * chain.Constants.MinimalBlockDelay)
        {
            return new SignerRest("the head is old, so it is not known whether a duty is near", null);
        }

        if (world.Bakers.First(b => b.Baker == baker.Address).Rights is not { } rights)
        {
            return new SignerRest("its rights are not known, so it is not known whether a duty is near", null);
        }

        return SignerProbe.IsForbidden(rights.Sheet, chain.Head.Level, chain.Constants.Era, settings.Policy.HardRounds)
            ? new SignerRest($"a duty is within {SignerProbe.QuietLevels} levels", Free(rights.Sheet, chain))
            : null;
    }

    // The first level at which, by what is known now, it may be asked again; beyond what the sheet knows nothing can be told.
    private Level? Free(RightsSheet sheet, ChainView chain)
    {
        for (var head = chain.Head.Level + 1; head < sheet.Last && head - chain.Head.Level < LongestRest; head += 1)
        {
            if (!SignerProbe.IsForbidden(sheet, head, chain.Constants.Era, settings.Policy.HardRounds))
            {
                return head;
            }
        }

        return null;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Baker}: node in sync {Synced}, signer answers {Signs}")]
        public static partial void Health(ILogger logger, string baker, bool? synced, bool? signs);

        [LoggerMessage(2, LogLevel.Error, "A look at the bakers' nodes and signers failed; the next one tries again")]
        public static partial void LookFailed(ILogger logger, Exception e);
    }
}
