namespace BakeWindow.Core.Cluster;

/// <summary>The cluster as the watches last saw it.</summary>
public sealed record ClusterView
{
    /// <summary>All nodes, by name.</summary>
    public required IReadOnlyDictionary<string, NodeView> Nodes { get; init; }

    /// <summary>All pods that matter: those of protected workloads everywhere, and all on nodes under maintenance.</summary>
    public required IReadOnlyList<PodView> Pods { get; init; }

    /// <summary>PodDisruptionBudgets in the namespaces of protected workloads.</summary>
    public IReadOnlyList<FloorView> Floors { get; init; } = [];

    /// <summary>When a watch last spoke (event or bookmark) or a list succeeded, whichever is the older among the kinds.</summary>
    public required DateTimeOffset SeenAt { get; init; }

    /// <summary>False while a watch is broken and not yet made anew; then the view is only the past.</summary>
    public required bool Connected { get; init; }

    /// <summary>Nothing seen yet.</summary>
    public static ClusterView Unseen { get; } = new()
    {
        Nodes = new Dictionary<string, NodeView>(StringComparer.Ordinal),
        Pods = [],
        SeenAt = DateTimeOffset.UnixEpoch,
        Connected = false,
    };
}
