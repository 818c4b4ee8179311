namespace BakeWindow.Core.Chain;

/// <summary>How a protocol decides who bakes and who attests.</summary>
public enum ConsensusEra
{
    /// <summary>Protocols up to 011 (Emmy, Emmy+, Emmy*): priorities, sparse endorsing slots, a loss linear in missed rights.</summary>
    Priority,

    /// <summary>Protocol 012 (Ithaca) and later: rounds, dense attestations, a participation threshold per cycle.</summary>
    Tenderbake,
}

/// <summary>What of <c>context/constants</c> matters for planning, the same shape for every era.</summary>
public sealed record ProtocolConstants
{
    /// <summary>The protocol's hash, as <c>blocks/head/protocols</c> names it.</summary>
    public required string Protocol { get; init; }

    /// <summary>Priorities or rounds.</summary>
    public required ConsensusEra Era { get; init; }

    /// <summary>b: the least time between two blocks (<c>minimal_block_delay</c>, before 010 <c>time_between_blocks[0]</c>). Enforced by the protocol; above zero.</summary>
    public required TimeSpan MinimalBlockDelay { get; init; }

    /// <summary>d: how much longer each further round lasts (<c>delay_increment_per_round</c>); in the priority era the delay of each further priority (<c>time_between_blocks[1]</c>).</summary>
    public required TimeSpan DelayIncrement { get; init; }

    /// <summary>Levels per cycle.</summary>
    public required int BlocksPerCycle { get; init; }

    /// <summary>Cycles ahead whose rights are known (<c>consensus_rights_delay</c>, before Paris <c>preserved_cycles</c>).</summary>
    public required int ConsensusRightsDelay { get; init; }

    /// <summary>Attestation slots per level (7,000 since Ithaca; 32 or 256 before).</summary>
    public required int CommitteeSize { get; init; }

    /// <summary>One block in so many carries a nonce commitment.</summary>
    public required int BlocksPerCommitment { get; init; }

    /// <summary>Levels at the start of a cycle in which the former cycle's nonces must be revealed; before Tenderbake the whole cycle.</summary>
    public required int NonceRevelationThreshold { get; init; }

    /// <summary>The share of expected attesting activity that must be done, numerator and denominator (2/3).</summary>
    public (int Numerator, int Denominator) MinimalParticipation { get; init; } = (2, 3);

    /// <summary>Cycles without activity after which a delegate is deactivated; null where the protocol keeps it elsewhere.</summary>
    public int? ToleratedInactivityCycles { get; init; }

    /// <summary>D(r) = b + r·d: how long round r lasts. In the priority era every block's own delay is counted at its own level, so this is b.</summary>
    public TimeSpan RoundDuration(int round) =>
        Era is ConsensusEra.Priority ? MinimalBlockDelay : MinimalBlockDelay + (DelayIncrement * round);

    /// <summary>Σ D(i) for i &lt; round: how much later than round 0 a block of this round (priority) comes at the earliest.</summary>
    public TimeSpan RoundOffset(int round) => Era is ConsensusEra.Priority
        ? DelayIncrement * round
        : (MinimalBlockDelay * round) + (DelayIncrement * (round * (round - 1L) / 2));

    /// <summary>Levels of a cycle that may be missed under All Bakers Attest: ⌊blocks · (den − num) / den⌋ (4,800 of 14,400).</summary>
    public int AllowedMissedLevels =>
        (int)((long)BlocksPerCycle * (MinimalParticipation.Denominator - MinimalParticipation.Numerator) / MinimalParticipation.Denominator);
}
