using BakeWindow.Core.Bypasses;
using BakeWindow.Core.Cluster;
using static BakeWindow.Core.Tests.Bypasses.Sound;

namespace BakeWindow.Core.Tests.Bypasses;

/// <summary>Every finding has a world that has it, and is not in the one that has nothing; each by its name that never changes.</summary>
public sealed class BypassAuditTests
{
    private static readonly TimeSpan TenMinutes = TimeSpan.FromMinutes(10);
    private static readonly TolerationFact FiveMinutes = new("node.kubernetes.io/unreachable", null, TimeSpan.FromMinutes(5));
    private static readonly PodFact Second = Pod("baker-1", "baker", "node-3");

    private static readonly Dictionary<BypassCode, (string Kebab, BypassSeverity Severity, AuditFacts World)> Table = new()
    {
        [BypassCode.CouldNotLook] = ("could-not-look", BypassSeverity.Warning, Facts with { Looks = [.. Facts.Looks.Where(l => l.Kind != AuditKinds.Claims), new Look.Forbidden(AuditKinds.Claims, "grant it")] }),
        [BypassCode.TwoBudgets] = ("two-budgets", BypassSeverity.Critical, Facts with { Budgets = [.. Facts.Budgets, Budget("chart", "baker-0") with { Owner = FloorOwner.Foreign }] }),
        [BypassCode.NoBudget] = ("no-budget", BypassSeverity.Critical, Facts with { Budgets = [Facts.Budgets[1]] }),
        [BypassCode.BudgetCoversSome] = ("budget-covers-some", BypassSeverity.Critical, Facts with { Pods = [.. Facts.Pods, Pod("signer-1", "signer", "node-3")] }),
        [BypassCode.BudgetMatchesNothing] = ("budget-matches-nothing", BypassSeverity.Info, Facts with { Budgets = [.. Facts.Budgets, Budget("lost")] }),
        [BypassCode.WorkloadMatchesNothing] = ("workload-matches-nothing", BypassSeverity.Warning, Facts with { Pods = [Facts.Pods[0]], Budgets = [Facts.Budgets[0]] }),
        [BypassCode.BudgetNotAdopted] = ("budget-not-adopted", BypassSeverity.Critical, WithBudget(b => b with { Owner = FloorOwner.Foreign, DisruptionsAllowed = 1, Closed = false, MaxUnavailable = "1" })),
        [BypassCode.BudgetOverBarePods] = ("budget-over-bare-pods", BypassSeverity.Warning, WithBaker(p => p with { RunBy = null, Pod = p.Pod with { ControllerKind = null, ControllerName = null } })),
        [BypassCode.UnreadyMayGo] = ("unready-may-go", BypassSeverity.Warning, WithBudget(b => b with { UnreadyMayGo = true })),
        [BypassCode.RunsAsDaemonset] = ("runs-as-daemonset", BypassSeverity.Critical, WithBaker(p => p with { RunBy = new("DaemonSet", "tezos", "baker"), Pod = p.Pod with { ControllerKind = "DaemonSet" } })),
        [BypassCode.RunsAsStaticPod] = ("runs-as-static-pod", BypassSeverity.Critical, WithBaker(p => p with { Pod = p.Pod with { IsMirror = true, ControllerKind = "Node" } })),
        [BypassCode.RunsAsBarePod] = ("runs-as-bare-pod", BypassSeverity.Warning, WithBaker(p => p with { RunBy = null, Pod = p.Pod with { ControllerKind = null } })),
        [BypassCode.SeveralBakers] = ("several-bakers", BypassSeverity.Critical, Facts with { Controllers = [new ControllerFact("StatefulSet", "tezos", "baker", 2), Facts.Controllers[1]] }),
        [BypassCode.RolloutDoublesBaker] = ("rollout-doubles-baker", BypassSeverity.Critical, Deployed("25%")),
        [BypassCode.PartitionDoublesBaker] = ("partition-doubles-baker", BypassSeverity.Critical, Deployed("0", FiveMinutes)),
        [BypassCode.UnreachableEvicts] = ("unreachable-evicts", BypassSeverity.Info, WithBaker(p => p with { Tolerations = [FiveMinutes, p.Tolerations[1]] })),
        [BypassCode.NoExecuteTaint] = ("no-execute-taint", BypassSeverity.Critical, Facts with { Nodes = [Facts.Nodes[0] with { NoExecute = [new TaintFact("dedicated", "db")] }, Facts.Nodes[1]] }),
        [BypassCode.NoGrace] = ("no-grace", BypassSeverity.Critical, WithBaker(p => p with { Grace = TimeSpan.Zero })),
        [BypassCode.GraceOutlastsDrain] = ("grace-outlasts-drain", BypassSeverity.Warning, WithNode(("eks.amazonaws.com/nodegroup", "bakers")) with { Pods = [Facts.Pods[0] with { Grace = TimeSpan.FromMinutes(20) }, Facts.Pods[1]] }),
        [BypassCode.NotGuaranteed] = ("not-guaranteed", BypassSeverity.Warning, WithBaker(p => p with { Qos = "Burstable" })),
        [BypassCode.LowPriority] = ("low-priority", BypassSeverity.Warning, WithBaker(p => p with { Priority = 0 })),
        [BypassCode.NoMemoryLimit] = ("no-memory-limit", BypassSeverity.Warning, WithContainer(c => c with { LimitsMemory = false })),
        [BypassCode.NoEphemeralRequest] = ("no-ephemeral-request", BypassSeverity.Info, WithContainer(c => c with { RequestsEphemeral = false })),
        [BypassCode.LivenessTooTight] = ("liveness-too-tight", BypassSeverity.Warning, WithContainer(c => c with { Liveness = new ProbeFact("tcp", TimeSpan.FromSeconds(30)) })),
        [BypassCode.LivenessOnChain] = ("liveness-on-chain", BypassSeverity.Critical, WithContainer(c => c with { Liveness = new ProbeFact("curl -f http://localhost:8732/chains/main/is_bootstrapped", TimeSpan.FromMinutes(5)) })),
        [BypassCode.VolumePins] = ("volume-pins", BypassSeverity.Info, WithBaker(p => p with { Claims = ["data"] }) with { Claims = [new ClaimFact("tezos", "data", true, ["node-1"])] }),
        [BypassCode.DataInEmptyDir] = ("data-in-empty-dir", BypassSeverity.Info, WithBaker(p => p with { EmptyDirs = ["data"] })),
        [BypassCode.SignerOnSameNode] = ("signer-on-same-node", BypassSeverity.Warning, Facts with { Pods = [Facts.Pods[0], Pod("signer-0", "signer", "node-1")] }),
        [BypassCode.SignerInSameDomain] = ("signer-in-same-domain", BypassSeverity.Info, Facts with { Nodes = [Node("node-1", "zone-a"), Node("node-2", "zone-a")] }),
        [BypassCode.NamespaceNotGranted] = ("namespace-not-granted", BypassSeverity.Critical, Facts with { NamespacesNotGranted = ["tezos"] }),
        [BypassCode.WebhookMissing] = ("webhook-missing", BypassSeverity.Info, Facts with { Webhooks = [] }),
        [BypassCode.WebhookLocksOut] = ("webhook-locks-out", BypassSeverity.Critical, Facts with { Webhooks = [Facts.Webhooks[0] with { FailsClosed = true }] }),
        [BypassCode.WebhookForeign] = ("webhook-foreign", BypassSeverity.Info, Facts with { Webhooks = [.. Facts.Webhooks, new WebhookFact("drain-cleaner/x", false, false, null)] }),
        [BypassCode.KarpenterForces] = ("karpenter-forces", BypassSeverity.Critical, With(new Neighbour.NodePool(Subject("NodePool", "default"), TenMinutes, null, ["node-1"]))),
        [BypassCode.KarpenterExpires] = ("karpenter-expires", BypassSeverity.Warning, With(new Neighbour.NodePool(Subject("NodePool", "default"), null, TimeSpan.FromDays(30), ["node-1"]))),
        [BypassCode.KarpenterTerminating] = ("karpenter-terminating", BypassSeverity.Critical, With(new Neighbour.NodeClaim(Subject("NodeClaim", "default-x"), "default", "node-1", TenMinutes, Deleting: true))),
        [BypassCode.PlanDisablesEviction] = ("plan-disables-eviction", BypassSeverity.Critical, With(new Neighbour.UpgradePlan(Subject("Plan", "server"), true, false, true, ["node-1"]))),
        [BypassCode.PlanForces] = ("plan-forces", BypassSeverity.Warning, With(new Neighbour.UpgradePlan(Subject("Plan", "server"), false, true, true, ["node-1"]))),
        [BypassCode.PlanNotGated] = ("plan-not-gated", BypassSeverity.Warning, With(new Neighbour.UpgradePlan(Subject("Plan", "server"), false, false, false, ["node-1"]))),
        [BypassCode.KuredForces] = ("kured-forces", BypassSeverity.Critical, With(new Neighbour.Kured(Subject("DaemonSet", "kured"), TenMinutes, true, true))),
        [BypassCode.KuredDrainsForEver] = ("kured-drains-for-ever", BypassSeverity.Warning, With(new Neighbour.Kured(Subject("DaemonSet", "kured"), null, false, true))),
        [BypassCode.KuredNotGated] = ("kured-not-gated", BypassSeverity.Warning, With(new Neighbour.Kured(Subject("DaemonSet", "kured"), TenMinutes, false, false))),
        [BypassCode.FluoDropsDrainErrors] = ("fluo-drops-drain-errors", BypassSeverity.Critical, With(new Neighbour.Fluo(Subject("DaemonSet", "fluo"), false))),
        [BypassCode.MachineSkipsDrain] = ("machine-skips-drain", BypassSeverity.Critical, With(new Neighbour.Machine(Subject("Machine", "m-1"), "node-1", true, null))),
        [BypassCode.MachineDrainTimeout] = ("machine-drain-timeout", BypassSeverity.Critical, With(new Neighbour.Machine(Subject("Machine", "m-1"), "node-1", false, TenMinutes))),
        [BypassCode.MachineRemediation] = ("machine-remediation", BypassSeverity.Warning, With(new Neighbour.HealthCheck(Subject("MachineHealthCheck", "mhc"), ["node-1"]))),
        [BypassCode.DeschedulerPresent] = ("descheduler-present", BypassSeverity.Info, With(new Neighbour.Descheduler(Subject("CronJob", "descheduler")))),
        [BypassCode.AutoscalerPresent] = ("autoscaler-present", BypassSeverity.Info, With(new Neighbour.Autoscaler(Subject("Deployment", "cluster-autoscaler"), TimeSpan.FromMinutes(2), TenMinutes))),
        [BypassCode.GkeForces] = ("gke-forces", BypassSeverity.Warning, WithNode(("cloud.google.com/gke-nodepool", "bakers"))),
        [BypassCode.AksGivesUp] = ("aks-gives-up", BypassSeverity.Warning, WithNode(("kubernetes.azure.com/agentpool", "bakers"))),
        [BypassCode.AksQuarantined] = ("aks-quarantined", BypassSeverity.Warning, WithNode(("kubernetes.azure.com/upgrade-status", "Quarantined"))),
        [BypassCode.EksGivesUp] = ("eks-gives-up", BypassSeverity.Warning, WithNode(("eks.amazonaws.com/nodegroup", "bakers"))),
        [BypassCode.SentryWithBaker] = ("sentry-with-baker", BypassSeverity.Warning, Standing("sentry", WorkloadRole.Sentry, "node-1")),
        [BypassCode.SentriesOnOneNode] = ("sentries-on-one-node", BypassSeverity.Warning, Standing("sentry", WorkloadRole.Sentry, "node-3", "node-3")),
        [BypassCode.ForwardersOnOneNode] = ("forwarders-on-one-node", BypassSeverity.Warning, Standing("forwarder", WorkloadRole.Signer, "node-2")),
        [BypassCode.SpotNode] = ("spot-node", BypassSeverity.Critical, WithNode(("karpenter.sh/capacity-type", "spot"))),
    };

