using BakeWindow.Core.Chain;
using BakeWindow.Core.Ledger;
using BakeWindow.Core.Rights;
using BakeWindow.Storage;
using BakeWindow.Tezos.Rpc;
using BakeWindow.Web.Configuration;
using BakeWindow.Web.Hosting;

namespace BakeWindow.Web.Observing;

/// <summary>
/// Looks up what became of own rights once their level is final: who made the block, and at which round. A few blocks a head, the newest first, so that a gap after a downtime is caught up
/// without haste; asked of the nodes that are there for heavy calls, never of one that a baker lives by where there is another. What can't be read stays unknown.
/// </summary>
public sealed partial class OutcomeObserver(WorldBoard board, IReadOnlyList<NodeRpc> nodes, OutcomeStore store, RightsStore rights, Settings settings, TimeProvider time, ILogger<OutcomeObserver> logger) : BackgroundService
{
    private const int BlocksEachHead = 4;
    private const int MostTries = 5;

    // Past this nodes have often thrown the block's metadata away, and a ledger that is so late helps nobody.
    private const int CyclesBack = 3;

    private readonly WakeUps wakeUps = new(time);
    private readonly Dictionary<Level, int> tries = [];
    private readonly HashSet<Level> late = [];
    private HashSet<Level>? known;
    private Dictionary<BakerAddress, List<CycleRights>> past = [];
    private (string Chain, Cycle Cycle) loaded;
    private Level? looked;

    /// <summary>After rights of a level were judged.</summary>
    public event Action<IReadOnlyList<RightOutcome>>? Judged;

    private IReadOnlyList<NodeRpc> Sources => settings.Nodes.Any(n => n.Rights) ? [.. nodes.Where(n => settings.Nodes.Any(s => s.Rights && s.Name == n.Name))] : [nodes[^1]];

    /// <summary>Looks up what is final and not known yet, a few blocks of it.</summary>
    public async Task LookAsync(CancellationToken ct)
    {
        if (board.Now.Chain is not { } chain || chain.Head.Level == looked)
        {
            return;
        }

        looked = chain.Head.Level;
        await LoadAsync(chain, ct);
        if (chain.Head.Round > 0)
        {
            // An earlier owner missed; whoever of ours owned a later round had a turn.
            late.Add(chain.Head.Level);
        }

        var settled = chain.Head.Level - settings.Policy.SettleLevels;
        foreach (var level in Pending(settled).Take(BlocksEachHead))
        {
            await LookUpAsync(chain, level, ct);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        void Wake(Core.Gate.World world) => wakeUps.Wake();
        board.Changed += Wake;
        await wakeUps.RunAsync(LookAsync, e => Log.LookFailed(logger, e), stoppingToken);
        board.Changed -= Wake;
    }

    // What a restart must know again: which levels were looked up, and the rights of cycles that are over.
    private async Task LoadAsync(ChainView chain, CancellationToken ct)
    {
        var now = (chain.Head.ChainId, chain.Head.Cycle.Cycle);
        if (known is not null && loaded == now)
        {
            return;
        }

        var from = chain.Head.Cycle.Cycle - CyclesBack;
        var before = new Dictionary<BakerAddress, List<CycleRights>>();
        foreach (var baker in settings.Bakers)
        {
            before[baker.Address] = [.. (await rights.LoadAsync(now.ChainId, baker.Address, from, ct)).Where(c => c.Span.Last < chain.Head.Cycle.First)];
        }

        known = [.. (await store.OfCyclesAsync(now.ChainId, from, chain.Head.Cycle.Cycle, ct)).Where(o => o.Fate is not RightFate.Unknown).Select(o => o.Level)];
        (past, loaded) = (before, now);
        tries.Clear();
        late.RemoveWhere(l => l < chain.Head.Cycle.First);
    }

    private IEnumerable<Level> Pending(Level settled) => settings.Bakers
        .SelectMany(b => RightsOf(b.Address))
        .Where(r => r.Level <= settled && (r.Round <= settings.Policy.HardRounds || late.Contains(r.Level)) && !known!.Contains(r.Level) && tries.GetValueOrDefault(r.Level) < MostTries)
        .Select(r => r.Level)
        .Distinct()
        .OrderDescending();

    private List<BakingRight> RightsOf(BakerAddress baker)
    {
        var all = new List<BakingRight>();
        foreach (var cycle in past.GetValueOrDefault(baker, []))
        {
            all.AddRange(cycle.Baking);
        }

        if (board.Now.Bakers.FirstOrDefault(b => b.Baker == baker)?.Rights is { } now)
        {
            all.AddRange(now.Sheet.Baking);
        }

        return all;
    }

    private async Task LookUpAsync(ChainView chain, Level level, CancellationToken ct)
    {
        tries[level] = tries.GetValueOrDefault(level) + 1;
        foreach (var node in Sources)
        {
            try
            {
                var header = await node.HeaderAsync(level.ToString(), ct);
                var metadata = await node.MetadataAsync(level.ToString(), ct);
                var cycle = metadata.Level?.Cycle ?? CycleOf(chain, level);
                if (header.Level != level || metadata.Baker is not { } madeBy || cycle is not { } its)
                {
                    continue;
                }

                var outcomes = settings.Bakers
                    .SelectMany(b => RightsOf(b.Address).Where(r => r.Level == level && (r.Round <= settings.Policy.HardRounds || r.Round <= header.Round)).Distinct().Select(r => RightOutcome.Of(b.Address, r, its, madeBy, header.Round, header.Timestamp)))
                    .ToList();
                await store.SaveAsync(chain.Head.ChainId, outcomes, ct);
                known!.Add(level);
                Judged.Tell<IReadOnlyList<RightOutcome>>(outcomes, logger);
                foreach (var missed in outcomes.Where(o => o.Fate is RightFate.Missed))
                {
                    Log.Missed(logger, missed.Baker.Value, missed.Level.Value, missed.Round, madeBy, header.Round);
                }

                return;
            }
            catch (RpcException e)
            {
                Log.NotRead(logger, level.Value, e.Message);
            }
        }
    }

    private Cycle? CycleOf(ChainView chain, Level level) => chain.Head.Cycle.Contains(level)
        ? chain.Head.Cycle.Cycle
        : past.Values.SelectMany(c => c).FirstOrDefault(c => c.Span.Contains(level))?.Span.Cycle;

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{Baker} missed its block at level {Level}, round {Round}; {MadeBy} made it at round {MadeRound}")]
        public static partial void Missed(ILogger logger, string baker, int level, int round, string madeBy, int madeRound);

        [LoggerMessage(2, LogLevel.Debug, "Who made block {Level} can't be read: {Why}")]
        public static partial void NotRead(ILogger logger, int level, string why);

        [LoggerMessage(3, LogLevel.Error, "What became of rights could not be looked up; a later head tries again")]
        public static partial void LookFailed(ILogger logger, Exception e);
    }
}
