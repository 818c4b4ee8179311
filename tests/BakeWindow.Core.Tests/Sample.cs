using BakeWindow.Core.Chain;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Rights;

namespace BakeWindow.Core.Tests;

/// <summary>Chains and rights for tests, one call each. Unless told otherwise: six-second blocks, cycle 10 = levels 1,001…2,000, cycle 11 = 2,001…3,000, head at round 0.</summary>
internal static class Sample
{
    public static readonly DateTimeOffset Noon = new(2026, 10, 1, 12, 0, 0, TimeSpan.Zero);
    public static readonly BakerAddress Baker = BakerAddress.Parse("tz1gg5bjopPcr9agjamyu9BbXKLibNc2rbAq");
    public static readonly BakerAddress Other = BakerAddress.Parse("tz1NRGxXV9h6SdNaZLcgmjuLx3hyy2f8YoGN");
    public static readonly CycleSpan Ten = new(new Cycle(10), new Level(1_001), new Level(2_000));
    public static readonly CycleSpan Eleven = new(new Cycle(11), new Level(2_001), new Level(3_000));

    public static readonly ProtocolConstants Tenderbake = new()
    {
        Protocol = "PsUshuai",
        Era = ConsensusEra.Tenderbake,
        MinimalBlockDelay = TimeSpan.FromSeconds(6),
        DelayIncrement = TimeSpan.FromSeconds(3),
        BlocksPerCycle = 1_000,
        ConsensusRightsDelay = 2,
        CommitteeSize = 7_000,
        BlocksPerCommitment = 112,
        NonceRevelationThreshold = 400,
    };

    public static readonly ProtocolConstants Babylon = new()
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
    };

    public static Head Head(int level, DateTimeOffset? at = null, int round = 0, CycleSpan? cycle = null, string protocol = "PsUshuai") => new()
    {
        Level = new Level(level),
        Hash = $"BL{level}",
        Predecessor = $"BL{level - 1}",
        Timestamp = at ?? Noon,
        Round = round,
        ChainId = "NetXdQprcVkpaWU",
        Protocol = protocol,
        NextProtocol = protocol,
        Cycle = cycle ?? (level <= 2_000 ? Ten : Eleven),
    };

    public static ChainView Chain(int level, int round = 0, DateTimeOffset? at = null, params ProtocolActivation[] activations) =>
        new() { Head = Head(level, at, round), Constants = Tenderbake, Activations = activations };

    public static BakingRight[] At(params int[] levels) => [.. levels.Select(l => new BakingRight(new Level(l), 0))];

    /// <summary>One baker's rights over cycles 10 and 11: 35 slots a level, none missed of 168,000 that may be.</summary>
    public static BakerRights Rights(params int[] levels) => Rights(Baker, At(levels));

    public static BakerRights Rights(BakerAddress baker, params BakingRight[] rights) => new(RightsSheet.From(
        [
            new CycleRights(baker, Ten, rights.Where(r => Ten.Contains(r.Level)), new AttestationDuties.Estimated(35)),
            new CycleRights(baker, Eleven, rights.Where(r => Eleven.Contains(r.Level)), new AttestationDuties.Estimated(35)),
        ], 0.005))
    {
        Participation = new Participation
        {
            ExpectedSlots = 504_000,
            MinimalSlots = 336_000,
            MissedSlots = 0,
            MissedLevels = 0,
            ExpectedRewardMutez = 288_000_000,
            ReadAt = new Level(2_001),
        },
    };

    public static OutageEstimate Need(double minutes) => OutageEstimate.Stated(TimeSpan.FromMinutes(minutes));

    public static Plan Plan(ChainView chain, BakerRights rights, double minutes = 12, Policy? policy = null) =>
        WindowPlanner.Plan(chain, [rights], Need(minutes), policy ?? new Policy());

    /// <summary>The windows, as "from-to".</summary>
    public static string[] Spans(IEnumerable<MaintenanceWindow> windows) => [.. windows.Select(w => $"{w.From}-{w.To}")];

    public static World World(ChainView chain, BakerRights? rights, Policy? policy = null) => new()
    {
        Policy = policy ?? new Policy(),
        Chain = chain,
        Bakers = [new BakerFacts { Baker = rights?.Sheet.Baker ?? Baker, Rights = rights, NodeSynced = true, SignerHealthy = true }],
        DefaultOutage = Need(12),
    };
}
