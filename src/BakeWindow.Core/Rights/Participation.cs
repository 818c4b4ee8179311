using BakeWindow.Core.Chain;

namespace BakeWindow.Core.Rights;

/// <summary>A baker's attesting activity in the current cycle, as <c>context/delegates/…/participation</c> tells it (protocol 012 and later). Attesting pays all or nothing per cycle.</summary>
public sealed record Participation
{
    /// <summary>Slots expected in the cycle: ⌊f · blocks · committee⌋.</summary>
    public required long ExpectedSlots { get; init; }

    /// <summary>Slots that must be attested to be paid: two thirds of them.</summary>
    public required long MinimalSlots { get; init; }

    /// <summary>Slots missed so far.</summary>
    public required long MissedSlots { get; init; }

    /// <summary>Levels missed so far; what counts under All Bakers Attest.</summary>
    public required int MissedLevels { get; init; }

    /// <summary>What the cycle pays for attesting, in mutez.</summary>
    public required long ExpectedRewardMutez { get; init; }

    /// <summary>The level at which this was read.</summary>
    public required Level ReadAt { get; init; }

    /// <summary>Slots that may be missed in the whole cycle without losing its pay.</summary>
    public long BudgetSlots => ExpectedSlots - MinimalSlots;
}
