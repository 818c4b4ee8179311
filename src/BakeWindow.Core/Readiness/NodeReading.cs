using BakeWindow.Core.Chain;

namespace BakeWindow.Core.Readiness;

/// <summary>What one look at a Tezos node found. What was not told is null, and never taken for good.</summary>
public sealed record NodeReading
{
    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What the node says of itself (<c>sync_state</c>, not the flag that stays true for ever); null: it gave no answer.</summary>
    public SyncClaim? Sync { get; init; }

    /// <summary>Why it gave no answer, in words; null when it did.</summary>
    public string? Silence { get; init; }

    /// <summary>Its head.</summary>
    public Level? Head { get; init; }

    /// <summary>The time of that block.</summary>
    public DateTimeOffset? HeadTime { get; init; }

    /// <summary>The best head that any other source told lately; null when there is none to compare with.</summary>
    public Level? Best { get; init; }

    /// <summary>How many connections it has; null where that is not told (the default access list refuses it).</summary>
    public int? Peers { get; init; }

    /// <summary>The node's version; null where it is not told.</summary>
    public string? Version { get; init; }

    /// <summary>The least time between blocks; null while the chain's constants are not known.</summary>
    public TimeSpan? BlockDelay { get; init; }
}

/// <summary>What a node says of itself.</summary>
public enum SyncClaim
{
    /// <summary>In sync with its peers.</summary>
    Synced,

    /// <summary>Behind its peers, or without enough of them.</summary>
    Unsynced,

    /// <summary>In sync with peers that make no block.</summary>
    Stuck,
}

/// <summary>What one look at a DAL node found.</summary>
/// <param name="At">When.</param>
/// <param name="Status">What it says of itself; null: no answer, or one that is not known.</param>
/// <param name="Failing">Names of its checks that are not well.</param>
/// <param name="Silence">Why there is no status, in words.</param>
public sealed record DalReading(DateTimeOffset At, DalStatus? Status, IReadOnlyList<string> Failing, string? Silence = null);

/// <summary>What a DAL node says of itself.</summary>
public enum DalStatus
{
    /// <summary>Up.</summary>
    Up,

    /// <summary>It works in part.</summary>
    Degraded,

    /// <summary>Down.</summary>
    Down,
}
