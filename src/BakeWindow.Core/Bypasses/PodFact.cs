using BakeWindow.Core.Cluster;

namespace BakeWindow.Core.Bypasses;

/// <summary>A pod of a protected workload, with what decides how easily it is lost.</summary>
public sealed record PodFact
{
    /// <summary>Where it is and whose.</summary>
    public required PodView Pod { get; init; }

    /// <summary>What runs it in the end: a ReplicaSet's Deployment. Null for a bare pod.</summary>
    public BypassSubject? RunBy { get; init; }

    /// <summary>Guaranteed, Burstable or BestEffort.</summary>
    public string Qos { get; init; } = "Guaranteed";

    /// <summary>Its priority.</summary>
    public int Priority { get; init; } = 1_000_000;

    /// <summary>Its priority class; null when it has none.</summary>
    public string? PriorityClass { get; init; }

    /// <summary>terminationGracePeriodSeconds.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>What it tolerates of NoExecute taints.</summary>
    public IReadOnlyList<TolerationFact> Tolerations { get; init; } = [];

    /// <summary>Its containers.</summary>
    public IReadOnlyList<ContainerFact> Containers { get; init; } = [];

    /// <summary>Its emptyDir volumes on disk; those in memory hold no data that should last.</summary>
    public IReadOnlyList<string> EmptyDirs { get; init; } = [];

    /// <summary>The claims that it mounts.</summary>
    public IReadOnlyList<string> Claims { get; init; } = [];

    /// <summary>How long it stays on a node with the taint: null for ever, zero not at all.</summary>
    public TimeSpan? StaysUnder(TaintFact taint)
    {
        var matching = Tolerations.Where(t => t.Tolerates(taint)).ToList();
        return matching.Count == 0 ? TimeSpan.Zero : matching.Exists(t => t.For is null) ? null : matching.Min(t => t.For);
    }
}

/// <summary>A toleration of NoExecute taints.</summary>
/// <param name="Key">The taint's key; null tolerates all.</param>
/// <param name="Value">The taint's value; null tolerates any.</param>
/// <param name="For">For how long; null for ever.</param>
public sealed record TolerationFact(string? Key, string? Value, TimeSpan? For)
{
    /// <summary>It is about this taint.</summary>
    public bool Tolerates(TaintFact taint) => (Key is null || Key == taint.Key) && (Value is null || Value == taint.Value);
}

/// <summary>A container.</summary>
public sealed record ContainerFact
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>It has a memory limit.</summary>
    public bool LimitsMemory { get; init; } = true;

    /// <summary>It requests ephemeral storage.</summary>
    public bool RequestsEphemeral { get; init; } = true;

    /// <summary>Its liveness probe; null when it has none.</summary>
    public ProbeFact? Liveness { get; init; }
}

/// <summary>A liveness probe.</summary>
/// <param name="Asks">Its command or path, as written.</param>
/// <param name="KillsAfter">Period × failure threshold: for how long it must fail before the container is killed.</param>
public sealed record ProbeFact(string Asks, TimeSpan KillsAfter);
