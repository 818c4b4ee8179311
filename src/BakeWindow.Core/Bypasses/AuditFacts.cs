using BakeWindow.Core.Cluster;

namespace BakeWindow.Core.Bypasses;

/// <summary>All that an audit decides by: what was read, and what could not be.</summary>
public sealed record AuditFacts
{
    /// <summary>When it was read.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What is declared to need protection.</summary>
    public required IReadOnlyList<ProtectedWorkload> Workloads { get; init; }

    /// <summary>What became of looking at each kind.</summary>
    public required IReadOnlyList<Look> Looks { get; init; }

    /// <summary>All nodes.</summary>
    public IReadOnlyList<NodeFact> Nodes { get; init; } = [];

    /// <summary>Pods of protected workloads that are not finished.</summary>
    public IReadOnlyList<PodFact> Pods { get; init; } = [];

    /// <summary>Budgets in the namespaces of protected workloads.</summary>
    public IReadOnlyList<BudgetFact> Budgets { get; init; } = [];

    /// <summary>Deployments and StatefulSets that run protected pods.</summary>
    public IReadOnlyList<ControllerFact> Controllers { get; init; } = [];

    /// <summary>Claims of protected pods.</summary>
    public IReadOnlyList<ClaimFact> Claims { get; init; } = [];

    /// <summary>Priority classes.</summary>
    public IReadOnlyList<PriorityClassFact> PriorityClasses { get; init; } = [];

    /// <summary>Webhooks that are asked about evictions.</summary>
    public IReadOnlyList<WebhookFact> Webhooks { get; init; } = [];

    /// <summary>Protected namespaces in which BakeWindow may not close a floor.</summary>
    public IReadOnlyList<string> NamespacesNotGranted { get; init; } = [];

    /// <summary>Others who evict, drain, reboot or take nodes away.</summary>
    public IReadOnlyList<Neighbour> Neighbours { get; init; } = [];

    /// <summary>The kind is absent or was read; only then does "none found" mean that there is none.</summary>
    public bool Saw(string kind) => Looks.Any(l => l.Kind == kind && l is Look.Seen or Look.Absent);
}

/// <summary>A node.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Labels">Its labels; clouds and Karpenter tell themselves by them.</param>
/// <param name="NoExecute">Its taints of effect NoExecute, as <c>key=value</c> or <c>key</c>.</param>
/// <param name="FailureDomain">The value of the configured topology label; null when it has none.</param>
public sealed record NodeFact(string Name, IReadOnlyDictionary<string, string> Labels, IReadOnlyList<TaintFact> NoExecute, string? FailureDomain = null)
{
    /// <summary>The label's value; null when it is missing.</summary>
    public string? Label(string key) => Labels.TryGetValue(key, out var value) ? value : null;
}

/// <summary>A taint of effect NoExecute.</summary>
public sealed record TaintFact(string Key, string Value);

/// <summary>A budget in the namespace of a protected workload.</summary>
public sealed record BudgetFact
{
    /// <summary>Namespace and name.</summary>
    public required PodName Name { get; init; }

    /// <summary>Whose it is.</summary>
    public required FloorOwner Owner { get; init; }

    /// <summary>minAvailable as written; null when not set.</summary>
    public string? MinAvailable { get; init; }

    /// <summary>maxUnavailable as written; null when not set.</summary>
    public string? MaxUnavailable { get; init; }

    /// <summary>It lets nothing go.</summary>
    public bool Closed { get; init; }

    /// <summary>unhealthyPodEvictionPolicy is AlwaysAllow.</summary>
    public bool UnreadyMayGo { get; init; }

    /// <summary>How many pods the disruption controller counts under it; null while it has not looked.</summary>
    public int? ExpectedPods { get; init; }

    /// <summary>How many it would let go now.</summary>
    public int DisruptionsAllowed { get; init; }

    /// <summary>The protected pods that its selector matches.</summary>
    public required IReadOnlyList<PodName> Covers { get; init; }
}

/// <summary>A Deployment or StatefulSet.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
/// <param name="Replicas">How many are wanted.</param>
/// <param name="Rolling">A Deployment whose strategy is RollingUpdate.</param>
/// <param name="MaxSurge">maxSurge of its rollout; null where it has none.</param>
public sealed record ControllerFact(string Kind, string Namespace, string Name, int Replicas, bool Rolling = false, string? MaxSurge = null);

/// <summary>A claim that a protected pod mounts.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
/// <param name="OneNodeOnly">It can be mounted on one node at a time.</param>
/// <param name="PinnedTo">The only nodes that its volume can be on; empty when it can move.</param>
public sealed record ClaimFact(string Namespace, string Name, bool OneNodeOnly, IReadOnlyList<string> PinnedTo)
{
    /// <summary>The only zones that its volume can be in; empty when any.</summary>
    public IReadOnlyList<string> Zones { get; init; } = [];
}

/// <summary>A priority class.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value.</param>
/// <param name="Preempts">Pods of it push lower ones off a node.</param>
public sealed record PriorityClassFact(string Name, int Value, bool Preempts);

/// <summary>A webhook that is asked about evictions.</summary>
/// <param name="Name">Configuration and webhook.</param>
/// <param name="Ours">BakeWindow's.</param>
/// <param name="FailsClosed">failurePolicy is Fail.</param>
/// <param name="LocksOut">BakeWindow's own namespace or kube-system, when it is asked there too; else null.</param>
public sealed record WebhookFact(string Name, bool Ours, bool FailsClosed, string? LocksOut);
