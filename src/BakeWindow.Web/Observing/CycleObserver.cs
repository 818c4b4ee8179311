using BakeWindow.Core.Chain;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Ledger;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Rights;
using BakeWindow.Storage;
using BakeWindow.Tezos.Rpc;
using BakeWindow.Web.Configuration;
using BakeWindow.Web.Hosting;

namespace BakeWindow.Web.Observing;

/// <summary>Keeps what the protocol counts of each baker in each cycle: whenever it was read anew, and once more for the end of a cycle when the next begins.</summary>
public sealed partial class CycleObserver(WorldBoard board, IReadOnlyList<NodeRpc> nodes, CycleStore store, Settings settings, TimeProvider time, ILogger<CycleObserver> logger) : BackgroundService
{
    private readonly WakeUps wakeUps = new(time);
    private readonly Dictionary<(BakerAddress Baker, Cycle Cycle), CycleFigures> kept = [];
    private readonly Dictionary<Cycle, DateTimeOffset> starts = [];
    private ChainView? last;

    /// <summary>Keeps what is new.</summary>
    public async Task LookAsync(CancellationToken ct)
    {
        if (board.Now is not { Chain: { } chain } world)
        {
            return;
        }

        if (last is { } before && before.Head.ChainId == chain.Head.ChainId && before.Head.Cycle.Cycle != chain.Head.Cycle.Cycle)
        {
            await EndAsync(before, ct);
        }

        last = chain;
        foreach (var baker in world.Bakers)
        {
            // Between two readings nothing is known that was not known before; and one of the former cycle says nothing of this one.
            if (baker.Rights is { Participation: { } p } rights && chain.Head.Cycle.Contains(p.ReadAt))
            {
                var (due, revealed) = NoncesOf(rights, chain.Head.Cycle);
                await KeepAsync(chain, baker.Baker, rights, p, due, revealed, ct);
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

    // The protocol begins to count anew with a cycle's last block, so the last figures of the old count stand in the block before it.
    private async Task EndAsync(ChainView before, CancellationToken ct)
    {
        var at = before.Head.Cycle.Last - 1;
        foreach (var baker in settings.Bakers)
        {
            if (!kept.TryGetValue((baker.Address, before.Head.Cycle.Cycle), out var figures))
            {
                continue;
            }

            foreach (var node in nodes)
            {
                try
                {
                    if (await node.ParticipationAsync(baker.Address, at, at.ToString(), ct) is { } p)
                    {
                        await SaveAsync(before, baker.Address, figures with { SeenLevel = at, ExpectedSlots = p.ExpectedSlots, MinimalSlots = p.MinimalSlots, MissedSlots = p.MissedSlots, MissedLevels = p.MissedLevels }, ct);
                    }

                    break;
                }
                catch (RpcException e)
                {
                    // Then the ledger shows up to which level it was counted.
                    Log.NotRead(logger, baker.Address.Value, before.Head.Cycle.Cycle.Value, e.Message);
                }
            }
        }
    }

    private async Task KeepAsync(ChainView chain, BakerAddress baker, BakerRights rights, Participation p, int due, int revealed, CancellationToken ct)
    {
        var cycle = chain.Head.Cycle;
        var former = kept.GetValueOrDefault((baker, cycle.Cycle));
        if (former is not null && former.SeenLevel == p.ReadAt && (former.NoncesDue, former.NoncesRevealed) == (due, revealed))
        {
            return;
        }

        await SaveAsync(
            chain, baker,
            new CycleFigures
            {
                SeenLevel = p.ReadAt,
                ExpectedSlots = p.ExpectedSlots,
                MinimalSlots = p.MinimalSlots,
                MissedSlots = p.MissedSlots,
                MissedLevels = p.MissedLevels,
                AllowedLevels = chain.Constants.AllowedMissedLevels,
                ExpectedRewardMutez = p.ExpectedRewardMutez,
                InLevels = chain.AllBakersAttestAt(cycle.First),
                SwitchedAt = chain.AllBakersAttestFrom is { } from && from > cycle.First && cycle.Contains(from) ? from : null,
                Share = rights.Sheet.Share,
                BlockDelay = chain.Constants.MinimalBlockDelay,
                StartedAt = await StartAsync(cycle, ct),
                NoncesDue = due,
                NoncesRevealed = revealed,
            },
            ct);
        await FormerNoncesAsync(chain, baker, rights, ct);
    }

    // Nonces of a cycle are revealed in the next, so its row is finished there.
    private async Task FormerNoncesAsync(ChainView chain, BakerAddress baker, BakerRights rights, CancellationToken ct)
    {
        var former = new CycleSpan(chain.Head.Cycle.Cycle - 1, new Level(Math.Max(1, chain.Head.Cycle.First.Value - chain.Constants.BlocksPerCycle)), chain.Head.Cycle.First - 1);
        var (due, revealed) = NoncesOf(rights, former);
        if (due == 0)
        {
            return;
        }

        if (!kept.TryGetValue((baker, former.Cycle), out var figures))
        {
            var stored = await store.LoadAsync(chain.Head.ChainId, former.Cycle, ct);
            if (!stored.TryGetValue(baker, out var row))
            {
                return;
            }

            (former, figures) = row;
        }

        if ((figures.NoncesDue, figures.NoncesRevealed) != (due, revealed))
        {
            figures = figures with { NoncesDue = due, NoncesRevealed = revealed };
            kept[(baker, former.Cycle)] = figures;
            await store.SaveAsync(chain.Head.ChainId, baker, former, figures, time.GetUtcNow(), ct);
        }
    }

    private async Task SaveAsync(ChainView chain, BakerAddress baker, CycleFigures figures, CancellationToken ct)
    {
        await store.SaveAsync(chain.Head.ChainId, baker, chain.Head.Cycle, figures, time.GetUtcNow(), ct);
        kept[(baker, chain.Head.Cycle.Cycle)] = figures;
    }

    // A header, once a cycle.
    private async Task<DateTimeOffset?> StartAsync(CycleSpan cycle, CancellationToken ct)
    {
        if (starts.TryGetValue(cycle.Cycle, out var known))
        {
            return known;
        }

        foreach (var node in nodes)
        {
            try
            {
                return starts[cycle.Cycle] = (await node.HeaderAsync(cycle.First.ToString(), ct)).Timestamp;
            }
            catch (RpcException)
            {
                // A node that keeps few blocks may not have it; the next is asked.
            }
        }

        return null;
    }

    private static (int Due, int Revealed) NoncesOf(BakerRights rights, CycleSpan cycle)
    {
        var own = rights.Nonces.Where(n => cycle.Contains(n.CommittedAt)).ToList();
        return (own.Count, own.Count(n => n.Revealed));
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The end of cycle {Cycle} of {Baker} can't be read: {Why}")]
        public static partial void NotRead(ILogger logger, string baker, int cycle, string why);

        [LoggerMessage(2, LogLevel.Error, "The figures of the cycle could not be kept; a later look tries again")]
        public static partial void LookFailed(ILogger logger, Exception e);
    }
}
