using BakeWindow.Core.Chain;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Rights;
using BakeWindow.Kubernetes.Watching;
using k8s;

namespace BakeWindow.Tests.Kubernetes;

/// <summary>The lab's cluster as its API tells it, with a chain of six-second blocks on which the baker bakes level 2,000 next and attests whenever its pod is Ready.</summary>
internal static class LabWorld
{
    private static readonly CycleSpan Cycle = new(new Cycle(1), new Level(1), new Level(14_400));
    private static readonly ProtocolConstants Constants = new()
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

    public static async Task<World> AtAsync(Lab lab, int level, DateTimeOffset now, IReadOnlyList<ActiveMaintenance> active)
    {
        var baker = lab.Baker.Baker;
        var head = new Head
        {
            Level = new Level(level),
            Hash = $"BL{level}",
            Predecessor = $"BL{level - 1}",
            Timestamp = now,
            Round = 0,
            ChainId = "NetXdQprcVkpaWU",
            Protocol = "PsUshuai",
            NextProtocol = "PsUshuai",
            Cycle = Cycle,
        };
        var sheet = RightsSheet.From([new CycleRights(baker, Cycle, [new BakingRight(new Level(2_000), 0)], new AttestationDuties.Estimated(35))], 0.005);
        var participation = new Participation
        {
            ExpectedSlots = 504_000, MinimalSlots = 336_000, MissedSlots = 0, MissedLevels = 0, ExpectedRewardMutez = 288_000_000, ReadAt = new Level(1),
        };
        return new World
        {
            Policy = new Policy { ApprovedUpToBudget = 0.05 },
            Chain = new ChainView { Head = head, Constants = Constants },
            Bakers =
            [
                new BakerFacts
                {
                    Baker = baker,
                    Rights = new BakerRights(sheet) { Participation = participation },
                    NodeSynced = true,
                    SignerHealthy = true,
                    LastAttested = lab.Cluster.AllReady("tezos", "app=baker", out _) ? new Level(level - 1) : null,
                },
            ],
            Cluster = new ClusterView
            {
                Nodes = (await lab.Admin.CoreV1.ListNodeAsync()).Items.Select(n => NodeFacts.Of(n, lab.Settings.FailureDomainLabel)).ToDictionary(n => n.Name),
                Pods = await lab.PodsAsync(),
                SeenAt = now,
                Connected = true,
            },
            Workloads = lab.Settings.Workloads,
            Active = active,
            DefaultOutage = OutageEstimate.Stated(TimeSpan.FromMinutes(12)),
        };
    }
}
