using BakeWindow.Core.Chain;
using BakeWindow.Core.Cluster;

namespace BakeWindow.Core.Recovery;

/// <summary>What the watch over restarts remembers between two looks. It is not kept: what goes away while nobody looks has no beginning, and so never becomes a sample.</summary>
public sealed record RecoveryState
{
    /// <summary>Nothing seen.</summary>
    public static RecoveryState Empty { get; } = new();

    /// <summary>Each declared workload, by its name.</summary>
    public IReadOnlyDictionary<string, WorkloadRecovery> Workloads { get; init; } = new Dictionary<string, WorkloadRecovery>(StringComparer.Ordinal);

    /// <summary>Since when the cluster is not seen; null: it is.</summary>
    public DateTimeOffset? BlindSince { get; init; }

    /// <summary>Those that are away.</summary>
    public IEnumerable<OpenRecovery> Open => Workloads.Values.OfType<WorkloadRecovery.Away>().Select(a => a.Recovery);
}

/// <summary>How a workload stands in the watch over restarts.</summary>
public abstract record WorkloadRecovery
{
    private WorkloadRecovery()
    {
    }

    /// <summary>Not seen whole yet.</summary>
    public sealed record Unseen : WorkloadRecovery;

    /// <summary>Whole when last seen.</summary>
    /// <param name="Pods">Its ready pods.</param>
    public sealed record Whole(IReadOnlyList<WholePod> Pods) : WorkloadRecovery;

    /// <summary>Away, and its going was seen.</summary>
    public sealed record Away(OpenRecovery Recovery) : WorkloadRecovery;
}

/// <summary>A ready pod: which, where, and under which boot of the machine.</summary>
public sealed record WholePod(PodName Name, string Uid, string Node, string BootId);

/// <summary>A restart under way.</summary>
public sealed record OpenRecovery
{
    /// <summary>The workload.</summary>
    public required ProtectedWorkload Workload { get; init; }

    /// <summary>The machine from which it went away.</summary>
    public required string Node { get; init; }

    /// <summary>The boot of the machine under which it ran.</summary>
    public required string BootId { get; init; }

    /// <summary>Why, by what is known now.</summary>
    public required RecoveryCause Cause { get; init; }

    /// <summary>When it went away.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>So many of its pods were ready before.</summary>
    public required int Pods { get; init; }

    /// <summary>What stands again.</summary>
    public RecoveryPhases Phases { get; init; } = RecoveryPhases.None;

    /// <summary>The head when its pods (and node) were back: an attestation above it is the proof.</summary>
    public Level? BackFrom { get; init; }

    /// <summary>How often it was ready and went away again.</summary>
    public int Relapses { get; init; }

    /// <summary>The gate was open for it: until then its absence is no accident. Null: nobody was let through.</summary>
    public DateTimeOffset? AllowedUntil { get; init; }

    /// <summary>What was planned with.</summary>
    public TimeSpan? Guess { get; init; }

    /// <summary>The maintenance that did it; null: none.</summary>
    public string? Maintenance { get; init; }
}

/// <summary>Something that the watch over restarts has to tell.</summary>
/// <param name="Code">What: <c>recovery-began</c>, <c>recovery-step</c>, <c>recovery-relapsed</c>, <c>recovery-done</c>, <c>recovery-lost-sight</c>.</param>
/// <param name="Recovery">Of which.</param>
/// <param name="Text">In a sentence.</param>
/// <param name="Sample">What was learned, at the end.</param>
public sealed record RecoveryNews(string Code, OpenRecovery Recovery, string Text, RecoverySample? Sample = null);
