using BakeWindow.Core.Chain;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Rights;

namespace BakeWindow.Core.Tests.Maintenance;

/// <summary>A chain of six-second blocks, a baker, three nodes; values only. Level n comes at Start + 6·n seconds.</summary>
internal static class Worlds
{
    public static readonly DateTimeOffset Start = new(2026, 10, 1, 12, 0, 0, TimeSpan.Zero);
    public static readonly BakerAddress Baker = BakerAddress.Parse("tz1gg5bjopPcr9agjamyu9BbXKLibNc2rbAq");

    public static readonly ProtocolConstants Constants = new()
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
    };

    public static readonly CycleSpan Cycle = new(new Cycle(1), new Level(1), new Level(14_400));

    public static readonly ProtectedWorkload Workload = new()
    {
        Name = "alpha",
        Baker = Baker,
        Namespace = "tezos",
        Selector = LabelSelector.Parse("app=baker"),
        Role = WorkloadRole.Baker,
    };

    public static DateTimeOffset At(int level) => Start + TimeSpan.FromSeconds(6 * level);

    public static Head HeadAt(int level) => new()
    {
        Level = new Level(level),
        Hash = $"BL{level}",
        Predecessor = $"BL{level - 1}",
        Timestamp = At(level),
        Round = 0,
        ChainId = "NetXdQprcVkpaWU",
        Protocol = "PsUshuai",
        NextProtocol = "PsUshuai",
        Cycle = Cycle,
    };

    public static BakerRights Rights(params int[] levels) => new(RightsSheet.From(
        [new CycleRights(Baker, Cycle, levels.Select(l => new BakingRight(new Level(l), 0)), new AttestationDuties.Estimated(35))], 0.005))
    {
        Participation = new Participation
        {
            ExpectedSlots = 504_000,
            MinimalSlots = 336_000,
            MissedSlots = 0,
            MissedLevels = 0,
            ExpectedRewardMutez = 288_000_000,
            ReadAt = new Level(1),
        },
    };

    public static World World(int level, BakerRights rights, ClusterView cluster, Policy? policy = null) => new()
    {
        Policy = policy ?? new Policy { ApprovedUpToBudget = 0.05 },
        Chain = new ChainView { Head = HeadAt(level), Constants = Constants },
        Bakers = [new BakerFacts { Baker = Baker, Rights = rights, NodeSynced = true, SignerHealthy = true }],
        Cluster = cluster,
        Workloads = [Workload],
        DefaultOutage = OutageEstimate.Stated(TimeSpan.FromMinutes(12)),
    };
}
