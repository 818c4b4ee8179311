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
    /// How long a lock that nobody renews stays a lock: longer than a maintenance that is still alive lasts (it gives up an hour, or twice its need, after it asked
    /// for the reboot). Whoever runs one may renew by giving <c>TakeLease</c> again; a lock whose owner is dead for good stops blocking after this time.
    /// </summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromHours(3);
}
