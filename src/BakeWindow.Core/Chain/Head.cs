namespace BakeWindow.Core.Chain;

/// <summary>The block at the tip of the chain, as one source saw it.</summary>
public sealed record Head
{
    /// <summary>Its level.</summary>
    public required Level Level { get; init; }

    /// <summary>Its hash (B…). A ticket is bound to it: another block at the same level is another head.</summary>
    public required string Hash { get; init; }

    /// <summary>The hash of the block before it.</summary>
    public required string Predecessor { get; init; }

    /// <summary>When it was due (UTC, whole seconds), as its header says.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>Its round; in the priority era its priority.</summary>
    public required int Round { get; init; }

    /// <summary>The chain's id (Net…).</summary>
    public required string ChainId { get; init; }

    /// <summary>The protocol that made it.</summary>
    public required string Protocol { get; init; }

    /// <summary>The protocol of the block after it; differs only on the last block before an activation.</summary>
    public required string NextProtocol { get; init; }

    /// <summary>Its cycle, with the cycle's first and last level.</summary>
    public required CycleSpan Cycle { get; init; }
}
