using BakeWindow.Core.Cluster;

namespace BakeWindow.Core.Disruptions;

/// <summary>Somebody asks the API server to take a pod away, or to change what its workload runs.</summary>
public sealed record DisruptionRequest
{
    /// <summary>What is asked for.</summary>
    public required DisruptionKind Kind { get; init; }

    /// <summary>The namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>The pod or the workload; empty where a whole collection is deleted (each of its pods is asked about by itself).</summary>
    public required string Name { get; init; }

    /// <summary>Who asks, as the API server knows him.</summary>
    public required string User { get; init; }

    /// <summary>His groups.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>The pod as the request itself brings it (a delete does); null: by name, from what the watches have seen.</summary>
    public PodView? Pod { get; init; }

    /// <summary>Of a rollout: the labels of the pods that it replaces.</summary>
    public IReadOnlyDictionary<string, string> PodLabels { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Of a change to a workload: it replaces running pods. One that only waits to be used later (paused, OnDelete, a partition above all) does not.</summary>
    public bool ReplacesPods { get; init; }

    /// <summary>Nothing would be done; the answer is the same.</summary>
    public bool DryRun { get; init; }
}

/// <summary>What somebody asks for.</summary>
public enum DisruptionKind
{
    /// <summary>To evict a pod: asked politely, and through the budgets.</summary>
    Evict,

    /// <summary>To delete a pod: round the budgets.</summary>
    Delete,

    /// <summary>To change the pod template of a workload, so that its pods are replaced: round the budgets too.</summary>
    Rollout,
}

/// <summary>What becomes of a rollout of a protected workload at a time that is not safe.</summary>
public enum RolloutPolicy
{
    /// <summary>It goes through, with a warning that <c>kubectl</c> shows.</summary>
    Warn,

    /// <summary>It is held.</summary>
    Hold,

    /// <summary>It is not looked at.</summary>
    Off,
}
