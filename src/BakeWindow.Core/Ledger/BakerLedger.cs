using BakeWindow.Core.Chain;
using BakeWindow.Core.Maintenance;
using BakeWindow.Core.Rights;

namespace BakeWindow.Core.Ledger;

/// <summary>One baker's account of one cycle. Unknown is counted by itself and never as made; what is an estimate says so in its name.</summary>
public sealed record BakerLedger
{
    /// <summary>Whose.</summary>
    public required BakerAddress Baker { get; init; }

    /// <summary>The cycle's levels.</summary>
    public required CycleSpan Span { get; init; }

    /// <summary>The rights whose turn came, or of which that is not known, in order of level.</summary>
    public required IReadOnlyList<RightOutcome> Due { get; init; }

    /// <summary>Own rights of round 0 still to come in the cycle.</summary>
    public required int Ahead { get; init; }

    /// <summary>The rights themselves are not known, so nothing of blocks can be said.</summary>
    public required bool RightsUnknown { get; init; }

    /// <summary>What the protocol counted; null: it was never read in this cycle.</summary>
    public CycleFigures? Figures { get; init; }

    /// <summary>How the budget was used; null where it is not known.</summary>
    public BudgetBurn? Burn { get; init; }

    /// <summary>Own rights of round 0 against what the share makes likely; null where either is not known.</summary>
    public Luck? Luck { get; init; }

    /// <summary>Blocks made by right.</summary>
    public int Made => Due.Count(o => o.Fate is RightFate.Made);

    /// <summary>Blocks missed.</summary>
    public int Missed => Due.Count(o => o.Fate is RightFate.Missed);

    /// <summary>Blocks made that others had missed.</summary>
    public int Stolen => Due.Count(o => o.Fate is RightFate.Stolen);

    /// <summary>Rights of which nobody knows what became.</summary>
    public int Unknown => Due.Count(o => o.Fate is RightFate.Unknown);

    /// <summary>Which attestations were looked up in blocks; null: none.</summary>
    public AttestedLevels? Attested { get; init; }

    /// <summary>Levels at the cycle's end, up to now, that the protocol's figures do not cover; 0: they cover all.</summary>
    public int Uncovered { get; init; }

    /// <summary>Reckons it.</summary>
    /// <param name="baker">Whose.</param>
    /// <param name="span">The cycle.</param>
    /// <param name="settled">The last level that is final now.</param>
    /// <param name="rights">The rights of the cycle; null when they are not known any more, or not yet.</param>
    /// <param name="outcomes">What became of rights, as far as it was looked up; of any baker.</param>
    /// <param name="figures">What the protocol counted.</param>
    /// <param name="maintenances">Those that ended with a receipt; of any time and baker.</param>
    /// <param name="hardRounds">Rights up to this round are looked up.</param>
    /// <param name="reserve">The share of the budget that policy keeps for accidents.</param>
    public static BakerLedger Of(
        BakerAddress baker, CycleSpan span, Level settled, CycleRights? rights, IReadOnlyList<RightOutcome> outcomes, CycleFigures? figures, IReadOnlyList<MaintenanceRecord> maintenances, int hardRounds, double reserve)
    {
        var known = outcomes.Where(o => o.Baker == baker && span.Contains(o.Level)).ToDictionary(o => (o.Level, o.Round));
        var due = known.Values.Where(o => o.IsDue).ToList();
        var (ahead, first) = (0, 0);
        foreach (var right in rights is null ? [] : rights.Baking)
        {
            first += right.Round == 0 ? 1 : 0;
            if (right.Level > settled)
            {
                ahead += right.Round == 0 ? 1 : 0;
            }
            else if (right.Round <= hardRounds && !known.ContainsKey((right.Level, right.Round)))
            {
                due.Add(new RightOutcome(baker, right.Level, right.Round, span.Cycle, RightFate.Unknown));
            }
        }

        var upTo = Level.Min(span.Last, settled);
        return new BakerLedger
        {
            Baker = baker,
            Span = span,
            Due = [.. due.OrderBy(o => o.Level).ThenBy(o => o.Round)],
            Ahead = ahead,
            RightsUnknown = rights is null && known.Count == 0,
            Figures = figures,
            Burn = figures is null ? null : BudgetBurn.Of(baker, figures, maintenances, span, reserve),
            Luck = rights is not null && figures?.Share is { } share && rights.Span == span ? new Luck(first, share * span.Length, Math.Sqrt(share * (1 - share) * span.Length)) : null,
            Uncovered = figures is null ? Math.Max(0, upTo - span.First + 1) : Math.Max(0, upTo - figures.SeenLevel),
        };
    }
}

/// <summary>Own rights of round 0 against their expectation.</summary>
/// <param name="Rights">How many there are.</param>
/// <param name="Expected">How many the share makes likely.</param>
/// <param name="Deviation">The standard deviation of that.</param>
public sealed record Luck(int Rights, double Expected, double Deviation)
{
    /// <summary>By how many standard deviations there are more (above zero) or fewer.</summary>
    public double Sigmas => Deviation > 0 ? (Rights - Expected) / Deviation : 0;
}
