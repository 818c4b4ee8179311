namespace BakeWindow.Core.Bypasses;

/// <summary>Every kind of way past the protection that is looked for. What each means and how it is mended stands in <c>docs/bypasses.md</c>.</summary>
public enum BypassCode
{
    /// <summary>A kind could not be read, so nothing is known of it.</summary>
    CouldNotLook,

    /// <summary>A protected pod is under two budgets: the API refuses every eviction of it with 500.</summary>
    TwoBudgets,

    /// <summary>A protected workload has no budget.</summary>
    NoBudget,

    /// <summary>A budget covers some of a workload's pods and not the others.</summary>
    BudgetCoversSome,

    /// <summary>A budget matches no pod at all.</summary>
    BudgetMatchesNothing,

    /// <summary>A declared workload selects no pod.</summary>
    WorkloadMatchesNothing,

    /// <summary>The only budget over a workload is somebody else's and BakeWindow does not drive it.</summary>
    BudgetNotAdopted,

    /// <summary>A percentage or maxUnavailable over pods without a controller: it blocks always.</summary>
    BudgetOverBarePods,

    /// <summary>A closed budget lets unready pods go.</summary>
    UnreadyMayGo,

    /// <summary>Run by a DaemonSet: drains never evict it.</summary>
    RunsAsDaemonset,

    /// <summary>Run by the kubelet from a file: can't be evicted.</summary>
    RunsAsStaticPod,

    /// <summary>A pod without a controller: nobody brings it back.</summary>
    RunsAsBarePod,

    /// <summary>More than one baker of one key.</summary>
    SeveralBakers,

    /// <summary>A rollout starts the new baker before the old one is gone.</summary>
    RolloutDoublesBaker,

    /// <summary>A node that is out of reach keeps its baker while another is started elsewhere.</summary>
    PartitionDoublesBaker,

    /// <summary>The pod is deleted when its node has been out of reach for some time.</summary>
    UnreachableEvicts,

    /// <summary>The node bears a NoExecute taint that the pod tolerates for a time only.</summary>
    NoExecuteTaint,

    /// <summary>terminationGracePeriodSeconds is 0.</summary>
    NoGrace,

    /// <summary>terminationGracePeriodSeconds is longer than whoever drains will wait.</summary>
    GraceOutlastsDrain,

    /// <summary>QoS class is not Guaranteed.</summary>
    NotGuaranteed,

    /// <summary>No priority, or a low one: preempted and evicted before others.</summary>
    LowPriority,

    /// <summary>A container without a memory limit.</summary>
    NoMemoryLimit,

    /// <summary>No request of ephemeral storage.</summary>
    NoEphemeralRequest,

    /// <summary>A liveness probe that gives up within a minute.</summary>
    LivenessTooTight,

    /// <summary>A liveness probe that asks about the chain: a stalled network kills the baker.</summary>
    LivenessOnChain,

    /// <summary>A volume ties the pod to its node.</summary>
    VolumePins,

    /// <summary>Data in an emptyDir is gone after an eviction.</summary>
    DataInEmptyDir,

    /// <summary>Baker and signer run on one node.</summary>
    SignerOnSameNode,

    /// <summary>Baker and signer run in one failure domain.</summary>
    SignerInSameDomain,

    /// <summary>BakeWindow may not close floors in a protected namespace.</summary>
    NamespaceNotGranted,

    /// <summary>No webhook of BakeWindow's explains refused evictions.</summary>
    WebhookMissing,

    /// <summary>BakeWindow's webhook fails closed over its own namespace or kube-system.</summary>
    WebhookLocksOut,

    /// <summary>A webhook of somebody else's answers evictions too.</summary>
    WebhookForeign,

    /// <summary>Karpenter deletes past budgets after terminationGracePeriod.</summary>
    KarpenterForces,

    /// <summary>Karpenter replaces nodes by age, whatever the budgets of disruption say.</summary>
    KarpenterExpires,

    /// <summary>Karpenter is taking a node away now.</summary>
    KarpenterTerminating,

    /// <summary>An upgrade plan deletes pods instead of evicting them.</summary>
    PlanDisablesEviction,

    /// <summary>An upgrade plan drains with force.</summary>
    PlanForces,

    /// <summary>An upgrade plan starts without asking the gate.</summary>
    PlanNotGated,

    /// <summary>kured reboots although the drain failed.</summary>
    KuredForces,

    /// <summary>kured drains without an end, and reboots long after it looked.</summary>
    KuredDrainsForEver,

    /// <summary>kured does not ask BakeWindow.</summary>
    KuredNotGated,

    /// <summary>FLUO's agent reboots although the drain failed.</summary>
    FluoDropsDrainErrors,

    /// <summary>A Machine is deleted without a drain.</summary>
    MachineSkipsDrain,

    /// <summary>Cluster API stops draining after a time and deletes the machine.</summary>
    MachineDrainTimeout,

    /// <summary>A MachineHealthCheck deletes machines by itself.</summary>
    MachineRemediation,

    /// <summary>A descheduler evicts pods.</summary>
    DeschedulerPresent,

    /// <summary>cluster-autoscaler takes nodes away.</summary>
    AutoscalerPresent,

    /// <summary>A GKE node pool: budgets are respected for an hour.</summary>
    GkeForces,

    /// <summary>An AKS node pool: the drain is given up after its time-out.</summary>
    AksGivesUp,

    /// <summary>AKS has left the node aside after a failed drain.</summary>
    AksQuarantined,

    /// <summary>An EKS managed node group: 15 minutes, then the update fails or deletes.</summary>
    EksGivesUp,

    /// <summary>A spot node: the cloud takes it back at any time.</summary>
    SpotNode,

    /// <summary>A sentry runs on the node of the baker or of its Tezos node.</summary>
    SentryWithBaker,

    /// <summary>All sentries of a baker run on one node.</summary>
    SentriesOnOneNode,

    /// <summary>All of several signers or forwarders of a baker run on one node.</summary>
    ForwardersOnOneNode,
}

/// <summary>Texts of codes.</summary>
public static class BypassCodes
{
    /// <summary>The code as machines read it: <c>two-budgets</c>.</summary>
    public static string Kebab(this BypassCode code) =>
        string.Concat(code.ToString().Select((c, i) => char.IsUpper(c) ? (i == 0 ? "" : "-") + char.ToLowerInvariant(c) : c.ToString()));
}
