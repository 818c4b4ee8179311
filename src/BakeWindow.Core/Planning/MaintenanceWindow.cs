using BakeWindow.Core.Chain;

namespace BakeWindow.Core.Planning;

/// <summary>Levels without a hard right: work may start when the chain reaches <see cref="From"/>, and all must be back by <see cref="To"/>.</summary>
public sealed record MaintenanceWindow
{
    /// <summary>s: the first level at which work may start; the head's own when the window is open now.</summary>
    public required Level From { get; init; }

    /// <summary>e: the level by which all must be back; above <see cref="From"/>.</summary>
    public required Level To { get; init; }

    /// <summary>The least time of block s; of a window that is open now, the head's time.</summary>
    public required DateTimeOffset OpensEarliest { get; init; }

    /// <summary>The likely time of block s.</summary>
    public required DateTimeOffset OpensExpected { get; init; }

    /// <summary>The least time of block e: the deadline to be back.</summary>
    public required DateTimeOffset ClosesEarliest { get; init; }

    /// <summary>(e − s)·b: what it lasts at least, from the timestamp of block s, whatever the network does.</summary>
    public required TimeSpan Guaranteed { get; init; }

    /// <summary>True when the need is not longer than <see cref="Guaranteed"/>.</summary>
    public required bool Fits { get; init; }

    /// <summary>What the work loses if it starts at <see cref="From"/> and takes as long as the need.</summary>
    public required MissCost Cost { get; init; }

    /// <summary>Own blocks lost on average over the distribution of durations if the work starts at <see cref="From"/>.</summary>
    public required double ExpectedBlocks { get; init; }
}
