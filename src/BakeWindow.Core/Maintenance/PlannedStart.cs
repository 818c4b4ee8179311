using BakeWindow.Core.Chain;
using BakeWindow.Core.Planning;

namespace BakeWindow.Core.Maintenance;

/// <summary>The window that a maintenance is to use, as planned from the head of the time.</summary>
public sealed record PlannedStart
{
    /// <summary>Work starts when the chain has reached this level …</summary>
    public required Level From { get; init; }

    /// <summary>… and all must be back by this one.</summary>
    public required Level To { get; init; }

    /// <summary>The least time of the start, moved into allowed hours and out of freezes.</summary>
    public required DateTimeOffset StartsEarliest { get; init; }

    /// <summary>The least time of <see cref="To"/>.</summary>
    public required DateTimeOffset BackBy { get; init; }

    /// <summary>What it lasts at least.</summary>
    public required TimeSpan Guaranteed { get; init; }

    /// <summary>What must fit.</summary>
    public required TimeSpan Need { get; init; }

    /// <summary>Where the need comes from.</summary>
    public required string NeedSource { get; init; }

    /// <summary>What it loses if it lasts as long as the need.</summary>
    public required MissCost Cost { get; init; }

    /// <summary>Own blocks lost on average.</summary>
    public required double ExpectedBlocks { get; init; }
}

/// <summary>Somebody's, or policy's, yes.</summary>
/// <param name="By">Who; <c>policy</c> when it was cheap enough for nobody to be asked.</param>
/// <param name="At">When.</param>
/// <param name="UpToBlocks">It holds for any window that costs at most so many expected blocks …</param>
/// <param name="UpToBudget">… and at most this share of the attestation budget.</param>
public sealed record Approval(string By, DateTimeOffset At, double UpToBlocks, double UpToBudget)
{
    /// <summary>It holds for starts until then; null: whenever.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>It holds for the window that starts at this level alone; null: for any within the price.</summary>
    public Level? Only { get; init; }

    /// <summary>True when the window is one that was approved and no dearer than that.</summary>
    public bool Covers(PlannedStart start) => start.ExpectedBlocks <= UpToBlocks + 1e-9 && start.Cost.BudgetShare <= UpToBudget + 1e-9
        && (Until is not { } until || start.StartsEarliest <= until) && (Only is not { } only || start.From == only);
}