    private static AuditFacts Standing(string app, WorkloadRole role, params string[] nodes) => Facts with
    {
        Workloads = [.. Facts.Workloads, Baker with { Name = $"alpha-{app}", Selector = LabelSelector.Parse($"app={app}"), Role = role }],
        Pods = [.. Facts.Pods, .. nodes.Select((n, i) => Pod($"{app}-{i}", app, n))],
    };

    public static TheoryData<BypassCode> Codes => [.. Enum.GetValues<BypassCode>()];

    [Fact]
    public void Every_code_is_in_the_table() => Assert.Equal(Enum.GetValues<BypassCode>(), Table.Keys.Order());

    [Fact]
    public void In_a_sound_cluster_nothing_is_found_and_floors_hold_for_ever()
    {
        var report = Report(Facts);

        Assert.Empty(report.Findings);
        Assert.All(report.Floors, f => Assert.Equal("for ever", f.Says));
        Assert.Equal(Kinds().Count(), report.KindsLookedAt);
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void Every_way_past_is_found_where_it_is_with_its_weight_its_figures_and_its_mend(BypassCode code)
    {
        var finding = Report(Table[code].World).Findings.First(f => f.Code == code);

        Assert.Equal(Table[code].Severity, finding.Severity);
        Assert.NotEmpty(finding.Why);
        Assert.NotEmpty(finding.Mend);
        Assert.NotEmpty(finding.Subject.Name);
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void Codes_are_never_renamed(BypassCode code) => Assert.Equal(Table[code].Kebab, code.Kebab());

    [Fact]
    public void The_gravest_comes_first() => Assert.Equal(
        [BypassSeverity.Critical, BypassSeverity.Warning, BypassSeverity.Info],
        Report(WithBaker(p => p with { Grace = TimeSpan.Zero, Qos = "BestEffort", EmptyDirs = ["data"] })).Findings.Select(f => f.Severity));

    [Fact]
    public void What_forces_nodes_without_a_protected_pod_is_no_more_than_information()
    {
        var finding = Assert.Single(Report(With(new Neighbour.NodePool(Subject("NodePool", "other"), TenMinutes, null, ["node-3"]))).Findings);

        Assert.Equal(BypassSeverity.Info, finding.Severity);
        Assert.Empty(finding.Workloads);
    }

    [Fact]
    public void A_claim_that_forces_though_its_pool_no_longer_does_is_told()
    {
        var world = Facts with
        {
            Neighbours = [new Neighbour.NodePool(Subject("NodePool", "default"), null, null, ["node-1"]), new Neighbour.NodeClaim(Subject("NodeClaim", "default-x"), "default", "node-1", TenMinutes, false)],
        };

        Assert.Equal((BypassCode.KarpenterForces, "NodeClaim"), Assert.Single(Report(world).Findings.Select(f => (f.Code, f.Subject.Kind))));
        Assert.Equal("Karpenter forces after 10 min", Report(world).Floors[0].Says);
    }

    [Fact]
    public void Two_bakers_of_one_key_in_two_workloads_are_found()
    {
        var world = Facts with
        {
            Workloads = [Baker, Signer, Baker with { Name = "alpha-standby", Selector = LabelSelector.Parse("app=standby") }],
            Pods = [.. Facts.Pods, Pod("standby-0", "standby", "node-3")],
            Controllers = [.. Facts.Controllers, new ControllerFact("StatefulSet", "tezos", "standby", 1)],
            Budgets = [.. Facts.Budgets, Budget("standby", "standby-0")],
        };

        var finding = Assert.Single(Report(world).Findings, f => f.Code == BypassCode.SeveralBakers);

        Assert.Equal(["alpha-baker", "alpha-standby"], finding.Workloads);
        Assert.StartsWith("2 bakers", finding.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_baker_that_only_runs_is_found_though_its_controller_wants_one() =>
        Assert.Contains(Report(Facts with { Pods = [.. Facts.Pods, Second], Budgets = [Budget("alpha-baker", "baker-0", "baker-1"), Facts.Budgets[1]] }).Findings, f => f.Code == BypassCode.SeveralBakers);

    [Theory]
    [InlineData(AuditKinds.Budgets, BypassSeverity.Critical)]
    [InlineData(AuditKinds.Pods, BypassSeverity.Critical)]
    [InlineData(AuditKinds.NodePools, BypassSeverity.Warning)]
    public void What_could_not_be_read_is_told_as_such_and_not_taken_for_missing(string kind, BypassSeverity severity)
    {
        var blind = Facts with
        {
            Budgets = kind == AuditKinds.Budgets ? [] : Facts.Budgets,
            Pods = kind == AuditKinds.Pods ? [] : Facts.Pods,
            Looks = [.. Facts.Looks.Where(l => l.Kind != kind), new Look.Forbidden(kind, "Grant \"list\"")],
        };

        var finding = Assert.Single(Report(blind).Findings);

        Assert.Equal((BypassCode.CouldNotLook, severity, kind, "Grant \"list\""), (finding.Code, finding.Severity, finding.Subject.Name, finding.Mend));
    }

    [Fact]
    public void A_kind_that_is_not_in_the_cluster_is_no_finding() =>
        Assert.Empty(Report(Facts with { Looks = [.. Facts.Looks.Where(l => l.Kind != AuditKinds.NodePools), new Look.Absent(AuditKinds.NodePools)] }).Findings);

    [Fact]
    public void Only_what_concerns_a_node_and_is_grave_enough_is_shown_when_that_is_asked()
    {
        var report = Report(WithBaker(p => p with { Grace = TimeSpan.Zero, EmptyDirs = ["data"] }) with { Webhooks = [] });

        Assert.Equal(3, report.About("node-1", null).Findings.Count);
        Assert.Equal([BypassCode.WebhookMissing], report.About("node-2", null).Findings.Select(f => f.Code));
        Assert.Equal([BypassCode.NoGrace], report.About(null, BypassSeverity.Warning).Findings.Select(f => f.Code));
        Assert.Equal("node-2", Assert.Single(report.About("node-2", null).Floors).Node);
    }

    private static AuditFacts Deployed(string surge, TolerationFact? toleration = null) => WithBaker(p => p with
    {
        RunBy = new BypassSubject("Deployment", "tezos", "baker"),
        Pod = p.Pod with { ControllerKind = "ReplicaSet" },
        Tolerations = toleration is null ? p.Tolerations : [toleration, p.Tolerations[1]],
    }) with
    { Controllers = [new ControllerFact("Deployment", "tezos", "baker", 1, Rolling: true, surge), Facts.Controllers[1]] };

    private static AuditFacts WithContainer(Func<ContainerFact, ContainerFact> change) => WithBaker(p => p with { Containers = [change(p.Containers[0])] });
}
