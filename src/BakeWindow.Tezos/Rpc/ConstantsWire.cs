using System.Text.Json;
using BakeWindow.Core.Chain;

namespace BakeWindow.Tezos.Rpc;

/// <summary><c>context/constants</c> of every era. Which era it is, the names tell: only Tenderbake has rounds (<c>delay_increment_per_round</c>).</summary>
internal sealed record ConstantsWire
{
    public long[]? TimeBetweenBlocks { get; init; }

    public long? MinimalBlockDelay { get; init; }

    public long? DelayIncrementPerRound { get; init; }

    public int BlocksPerCycle { get; init; }

    public int? PreservedCycles { get; init; }

    public int? ConsensusRightsDelay { get; init; }

    public int? EndorsersPerBlock { get; init; }

    public int? ConsensusCommitteeSize { get; init; }

    public int? BlocksPerCommitment { get; init; }

    public int? NonceRevelationThreshold { get; init; }

    public RatioWire? MinimalParticipationRatio { get; init; }

    public int? ToleratedInactivityPeriod { get; init; }

    /// <summary>The same for every era.</summary>
    /// <exception cref="JsonException">A constant that every era has is missing or absurd.</exception>
    public ProtocolConstants ToFacts(string protocol)
    {
        var era = DelayIncrementPerRound is null && ConsensusCommitteeSize is null ? ConsensusEra.Priority : ConsensusEra.Tenderbake;
        var delay = MinimalBlockDelay ?? TimeBetweenBlocks?.FirstOrDefault()
            ?? throw new JsonException("neither minimal_block_delay nor time_between_blocks is among the constants");

        // The last entry counts for all further priorities.
        var increment = era is ConsensusEra.Tenderbake ? DelayIncrementPerRound ?? 0 : TimeBetweenBlocks is { Length: > 0 } times ? times[^1] : delay;
        var ratio = MinimalParticipationRatio ?? new RatioWire(2, 3);
        return new ProtocolConstants
        {
            Protocol = protocol,
            Era = era,
            MinimalBlockDelay = TimeSpan.FromSeconds(AtLeast(1, delay, "minimal_block_delay")),
            DelayIncrement = TimeSpan.FromSeconds(AtLeast(0, increment, "delay_increment_per_round")),
            BlocksPerCycle = (int)AtLeast(1, BlocksPerCycle, "blocks_per_cycle"),
            ConsensusRightsDelay = (int)AtLeast(0, ConsensusRightsDelay ?? PreservedCycles ?? -1, "consensus_rights_delay (preserved_cycles)"),
            CommitteeSize = ConsensusCommitteeSize ?? EndorsersPerBlock ?? (era is ConsensusEra.Tenderbake ? 7000 : 32),
            BlocksPerCommitment = (int)AtLeast(1, BlocksPerCommitment ?? BlocksPerCycle, "blocks_per_commitment"),
            NonceRevelationThreshold = NonceRevelationThreshold ?? BlocksPerCycle,
            MinimalParticipation = ((int)AtLeast(0, ratio.Numerator, "minimal_participation_ratio"), (int)AtLeast(1, ratio.Denominator, "minimal_participation_ratio")),
            ToleratedInactivityCycles = ToleratedInactivityPeriod,
        };
    }

    private static long AtLeast(long least, long value, string name) =>
        value >= least && value <= int.MaxValue ? value : throw new JsonException(FormattableString.Invariant($"constant {name} is {value} or missing"));
}
