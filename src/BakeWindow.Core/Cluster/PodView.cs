namespace BakeWindow.Core.Cluster;

/// <summary>A pod as the watch last saw it; only what placement, drain and verification need.</summary>
public sealed record PodView
{
    /// <summary>Namespace and name.</summary>
    public required PodName Name { get; init; }

    /// <summary>Its uid: a StatefulSet's pod comes back under the same name with another one.</summary>
    public required string Uid { get; init; }

    /// <summary>The node it is bound to; null while pending.</summary>
    public string? Node { get; init; }

    /// <summary>Pending, Running, Succeeded, Failed or Unknown.</summary>
    public required string Phase { get; init; }

    /// <summary>The Ready condition is True.</summary>
    public required bool Ready { get; init; }

    /// <summary>It has a deletionTimestamp.</summary>
    public bool Terminating { get; init; }

    /// <summary>The kind of its controller (StatefulSet, ReplicaSet, DaemonSet, Job, Node …); null for a bare pod.</summary>
    public string? ControllerKind { get; init; }

    /// <summary>The name of its controller.</summary>
    public string? ControllerName { get; init; }

    /// <summary>The kubelet runs it from a file; the API only shows a mirror that can't be evicted.</summary>
    public bool IsMirror { get; init; }

    /// <summary>It has an emptyDir volume, whose content an eviction loses.</summary>
    public bool UsesEmptyDir { get; init; }

    /// <summary>Its labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>Where a pod is found.</summary>
public sealed record PodName(string Namespace, string Name)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Namespace}/{Name}";
}
