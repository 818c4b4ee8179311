using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;

namespace BakeWindow.Core.Maintenance;

/// <summary>
/// What the state machine wants done in the cluster. Every command is idempotent and carries its owner: done twice it does nothing more, and after a crash it is simply given again.
/// All cases stand here.
/// </summary>
public abstract record ClusterCommand
{
    private ClusterCommand()
    {
    }

    /// <summary>
    /// The fence under which it is given; the machine puts it on every command of work under way. What disturbs is refused under a fence that is not the lock's any more, so that a
    /// process that slept through a take-over can do nothing. Null outside of work.
    /// </summary>
    public long? Under { get; init; }

    /// <summary>Take (or renew) the lock of a failure domain: a Kubernetes Lease whose holder is the maintenance.</summary>
    public sealed record TakeLease(string Domain, string Maintenance) : ClusterCommand;

    /// <summary>Take up the lock of a maintenance that another process, or this one before its restart, worked for: from here on under a higher fence.</summary>
    public sealed record TakeOver(string Domain, string Maintenance) : ClusterCommand;

    /// <summary>Say that the holder is alive; its lock runs out soon after it stops saying so.</summary>
    public sealed record RenewLease(string Domain, string Maintenance, long Fence) : ClusterCommand;

    /// <summary>Give the lock back; if somebody else holds it by now, leave it.</summary>
    public sealed record ReleaseLease(string Domain, string Maintenance) : ClusterCommand
    {
        /// <summary>Further domains whose locks are given back with it.</summary>
        public IReadOnlyList<string> Others { get; init; } = [];
    }

    /// <summary>Cordon the node and leave <see cref="Cluster.CordonMark"/> on it. Refused when the node bears the mark of another maintenance or of a higher fence.</summary>
    public sealed record Cordon(string Node, string Maintenance, long Fence) : ClusterCommand;

    /// <summary>Take the mark off and uncordon, unless the node was cordoned before. A node without our mark is left alone.</summary>
    public sealed record Uncordon(string Node, string Maintenance) : ClusterCommand;

    /// <summary>
    /// Let the pods of the workloads on the node be evicted: their floors (PodDisruptionBudgets) open for this maintenance. Refused when the node does not bear its mark; without a node
    /// the floors open for pods wherever they run, and no mark is looked for.
    /// </summary>
    public sealed record OpenFloor(string? Node, string Maintenance, IReadOnlyList<string> Workloads) : ClusterCommand
    {
        /// <summary>The locks under which it may, where no node tells them.</summary>
        public IReadOnlyList<DomainLock> Locks { get; init; } = [];
    }

    /// <summary>Close the floors again.</summary>
    public sealed record CloseFloor(string Maintenance, IReadOnlyList<string> Workloads) : ClusterCommand;

    /// <summary>Evict what is on the node, once round: one try for each pod. Mirror and DaemonSet pods stay.</summary>
    /// <param name="Node">The node.</param>
    /// <param name="Maintenance">Whose drain.</param>
    /// <param name="LoseEmptyDir">Evict pods with emptyDir volumes too; otherwise they block the drain.</param>
    public sealed record EvictPods(string Node, string Maintenance, bool LoseEmptyDir) : ClusterCommand;

    /// <summary>Sign the ticket and hang it on the node, so that the agent (or a neighbour that is released by it) reboots it.</summary>
    public sealed record AskReboot(string Node, string Maintenance, Ticket Ticket) : ClusterCommand;

    /// <summary>Take the ticket off again.</summary>
    public sealed record WithdrawReboot(string Node, string Maintenance) : ClusterCommand;

    /// <summary>Read how the rollout of a workload stands; changes nothing.</summary>
    public sealed record LookAtRollout(WorkloadName Workload, string Maintenance) : ClusterCommand;

    /// <summary>
    /// Give the pod template the annotation by which <c>kubectl rollout restart</c> restarts, and leave the maintenance's mark on the workload; once for each maintenance, whatever others
    /// write there later. Refused when the workload bears another's mark or a lock is lost.
    /// </summary>
    /// <param name="Workload">The workload.</param>
    /// <param name="Maintenance">Whose restart.</param>
    /// <param name="Locks">The locks under which it may.</param>
    /// <param name="At">The annotation's value.</param>
    public sealed record RestartWorkload(WorkloadName Workload, string Maintenance, IReadOnlyList<DomainLock> Locks, DateTimeOffset At) : ClusterCommand;

    /// <summary>Set a StatefulSet's partition, with the former one in the maintenance's mark.</summary>
    public sealed record SetPartition(WorkloadName Workload, string Maintenance, IReadOnlyList<DomainLock> Locks, int Partition) : ClusterCommand;

    /// <summary>Open the floors of the workloads and evict one pod that still has an old template; one that is gone or another by now counts as evicted.</summary>
    public sealed record EvictPod(WorkloadName Workload, string Maintenance, IReadOnlyList<DomainLock> Locks, OldPod Pod, IReadOnlyList<string> Workloads) : ClusterCommand;

    /// <summary>Take the maintenance's mark off the workload and give a former partition back. What was restarted stays so; a partition that somebody set since stays too.</summary>
    public sealed record RestoreWorkload(WorkloadName Workload, string Maintenance) : ClusterCommand;
}
