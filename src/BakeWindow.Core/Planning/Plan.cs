using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;

namespace BakeWindow.Core.Planning;

/// <summary>What can be known now about when work fits. Follows from (chain, rights, need, policy) alone; no clock.</summary>
public sealed record Plan
{
    /// <summary>The chain it was reckoned from.</summary>
    public required ChainView Chain { get; init; }

    /// <summary>What must fit.</summary>
    public required OutageEstimate Outage { get; init; }

    /// <summary>The policy it was reckoned with.</summary>
    public required Policy Policy { get; init; }

    /// <summary>H: the last level whose rights are known and trusted; nothing is promised beyond it.</summary>
    public required Level LastKnown { get; init; }

    /// <summary>The cycle of <see cref="LastKnown"/>.</summary>
    public required Cycle LastKnownCycle { get; init; }

    /// <summary>Hard rights that still close something, in order of level.</summary>
    public required IReadOnlyList<HardRight> HardRights { get; init; }

    /// <summary>What is closed and why, in order of level; may overlap.</summary>
    public required IReadOnlyList<ExclusionWindow> Exclusions { get; init; }

    /// <summary>Every window, also those too short, in order of level.</summary>
    public required IReadOnlyList<MaintenanceWindow> AllWindows { get; init; }

    /// <summary>The longest of all windows, the earliest of equals; null when there is none.</summary>
    public required MaintenanceWindow? LargestGap { get; init; }

    /// <summary>The windows that the need fits, in order of level.</summary>
    public IEnumerable<MaintenanceWindow> Windows => AllWindows.Where(w => w.Fits);

    /// <summary>The windows that the need fits, best first: least expected blocks, then least of the budget, then earliest.</summary>
    public IEnumerable<MaintenanceWindow> Ranked =>
        Windows.OrderBy(w => Math.Round(w.ExpectedBlocks, 6)).ThenBy(w => Math.Round(w.Cost.BudgetShare, 6)).ThenBy(w => w.From);

    /// <summary>What closes the level, the first to be named; null when it is open.</summary>
    public ExclusionWindow? ClosedBy(Level level) => Exclusions.FirstOrDefault(e => e.From <= level && level < e.To);
}
