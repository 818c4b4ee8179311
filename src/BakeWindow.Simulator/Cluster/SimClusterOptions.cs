namespace BakeWindow.Simulator.Cluster;

/// <summary>How quick the simulated cluster is, and what it remembers. All durations are of its own clock.</summary>
public sealed record SimClusterOptions
{
    /// <summary>Seed of uids and name suffixes.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The bearer token that may do everything.</summary>
    public string AdminToken { get; init; } = "admin";

    /// <summary>Changes that a watch or a continued list can go back to.</summary>
    public int HistoryLength { get; init; } = 20_000;

    /// <summary>
    /// How long a controller takes to notice a change. A real one takes 2 to 5 ms. Zero lets controllers act right after the request that changed
    /// something, so that a test with a still clock needs no tick.
    /// </summary>
    public TimeSpan Reaction { get; init; } = TimeSpan.FromMilliseconds(3);

    /// <summary>From the change of spec.unschedulable to its taint.</summary>
    public TimeSpan TaintDelay { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>From ContainerCreating to Running.</summary>
    public TimeSpan ContainerStart { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>From SIGTERM to the end of a container that obeys, where a pod says nothing else.</summary>
    public TimeSpan ContainerStop { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>What an init container that needs something (<c>signer</c>) says when that is not there; null: it is there.</summary>
    public Func<string, string?> Missing { get; init; } = _ => null;

    /// <summary>From the start of a reboot until the kubelet is back.</summary>
    public TimeSpan BootTime { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>From the kubelet's first word after a boot to Ready.</summary>
    public TimeSpan KubeletSettles { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often a kubelet renews its Lease.</summary>
    public TimeSpan LeaseRenewal { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a node may be silent before it is Unknown (node-monitor-grace-period of 1.32).</summary>
    public TimeSpan NodeGrace { get; init; } = TimeSpan.FromSeconds(50);

    /// <summary>From the taint unreachable:NoSchedule to unreachable:NoExecute.</summary>
    public TimeSpan NoExecuteDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often a watch that asks for bookmarks gets one.</summary>
    public TimeSpan BookmarkEvery { get; init; } = TimeSpan.FromSeconds(60);
}
