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

    /// <summary>Its containers, init containers first; empty where the kubelet has told nothing yet.</summary>
    public IReadOnlyList<ContainerView> Containers { get; init; } = [];

    /// <summary>The claims (PersistentVolumeClaims of its namespace) that it mounts.</summary>
    public IReadOnlyList<string> Claims { get; init; } = [];

    /// <summary>The labels that a node must bear to take it (<c>spec.nodeSelector</c>).</summary>
    public IReadOnlyDictionary<string, string> NodeSelector { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The scheduler finds no node for it; null when it does, or has not looked yet.</summary>
    public Unscheduled? Unscheduled { get; init; }

    /// <summary>It counts for who could sign or serve: it is not finished.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool Lives => Phase is not ("Succeeded" or "Failed");
}

/// <summary>That a pod finds no node.</summary>
/// <param name="Since">Since when.</param>
/// <param name="Why">The scheduler's own words, cut.</param>
public sealed record Unscheduled(DateTimeOffset? Since, string Why);

/// <summary>Where a pod is found.</summary>
public sealed record PodName(string Namespace, string Name)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Namespace}/{Name}";
}
