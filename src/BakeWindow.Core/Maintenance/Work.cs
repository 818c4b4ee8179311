using System.Text.Json.Serialization;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Rights;

namespace BakeWindow.Core.Maintenance;

/// <summary>A maintenance that has begun: what it holds, what it has changed, and what was there before. Enough to go on, or to undo all of it, after a crash.</summary>
public sealed record Work
{
    /// <summary>The lock's fencing token.</summary>
    public required long Fence { get; init; }

    /// <summary>The failure domain that is locked.</summary>
    public required string Domain { get; init; }

    /// <summary>Further locks, where the pods of a workload run in more than one failure domain.</summary>
    public IReadOnlyList<DomainLock> OtherLocks { get; init; } = [];

    /// <summary>All locks that are held, in the order in which they were taken.</summary>
    [JsonIgnore]
    public IReadOnlyList<DomainLock> Locks => [new DomainLock(Domain, Fence), .. OtherLocks];

    /// <summary>The permission under which it began.</summary>
    public required Ticket Ticket { get; init; }

    /// <summary>Who gave the yes.</summary>
    public required Approval Approval { get; init; }

    /// <summary>The bakers that ran on the node when it began. They stay the ones to protect after their pods have been evicted.</summary>
    public required IReadOnlyList<BakerAddress> Bakers { get; init; }

    /// <summary>The protected workloads that ran on the node; their floors are opened for the drain.</summary>
    public required IReadOnlyList<string> Workloads { get; init; }

    /// <summary>When the lock was taken.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When the first eviction was tried: the outage begins.</summary>
    public DateTimeOffset? DrainingSince { get; init; }

    /// <summary>The head's level then; null when none was known.</summary>
    public Level? DrainingFrom { get; init; }

    /// <summary>When the reboot was asked for.</summary>
    /// <remarks>Also when a node was taken back from others, or the present step of a rollout was first tried: what follows is timed from here.</remarks>
    public DateTimeOffset? RebootAskedAt { get; init; }

    /// <summary>The version of the node's kubelet when it began; another one shows that somebody worked on it.</summary>
    public string? KubeletBefore { get; init; }

    /// <summary>Until when the node is held for others; null before it is handed over.</summary>
    public DateTimeOffset? HoldUntil { get; init; }

    /// <summary>The node was taken away for good while it was held; what ran there must be back elsewhere.</summary>
    public bool NodeTaken { get; init; }

    /// <summary>The step of a rollout that was tried last, in words; empty before the first.</summary>
    public string Step { get; init; } = "";

    /// <summary>When the node was seen Ready with a new boot ID.</summary>
    public DateTimeOffset? NodeBackAt { get; init; }

    /// <summary>When the protected pods were all Ready again.</summary>
    public DateTimeOffset? PodsBackAt { get; init; }

    /// <summary>The head's level then; an attestation of a later level proves that the baker is back.</summary>
    public Level? BackAtLevel { get; init; }

    /// <summary>When it was proved that all are back: the outage ends.</summary>
    public DateTimeOffset? BackAt { get; init; }

    /// <summary>True when the proof is an attestation seen in a block.</summary>
    public bool Attested { get; init; }

    /// <summary>Hard rights whose level came between <see cref="DrainingSince"/> and <see cref="BackAt"/>.</summary>
    public IReadOnlyList<HardRight> HardRightsInside { get; init; } = [];

    /// <summary>The cordon was lifted before the end, because pods that can run nowhere else were waiting for it.</summary>
    public bool UncordonedEarly { get; init; }

    /// <summary>Who wants it to stop before the reboot is asked for; null: nobody does.</summary>
    public string? HeldBy { get; init; }

    /// <summary>What the last round of evictions left, or how far the rollout is, for people.</summary>
    public string DrainNote { get; init; } = "";

    /// <summary>What holds the drain up, as one of <see cref="EndCode"/>; empty while nothing does.</summary>
    public string DrainCode { get; init; } = "";
}

/// <summary>A lock of a failure domain.</summary>
/// <param name="Domain">Which domain.</param>
/// <param name="Fence">The fencing token under which it is held.</param>
public sealed record DomainLock(string Domain, long Fence);
