using BakeWindow.Core.Chain;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Readiness;
using BakeWindow.Core.Rights;
using BakeWindow.Core.Tests.Readiness;
using BakeWindow.Core.Time;

namespace BakeWindow.Core.Tests.Gate;

/// <summary>For every reason a world that yields it, and its name.</summary>
internal static class EveryReason
{
    private static readonly World World = GateScene.World();
    private static readonly TimeRange Today = new(Sample.Noon, Sample.Noon.AddHours(1));

    private static BrokenGlass Broken => new("node-1", "ak", "the disk is failing", Sample.Noon, Sample.Noon.AddMinutes(30));

    private static World Facts(Func<BakerFacts, BakerFacts> change) => World with { Bakers = [change(World.Bakers[0])] };

    private static World Rights(Func<BakerRights, BakerRights> change) => Facts(b => b with { Rights = change(b.Rights!) });

    private static World Chain(Func<ChainView, ChainView> change) => World with { Chain = change(World.Chain!) };

    private static World Requiring(PreflightCode code, World world) => world with { Policy = world.Policy with { Readiness = new ReadinessPolicy { Demands = [new DemandOf(code, Demand.Require)] } } };

    private static Verdict Endorsing()
    {
        var rights = new BakerRights(RightsSheet.From([new CycleRights(Sample.Baker, Sample.Ten, [], new AttestationDuties.Known(new short[1_000]))], 0.001));
        return GateScene.Decide(Sample.World(new ChainView { Head = Sample.Head(1_100, protocol: "PsBabyM1"), Constants = Sample.Babylon }, rights, new Policy { SettleLevels = 0 }), GateScene.Ask(node: null));
    }

    // A dust baker without another right: what ends its window is the horizon.
    private static BakerFacts LastWindow()
    {
        var rights = Sample.Rights();
        return World.Bakers[0] with { Rights = rights with { Sheet = RightsSheet.From(rights.Sheet.Cycles, 0.0001) } };
    }

