using BakeWindow.Core.Chain;
using BakeWindow.Core.Ledger;
using BakeWindow.Core.Maintenance;
using BakeWindow.Core.Rights;
using BakeWindow.Storage;
using BakeWindow.Web.Configuration;
using BakeWindow.Web.Observing;

namespace BakeWindow.Web.Recording;

/// <summary>Reads what a cycle's ledger is reckoned from.</summary>
public sealed class LedgerReader(WorldBoard board, Settings settings, RightsStore rights, OutcomeStore outcomes, CycleStore cycles, Journal journal, DecisionLog decisions, AttestedStore attested)
{
    private const int MostMaintenances = 1_000;

    // Where a cycle's first block was never read, its maintenances and refusals are not known to be its own.
    private static readonly TimeSpan Slack = TimeSpan.FromHours(1);

    /// <summary>The ledger of one cycle.</summary>
    /// <param name="wanted">Which; null: the present one.</param>
    /// <param name="only">Only this baker; null: all that are declared.</param>
    /// <param name="ct">Ends it.</param>
    /// <returns>Null while no head is known: then not even the present cycle is.</returns>
    public async Task<CycleLedger?> ReadAsync(Cycle? wanted, BakerAddress? only, CancellationToken ct)
    {
        if (board.Now is not { Chain: { } chain } world)
        {
            return null;
        }

        var chainId = chain.Head.ChainId;
        var cycle = wanted ?? chain.Head.Cycle.Cycle;
        var figures = await cycles.LoadAsync(chainId, cycle, ct);
        var known = await outcomes.OfCyclesAsync(chainId, cycle, cycle, ct);
        var ended = (await journal.ListAsync(onlyOpen: false, MostMaintenances, ct)).Where(m => m.Phase.Outcome is not null).ToList();
        var (from, until) = TimesOf(chain, cycle, [.. figures.Values.Select(f => f.Figures)], known);
        // The first right after a maintenance may lie in the next cycle.
        var after = from is null ? [] : await outcomes.BetweenAsync(from.Value, until + TimeSpan.FromDays(2), ct);
        List<MaintenanceRecord> within = from is null ? [] : [.. ended.Where(m => m.Phase.Outcome!.EndedAt >= from && m.Phase.Outcome.EndedAt < until)];
        var bakers = new List<BakerLedger>();
        foreach (var baker in settings.Bakers.Select(b => b.Address).Where(b => only is null || b == only))
        {
            var sheet = world.Bakers.FirstOrDefault(b => b.Baker == baker)?.Rights?.Sheet.Cycles.FirstOrDefault(c => c.Span.Cycle == cycle)
                ?? (await rights.LoadAsync(chainId, baker, cycle, ct)).FirstOrDefault(c => c.Span.Cycle == cycle);
            if ((figures.TryGetValue(baker, out var row) ? row.Span : sheet?.Span ?? (cycle == chain.Head.Cycle.Cycle ? chain.Head.Cycle : null)) is { } span)
            {
                bakers.Add(BakerLedger.Of(baker, span, chain.Head.Level - settings.Policy.SettleLevels, sheet, known, row.Figures, ended, settings.Policy.HardRounds, settings.Policy.BudgetReserve) with
                {
                    Attested = await attested.LoadAsync(chainId, baker, span, ct) is { Made: var made, Missed: var missed } looked && made + missed > 0 ? looked : null,
                });
            }
        }

        return new CycleLedger
        {
            Cycle = cycle,
            IsPresent = cycle == chain.Head.Cycle.Cycle,
            From = from,
            Until = until,
            Bakers = bakers,
            Promises = Promises.Of(within, after),
            Held = from is null ? [] : [.. (await decisions.HeldBetweenAsync(from.Value, until, ct)).Where(h => h.BlocksAtStake > 0)],
            Others = await cycles.KnownAsync(chainId, ct),
        };
    }

    private static (DateTimeOffset? From, DateTimeOffset Until) TimesOf(ChainView chain, Cycle cycle, IReadOnlyList<CycleFigures> figures, IReadOnlyList<RightOutcome> known)
    {
        var b = chain.Constants.MinimalBlockDelay;
        var span = chain.Head.Cycle;
        var told = figures.Select(f => f.StartedAt).FirstOrDefault(at => at is not null);
        var from = told
            ?? (cycle == span.Cycle ? chain.Head.Timestamp - ((b + chain.Drift) * (chain.Head.Level - span.First)) : known.Min(o => o.At) - Slack);
        // A past cycle ended where the present or the next known one began; blocks come late, so its nominal length is the least.
        var until = cycle == span.Cycle ? DateTimeOffset.MaxValue - TimeSpan.FromDays(3)
            : (from ?? default) + ((b + chain.Drift) * chain.Constants.BlocksPerCycle);
        return (from, until);
    }
}

/// <summary>One cycle: the bakers' accounts, our promises, and whom we held back for their sake.</summary>
public sealed record CycleLedger
{
    /// <summary>Which cycle.</summary>
    public required Cycle Cycle { get; init; }

    /// <summary>It is not over.</summary>
    public required bool IsPresent { get; init; }

    /// <summary>When it began; null when nothing tells it, and then promises and refusals can't be told to be its own.</summary>
    public required DateTimeOffset? From { get; init; }

    /// <summary>When it ended, about.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>An account for each baker of which something is known.</summary>
    public required IReadOnlyList<BakerLedger> Bakers { get; init; }

    /// <summary>What we said of our own work, against what came of it.</summary>
    public required Promises Promises { get; init; }

    /// <summary>Who was held back by a right of the cycle.</summary>
    public required IReadOnlyList<HeldLine> Held { get; init; }

    /// <summary>Cycles of which something is known, the newest first.</summary>
    public required IReadOnlyList<Cycle> Others { get; init; }
}
