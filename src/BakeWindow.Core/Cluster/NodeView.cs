namespace BakeWindow.Core.Cluster;

/// <summary>A Kubernetes node as the watch last saw it.</summary>
public sealed record NodeView
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its uid: a node that was deleted and made anew under the same name is another node.</summary>
    public required string Uid { get; init; }

    /// <summary>Cordoned, by whomever.</summary>
    public required bool Unschedulable { get; init; }

    /// <summary>The kubelet says Ready=True.</summary>
    public required bool Ready { get; init; }

    /// <summary>Changes with every boot; empty where the kubelet doesn't tell it.</summary>
    public required string BootId { get; init; }

    /// <summary>The version of its kubelet; empty where it isn't told.</summary>
    public string KubeletVersion { get; init; } = "";

    /// <summary>Its labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The machine's id (<c>/etc/machine-id</c>), by which host tools name themselves; empty where the kubelet doesn't tell it.</summary>
    public string MachineId { get; init; } = "";

    /// <summary>What groups nodes that fail or are worked on together (the value of the configured topology label); null when the label is missing.</summary>
    public string? FailureDomain { get; init; }

    /// <summary>The mark of a maintenance of ours, if its cordon is ours.</summary>
    public CordonMark? Cordon { get; init; }

    /// <summary>Who says that this node wants a reboot; null when nobody does.</summary>
    public RebootDemand? Demand { get; init; }

    /// <summary>Names of the images that lie on it, as far as the kubelet tells them (by default the fifty largest).</summary>
    public IReadOnlyList<string> Images { get; init; } = [];
}

/// <summary>The note that BakeWindow leaves on a node it cordons: who did it and what was there before.</summary>
/// <param name="Maintenance">The maintenance that owns the cordon.</param>
/// <param name="FormerlyUnschedulable">The node was cordoned before; then it stays so at the end.</param>
/// <param name="Fence">The fencing token of the lease under which it was set.</param>
public sealed record CordonMark(string Maintenance, bool FormerlyUnschedulable, long Fence)
{
    /// <summary>The installation whose journal knows the maintenance; null on a mark of an older version.</summary>
    public string? Installation { get; init; }

    /// <summary>Namespace and name of the Lease under which it was set: who else may be working there; null on a mark of an older version.</summary>
    public string? Lock { get; init; }

    /// <summary>A NodeMaintenance empties the node: when that is taken away, its operator uncordons whatever was before. Null: none does.</summary>
    public bool? ByOperator { get; init; }

    /// <summary>What <c>spec.unschedulable</c> is to be set to when the mark comes off; the inner null takes it away, and without a value it stays as it is.</summary>
    /// <param name="now">What it is.</param>
    public (bool Sets, bool? Value) GivesBack(bool now) =>
        !FormerlyUnschedulable ? (true, null)
        : ByOperator is true && !now ? (true, true)
        : (false, null);

    /// <summary>Who set it.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public LockHolder Holder => new(Maintenance, Installation ?? "");
}

/// <summary>A neighbour's wish to reboot a node.</summary>
/// <param name="Source"><c>kured</c> or <c>fluo</c>.</param>
/// <param name="Since">Since when, if the mark says it.</param>
public sealed record RebootDemand(string Source, DateTimeOffset? Since);
