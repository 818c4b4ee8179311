using BakeWindow.Core.Cluster;

namespace BakeWindow.Core.Maintenance;

/// <summary>What became of a <see cref="ClusterCommand"/>. All cases stand here.</summary>
public abstract record CommandOutcome
{
    private CommandOutcome()
    {
    }

    /// <summary>It is so now.</summary>
    public sealed record Done : CommandOutcome;

    /// <summary>The lock is ours.</summary>
    /// <param name="Fence">The lease's count of transitions: grows with each new holder, so that a late writer is known.</param>
    public sealed record LeaseTaken(long Fence) : CommandOutcome;

    /// <summary>Somebody else has it: the lease, the cordon or the mark.</summary>
    public sealed record HeldBy(string Holder) : CommandOutcome;

    /// <summary>One round of evictions was tried.</summary>
    /// <param name="Left">Pods that are still on the node and should go.</param>
    /// <param name="Blocked">Those of them that a budget or webhook refused (429), with the server's words.</param>
    public sealed record Evicted(IReadOnlyList<PodName> Left, IReadOnlyList<BlockedPod> Blocked) : CommandOutcome;

    /// <summary>How the rollout stands.</summary>
    public sealed record RolloutSeen(RolloutView Rollout) : CommandOutcome;

    /// <summary>The workload is gone.</summary>
    public sealed record WorkloadGone : CommandOutcome;

    /// <summary>It can't be done, now or ever: a bare pod, an emptyDir that policy keeps, two budgets over one pod, a missing right.</summary>
    public sealed record Refused(string Why) : CommandOutcome;

    /// <summary>The node is gone.</summary>
    public sealed record NodeGone : CommandOutcome;

    /// <summary>The API did not answer or answered with an error that may pass; try again.</summary>
    public sealed record Unavailable(string Why) : CommandOutcome;
}

/// <summary>A pod whose eviction was refused, and by what.</summary>
public sealed record BlockedPod(PodName Pod, string Why);
