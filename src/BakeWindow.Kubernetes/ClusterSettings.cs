using BakeWindow.Core.Cluster;

namespace BakeWindow.Kubernetes;

/// <summary>What is declared about the cluster, as this room needs it.</summary>
public sealed record ClusterSettings
{
    /// <summary>BakeWindow's own namespace, where its Leases live.</summary>
    public string Namespace { get; init; } = "bakewindow";

    /// <summary>The node label whose value groups nodes that must not be disturbed together; null: the whole cluster is one group.</summary>
    public string? FailureDomainLabel { get; init; }

    /// <summary>What is to be protected.</summary>
    public required IReadOnlyList<ProtectedWorkload> Workloads { get; init; }

    /// <summary>
    /// How long a lock that nobody renews stays a lock. It is renewed several times within this while its maintenance is under way; whoever takes it after that finds a higher fence.
    /// </summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>medik8s' operator empties nodes, by NodeMaintenances of BakeWindow's own; false: BakeWindow evicts by itself.</summary>
    public bool ByNodeMaintenance { get; init; }

    /// <summary>NodeMaintenances of medik8s are spoken of: the healer looks for BakeWindow's own, also when it evicts by itself by now.</summary>
    public bool SeesNodeMaintenances { get; init; }

    /// <summary>What tells this installation's maintenances from those of another in the same cluster; empty before the journal has been read.</summary>
    public Func<string> Installation { get; init; } = () => "";
}