    public static readonly Dictionary<ReasonCode, (string Kebab, Func<Verdict> Decide)> Table = new()
    {
        [ReasonCode.SafeWindow] = ("safe-window", () => GateScene.Decide(World)),
        [ReasonCode.NoDutyHere] = ("no-duty-here", () => GateScene.Decide(World, GateScene.Ask(node: "node-2"))),
        [ReasonCode.BakingRightAhead] = ("baking-right-ahead", () => GateScene.Decide(GateScene.World(rights: [1_150]))),
        [ReasonCode.AttestationRightAhead] = ("attestation-right-ahead", Endorsing),
        [ReasonCode.RightNotSettled] = ("right-not-settled", () => GateScene.Decide(GateScene.World(rights: [1_100, 1_900]))),
        [ReasonCode.NonceRevelation] = ("nonce-revelation", () => GateScene.Decide(Rights(r => r with { Nonces = [new NonceDuty(new Level(990), new Level(1_001), new Level(1_401), false)] }))),
        [ReasonCode.ProtocolActivation] = ("protocol-activation", () => GateScene.Decide(Chain(c => c with { Activations = [new ProtocolActivation(new Level(1_200), null)] }))),
        [ReasonCode.HorizonTooNear] = ("horizon-too-near", () => GateScene.Decide(World with { Bakers = [LastWindow()] }, GateScene.Ask(60 * 24))),
        [ReasonCode.OutsideAllowedHours] = ("outside-allowed-hours", () => GateScene.Decide(World with { Policy = new Policy { Hours = new AllowedHours(TimeZoneInfo.Utc, [new WeeklySpan(new HashSet<DayOfWeek> { DayOfWeek.Sunday }, default, default)]) } })),
        [ReasonCode.Freeze] = ("freeze", () => GateScene.Decide(World with { Policy = new Policy { Freezes = [new FreezePeriod(Today, "launch", "ak")] } })),
        [ReasonCode.BudgetExceeded] = ("budget-exceeded", () => GateScene.Decide(Rights(r => r with { Participation = r.Participation! with { MissedSlots = 100_000 } }))),
        [ReasonCode.AnotherMaintenance] = ("another-maintenance", () => GateScene.Decide(World with { Active = [new ActiveMaintenance("M-2", "node-2", "rack-a", [])] })),
        [ReasonCode.TicketRequired] = ("ticket-required", () => GateScene.Decide(World with { Policy = new Policy { Access = WindowAccess.Ticketed } })),
        [ReasonCode.SignerUnhealthy] = ("signer-unhealthy", () => GateScene.Decide(Facts(b => b with { SignerHealthy = false }))),
        [ReasonCode.NodeBehind] = ("node-behind", () => GateScene.Decide(Facts(b => b with { NodeSynced = false }))),
        [ReasonCode.FloorNotOpen] = ("floor-not-open", () => GateScene.Decide(World with { Cluster = GateScene.Cluster with { Floors = [GateScene.Floor(closed: true)] } })),
        [ReasonCode.BrokenGlass] = ("broken-glass", () => GateScene.Decide(GateScene.World(rights: [1_150]) with { Glass = [Broken] })),
        [ReasonCode.SecondBaker] = ("second-baker", () => GateScene.Decide(GateScene.World(rights: [1_150]) with
        {
            Glass = [Broken],
            Cluster = GateScene.Cluster with { Pods = [.. GateScene.Cluster.Pods, GateScene.Cluster.Pods[0] with { Name = new PodName("tezos", "alpha-1"), Node = "node-2" }] },
        })),
        [ReasonCode.SignerNotSettled] = ("signer-not-settled", () => GateScene.Decide(Facts(b => b with { Signer = new PartFacts(PartStanding.Well, "key-served", "the key is served", GateScene.Now.AddMinutes(-1)) }))),
        [ReasonCode.SentriesUnwell] = ("sentries-unwell", () => GateScene.Decide(ReadinessScene.WithSentries(ready: false))),
        [ReasonCode.FewPeers] = ("few-peers", () => GateScene.Decide(Requiring(PreflightCode.Peers, Facts(b => b with { Peers = new PartFacts(PartStanding.Degraded, "few-peers", "it has fewer than 2 connections", Sample.Noon) })))),
        [ReasonCode.StorageUpgradePending] = ("storage-upgrade-pending", () => GateScene.Decide(ReadinessScene.WithPod(p => p with { Ready = false, Containers = [ReadinessScene.OldStorage] }))),
        [ReasonCode.ImageNotThere] = ("image-not-there", () => GateScene.Decide(ReadinessScene.WithPod(p => p with { Ready = false, Containers = [new ContainerView("baker", false) { Image = "octez:v26", Waiting = "ImagePullBackOff" }] }))),
        [ReasonCode.VolumeStays] = ("volume-stays", () => GateScene.Decide(Requiring(PreflightCode.Volume, ReadinessScene.WithPinnedVolume()), GateScene.Ask() with { NodeGoes = true })),
        [ReasonCode.NoNodeTakesIt] = ("no-node-takes-it", () => GateScene.Decide(
            Requiring(PreflightCode.Schedulable, ReadinessScene.WithPod(p => p with { NodeSelector = new Dictionary<string, string> { ["pool"] = "bakers" } })), GateScene.Ask() with { NodeGoes = true })),
        [ReasonCode.HeadMissing] = ("head-missing", () => GateScene.Decide(World with { Chain = null })),
        [ReasonCode.HeadStale] = ("head-stale", () => GateScene.Decide(World, now: GateScene.Now.AddMinutes(1))),
        [ReasonCode.ClockSkew] = ("clock-skew", () => GateScene.Decide(World, now: GateScene.Now.AddMinutes(-1))),
        [ReasonCode.SourcesDisagree] = ("sources-disagree", () => GateScene.Decide(World with { Sources = [new SourceView("b", SourceState.Disagreeing, null, null, null, "another chain")] })),
        [ReasonCode.ConstantsUnknown] = ("constants-unknown", () => GateScene.Decide(Chain(c => c with { Head = c.Head with { NextProtocol = "PtNext" } }))),
        [ReasonCode.RightsUnknown] = ("rights-unknown", () => GateScene.Decide(Facts(b => b with { Rights = null }))),
        [ReasonCode.RightsImplausible] = ("rights-implausible", () => GateScene.Decide(Rights(_ => Sample.Rights() with { Sheet = RightsSheet.From(Sample.Rights().Sheet.Cycles, 0.05) }))),
        [ReasonCode.ParticipationUnknown] = ("participation-unknown", () => GateScene.Decide(Rights(r => r with { Participation = null }))),
        [ReasonCode.ClusterUnknown] = ("cluster-unknown", () => GateScene.Decide(World with { Cluster = null })),
        [ReasonCode.NodeUnknown] = ("node-unknown", () => GateScene.Decide(World, GateScene.Ask(node: "node-9"))),
        [ReasonCode.ReadinessUnknown] = ("readiness-unknown", () => GateScene.Decide(Facts(b => b with { Signer = new PartFacts(PartStanding.Unknown, "not-looked", "its rights are not known", Sample.Noon) }))),
    };

    /// <summary>The verdict of that world, for whoever puts reasons into words.</summary>
    public static Verdict VerdictOf(ReasonCode code) => Table[code].Decide();
}
