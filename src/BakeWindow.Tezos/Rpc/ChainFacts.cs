using BakeWindow.Core.Chain;

namespace BakeWindow.Tezos.Rpc;

/// <summary>A block's header, the same shape for every era.</summary>
/// <param name="Level">Its level.</param>
/// <param name="Hash">Its hash.</param>
/// <param name="Predecessor">The hash of the block before it; empty where it was not told.</param>
/// <param name="Timestamp">When it was due.</param>
/// <param name="Round">Its round (from the fitness), or before Tenderbake its priority; 0 where neither is told.</param>
/// <param name="ChainId">The chain's id; null in a stream of heads, which does not tell it.</param>
/// <param name="Protocol">The protocol that made it; null in a stream of heads.</param>
/// <param name="ProtocolNumber">The number of that protocol on this chain; null where it was not told.</param>
public sealed record BlockHeader(
    Level Level, string Hash, string Predecessor, DateTimeOffset Timestamp, int Round, string? ChainId, string? Protocol, int? ProtocolNumber);

/// <summary>The protocol that made a block, and that of the block after it.</summary>
public sealed record ProtocolPair(string Current, string Next);

/// <summary>A level within its cycle.</summary>
/// <param name="Level">The level.</param>
/// <param name="Cycle">Its cycle.</param>
/// <param name="Position">Its position in the cycle, from 0.</param>
/// <param name="ExpectedCommitment">True when its block must commit to a nonce.</param>
public sealed record LevelInfo(Level Level, Cycle Cycle, int Position, bool ExpectedCommitment);

/// <summary>What a block's metadata tell.</summary>
/// <param name="Protocols">The protocol that made it, and the next.</param>
/// <param name="Baker">Who made it.</param>
/// <param name="Level">Where in its cycle it stands; null where it was not told.</param>
public sealed record BlockMetadata(ProtocolPair Protocols, string? Baker, LevelInfo? Level);

/// <summary>A protocol of the chain's past and the first level that it made.</summary>
public sealed record ProtocolEra(string Protocol, Level First);

/// <summary>The voting period at a block.</summary>
/// <param name="Kind">proposal, exploration, cooldown, promotion or adoption.</param>
/// <param name="StartPosition">The position of its first block, counted from the chain's first (level − 1).</param>
/// <param name="Position">The block's position in the period, from 0.</param>
/// <param name="Remaining">Blocks left in it after this one.</param>
public sealed record VotingPeriod(string Kind, int StartPosition, int Position, int Remaining)
{
    /// <summary>True when a voted protocol waits for its activation at the period's end.</summary>
    public bool IsAdoption => Kind == "adoption";

    /// <summary>The level of the block at which it was read.</summary>
    public Level ReadAt => new(StartPosition + Position + 1);

    /// <summary>The first level after the period; after an adoption period the first that the new protocol makes.</summary>
    public Level EndsBefore => ReadAt + Remaining + 1;
}

/// <summary>Whether a node is in sync. <c>bootstrapped</c> is no answer: it stays true once it was.</summary>
public enum SyncState
{
    /// <summary>Its head is young, as its peers say.</summary>
    Synced,

    /// <summary>It is behind.</summary>
    Unsynced,

    /// <summary>Its chain does not go on.</summary>
    Stuck,
}

/// <summary>The version of the node.</summary>
/// <param name="Number">major.minor; null from nodes that tell none.</param>
/// <param name="ChainName">The network's name (TEZOS_MAINNET).</param>
public sealed record NodeVersion(string? Number, string? ChainName);
