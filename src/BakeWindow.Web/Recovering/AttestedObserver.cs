using BakeWindow.Core.Chain;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Ledger;
using BakeWindow.Core.Rights;
using BakeWindow.Storage;
using BakeWindow.Tezos.Duties;
using BakeWindow.Tezos.Rpc;
using BakeWindow.Web.Configuration;
using BakeWindow.Web.Hosting;
using BakeWindow.Web.Observing;

namespace BakeWindow.Web.Recovering;

/// <summary>
/// Looks up which own attestations stand in blocks. In the priority era every own level. In Tenderbake one level in thirty, every level while a baker is at risk, and the levels in which the
/// protocol counted a miss (<c>missed_levels</c> rose between two readings); every level where <c>Network:ReadEveryBlock</c> says so. A few blocks a head, so that the node is not hurried.
/// </summary>
public sealed partial class AttestedObserver(
    WorldBoard board, IReadOnlyList<NodeRpc> nodes, AttestedStore store, RecoveryBook book, MissedAlarm alarm, Settings settings, TimeProvider time, ILogger<AttestedObserver> logger) : BackgroundService
{
    private const int BlocksEachHead = 4;
    private const int Sampled = 30;
    private const int MostSuspects = 600;
    private const int MostTries = 5;

    private readonly WakeUps wakeUps = new(time);
    private readonly SortedSet<int> suspects = [];
    private readonly Dictionary<Level, int> tries = [];
    private readonly Dictionary<BakerAddress, Participation> told = [];
    private readonly Dictionary<(BakerAddress Baker, Cycle Cycle), AttestedLevels> kept = [];
    private Level? looked;

    private IReadOnlyList<NodeRpc> Sources => settings.Nodes.Any(n => n.Rights) ? [.. nodes.Where(n => settings.Nodes.Any(s => s.Rights && s.Name == n.Name))] : [nodes[^1]];

    /// <summary>Looks up what is due, a few blocks of it.</summary>
    public async Task LookAsync(CancellationToken ct)
    {
        alarm.EndOld();
        if (board.Now is not { Chain: { } chain } world || chain.Head.Level == looked)
        {
            return;
        }

        var settled = chain.Head.Level - settings.Policy.SettleLevels;
        Suspect(world, chain, settled);
        looked = chain.Head.Level;
        var due = new List<Level>();
        foreach (var level in Due(world, chain, settled))
        {
            if (due.Count == BlocksEachHead)
            {
                break;
            }

            if (tries.GetValueOrDefault(level) < MostTries && await NeedsAsync(world, chain, level, ct))
            {
                due.Add(level);
            }
        }

        foreach (var level in due)
        {
            await ReadAsync(world, chain, level, ct);
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

    private static CycleRights? RightsAt(World world, BakerAddress baker, Level level) =>
        world.Bakers.FirstOrDefault(b => b.Baker == baker)?.Rights?.Sheet.Cycles.FirstOrDefault(c => c.Span.Contains(level));

    // Where the protocol counted a miss, and where one is likely: newest first, and no more than can be read in an hour.
    private void Suspect(World world, ChainView chain, Level settled)
    {
        foreach (var baker in world.Bakers)
        {
            if (baker.Rights?.Participation is { } p)
            {
                if (told.TryGetValue(baker.Baker, out var before) && p.MissedLevels > before.MissedLevels && before.ReadAt >= chain.Head.Cycle.First)
                {
                    for (var level = before.ReadAt - 1; level <= p.ReadAt; level += 1)
                    {
                        suspects.Add(level.Value);
                    }
                }

                told[baker.Baker] = p;
            }
        }

        if (looked is { } last)
        {
            var all = settings.ReadEveryBlock || book.Now.Risks.Count > 0;
            for (var level = Level.Max(last - settings.Policy.SettleLevels + 1, settled - MostSuspects); level <= settled; level += 1)
            {
                if (all || level.Value % Sampled == 0)
                {
                    suspects.Add(level.Value);
                }
            }
        }

        while (suspects.Count > MostSuspects)
        {
            suspects.Remove(suspects.Min);
        }

        foreach (var old in tries.Keys.Where(l => chain.Head.Level - l > MostSuspects).ToList())
        {
            tries.Remove(old);
        }
    }

    private IEnumerable<Level> Due(World world, ChainView chain, Level settled)
    {
        if (chain.Constants.Era is ConsensusEra.Tenderbake)
        {
            return suspects.Reverse().Select(l => new Level(l)).Where(l => l <= settled);
        }

        // Sparse: a cycle holds a few dozen, and each is looked at once.
        var own = new SortedSet<int>();
        foreach (var sheet in world.Bakers.Select(b => b.Rights?.Sheet).OfType<RightsSheet>())
        {
            foreach (var cycle in sheet.Cycles.Where(c => c.Span.First <= settled))
            {
                for (var level = cycle.Span.First; level <= cycle.Span.Last && level <= settled; level += 1)
                {
                    if (AttestationDuty.At(cycle, chain, level) is true && !(kept.GetValueOrDefault((sheet.Baker, cycle.Span.Cycle))?.IsRead(level) ?? false))
                    {
                        own.Add(level.Value);
                    }
                }
            }
        }

        return own.Reverse().Select(l => new Level(l));
    }

    private async Task<bool> NeedsAsync(World world, ChainView chain, Level level, CancellationToken ct)
    {
        var needs = false;
        foreach (var baker in settings.Bakers.Select(b => b.Address))
        {
            if (RightsAt(world, baker, level) is { } rights && AttestationDuty.At(rights, chain, level) is not false)
            {
                needs |= !(await KeptAsync(chain, baker, CycleOf(chain, rights, level), ct)).IsRead(level);
            }
        }

        if (!needs)
        {
            suspects.Remove(level.Value);
        }

        return needs;
    }

    // The head's own cycle is whole; of others what the rights cover.
    private static CycleSpan CycleOf(ChainView chain, CycleRights rights, Level level) => chain.Head.Cycle.Contains(level) ? chain.Head.Cycle : rights.Span;

    private async Task<AttestedLevels> KeptAsync(ChainView chain, BakerAddress baker, CycleSpan span, CancellationToken ct)
    {
        if (!kept.TryGetValue((baker, span.Cycle), out var levels) || levels.Span != span)
        {
            kept[(baker, span.Cycle)] = levels = await store.LoadAsync(chain.Head.ChainId, baker, span, ct);
        }

        return levels;
    }

    private async Task ReadAsync(World world, ChainView chain, Level level, CancellationToken ct)
    {
        tries[level] = tries.GetValueOrDefault(level) + 1;
        foreach (var node in Sources)
        {
            try
            {
                var attesters = await BlockAttesters.ReadAsync(node, level, ct);
                foreach (var baker in settings.Bakers.Select(b => b.Address))
                {
                    await JudgeAsync(world, chain, baker, level, attesters, ct);
                }

                suspects.Remove(level.Value);
                return;
            }
            catch (RpcException e)
            {
                Log.NotRead(logger, level.Value, e.Message);
            }
        }
    }

    private async Task JudgeAsync(World world, ChainView chain, BakerAddress baker, Level level, BlockAttesters attesters, CancellationToken ct)
    {
        // What stands in a block is a duty that was done, whatever is known of duties; what stands in none is missed only where it is known that it was one.
        if (RightsAt(world, baker, level) is not { } rights || attesters.Has(baker) is not { } stands || (!stands && AttestationDuty.At(rights, chain, level) is not true))
        {
            return;
        }

        var span = CycleOf(chain, rights, level);
        var before = await KeptAsync(chain, baker, span, ct);
        if (before.IsRead(level))
        {
            return;
        }

        var next = before.With(level, stands);
        await store.SaveAsync(chain.Head.ChainId, baker, next, ct);
        kept[(baker, span.Cycle)] = next;
        if (chain.Constants.Era is not ConsensusEra.Priority)
        {
            return;
        }

        // Sparse rights are each worth a line; blocks come late, so this is when it stood at the latest.
        var at = chain.Head.Timestamp - (chain.Constants.MinimalBlockDelay * Math.Max(0, chain.Head.Level - level - 1));
        if (stands)
        {
            alarm.Made(baker, level, at, "its endorsement stands in the next block.");
        }
        else
        {
            alarm.Missed(baker, RightKind.Attestation, level, at, $"Block {level + 1} holds no endorsement of it.");
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "Who attested level {Level} can't be read: {Why}")]
        public static partial void NotRead(ILogger logger, int level, string why);

        [LoggerMessage(2, LogLevel.Error, "Which attestations stand could not be looked up; a later head tries again")]
        public static partial void LookFailed(ILogger logger, Exception e);
    }
}
