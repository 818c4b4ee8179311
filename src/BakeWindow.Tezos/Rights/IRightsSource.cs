using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;

namespace BakeWindow.Tezos.Rights;

/// <summary>Where a baker's rights can be had: a node (<see cref="NodeRights"/>) or an indexer (<see cref="TzktRights"/>). Calls fail with an <see cref="Rpc.RpcException"/> only;
/// a cycle that is not known yet fails with <see cref="Rpc.RpcException.UnknownSeed"/>, never with an empty answer.</summary>
public interface IRightsSource
{
    /// <summary>Its name in the configuration.</summary>
    string Name { get; }

    /// <summary>The rights to bake that the question asks about, in any order.</summary>
    Task<IReadOnlyList<BakingRight>> BakingAsync(RightsQuestion question, CancellationToken ct);

    /// <summary>Slots to attest for each level of the question's span, <see cref="AttestationDuties.Known.None"/> where there is no duty.</summary>
    Task<short[]> AttestingAsync(RightsQuestion question, CancellationToken ct);
}

/// <summary>Whose rights, and where.</summary>
public sealed record RightsQuestion
{
    /// <summary>Whose.</summary>
    public required BakerAddress Baker { get; init; }

    /// <summary>The levels, a cycle or a part of it.</summary>
    public required CycleSpan Span { get; init; }

    /// <summary>Priorities or rounds.</summary>
    public required ConsensusEra Era { get; init; }

    /// <summary>The chain that is meant; a source of another chain must not answer.</summary>
    public required string ChainId { get; init; }

    /// <summary>The highest round (priority) wanted. Rounds from 3 on happen about once in a million blocks.</summary>
    public int MaxRound { get; init; } = 2;

    /// <summary>Only every n-th level, counted from the first of the span; 1: all.</summary>
    public int Every { get; init; } = 1;

    /// <summary>True when the level is asked about.</summary>
    public bool Asks(Level level) => Span.Contains(level) && (level - Span.First) % Every == 0;
}
