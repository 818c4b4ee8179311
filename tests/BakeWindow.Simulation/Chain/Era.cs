using BakeWindow.Core.Chain;

namespace BakeWindow.Simulation.Chain;

/// <summary>A time in the chain's history, as far as planning feels it.</summary>
/// <param name="Name">How it is called on the command line.</param>
/// <param name="Constants">The protocol's constants.</param>
/// <param name="MissedRound">The chance that the owner of a round (priority) does not bake.</param>
/// <param name="AllBakersAttest">Budgets are reckoned in levels.</param>
internal sealed record Era(string Name, ProtocolConstants Constants, double MissedRound, bool AllBakersAttest)
{
    /// <summary>Babylon, the time of the founding incident: a block a minute, priorities, 32 endorsing slots.</summary>
    public static readonly Era Babylon = new("2019", new ProtocolConstants
    {
        Protocol = "PsBabyM1",
        Era = ConsensusEra.Priority,
        MinimalBlockDelay = TimeSpan.FromSeconds(60),
        DelayIncrement = TimeSpan.FromSeconds(40),
        BlocksPerCycle = 4_096,
        ConsensusRightsDelay = 5,
        CommitteeSize = 32,
        BlocksPerCommitment = 32,
        NonceRevelationThreshold = 4_096,
    }, 0.025, false);

    /// <summary>Ushuaia before All Bakers Attest: six-second blocks, 7,000 slots a level.</summary>
    public static readonly Era Tenderbake = new("tenderbake", new ProtocolConstants
    {
        Protocol = "PsUshuai",
        Era = ConsensusEra.Tenderbake,
        MinimalBlockDelay = TimeSpan.FromSeconds(6),
        DelayIncrement = TimeSpan.FromSeconds(3),
        BlocksPerCycle = 14_400,
        ConsensusRightsDelay = 2,
        CommitteeSize = 7_000,
        BlocksPerCommitment = 112,
        NonceRevelationThreshold = 400,
    }, 0.01, false);

    /// <summary>The same, once every baker attests at every level.</summary>
    public static readonly Era Aba = Tenderbake with { Name = "aba", AllBakersAttest = true };

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<Era> All = [Babylon, Tenderbake, Aba];

    /// <summary>Levels after a cycle's first until the former cycle's nonces count as revealed. Before Tenderbake there is a whole cycle for it and a baker does it at once; after it the careful reading is that it takes all the time there is.</summary>
    public int RevealedAfter => Constants.Era is ConsensusEra.Priority ? 10 : Constants.NonceRevelationThreshold;

    /// <summary>b in ticks.</summary>
    public long Block => Constants.MinimalBlockDelay.Ticks;
}
