namespace BakeWindow.Web.Configuration;

/// <summary>What neighbours may ask or read besides marks. Everything is off until it is switched on.</summary>
public sealed record NeighbourSettings
{
    /// <summary>FleetLock; null: not served.</summary>
    public FleetLockSettings? FleetLock { get; init; }

    /// <summary>Cluster API's runtime hooks; null: not served.</summary>
    public RuntimeHookSettings? RuntimeHooks { get; init; }

    /// <summary>Publish NodeGate resources.</summary>
    public bool NodeGates { get; init; }

    /// <summary>Take up Maintenance resources.</summary>
    public bool Maintenances { get; init; }
}

/// <summary>How FleetLock is served.</summary>
/// <param name="Need">How long a host's reboot takes; null: as learned.</param>
public sealed record FleetLockSettings(TimeSpan? Need);

/// <summary>How Cluster API's runtime hooks are served.</summary>
/// <param name="Clusters">Clusters (namespace/name) that are this one; empty: every one that asks.</param>
/// <param name="Hooks">The hooks that discovery names.</param>
public sealed record RuntimeHookSettings(IReadOnlyList<string> Clusters, IReadOnlyList<string> Hooks);
