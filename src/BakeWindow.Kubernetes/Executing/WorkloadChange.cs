using System.Globalization;
using System.Text.Json.Nodes;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Maintenance;

namespace BakeWindow.Kubernetes.Executing;

/// <summary>What is to be done about a workload as it was just read. Pure.</summary>
/// <param name="Patch">The write; null when there is none.</param>
/// <param name="Outcome">The outcome, once the write (if any) has been done.</param>
internal sealed record WorkloadChange(JsonObject? Patch, CommandOutcome Outcome)
{
    private static readonly CommandOutcome Done = new CommandOutcome.Done();

    /// <summary>The restart, once for each maintenance: one that somebody gave after ours is not overwritten by giving ours again.</summary>
    public static WorkloadChange Restart(WorkloadObject workload, ClusterCommand.RestartWorkload c, LockHolder me)
    {
        if (RolloutFacts.WhyNot(workload) is { } why)
        {
            return new(null, new CommandOutcome.Refused(why));
        }

        if (Foreign(workload, me) is { } holder)
        {
            return new(null, holder);
        }

        var at = c.At.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var mark = workload.Marked ?? RolloutMark.Of(me, c.Locks[0].Fence);
        return mark.RestartedAt is not null ? new(null, Done) : new(workload.Patch(mark with { RestartedAt = at }, restartedAt: at), Done);
    }

    /// <summary>The partition, with the former one remembered. One that somebody set since ours is what he wants back.</summary>
    public static WorkloadChange SetPartition(WorkloadObject workload, ClusterCommand.SetPartition c, LockHolder me)
    {
        if (Foreign(workload, me) is { } holder)
        {
            return new(null, holder);
        }

        var mark = workload.Marked ?? RolloutMark.Of(me, c.Locks[0].Fence);
        if (workload.Partition <= c.Partition)
        {
            return new(null, Done);
        }

        var former = mark.FormerPartition is { } known && workload.Partition == mark.Partition ? known : workload.Partition;
        return new(workload.Patch(mark with { FormerPartition = former, Partition = c.Partition }, partition: c.Partition), Done);
    }

    /// <summary>The mark off, and the partition back unless somebody has set another since. A workload without our mark is left alone.</summary>
    public static WorkloadChange Restore(WorkloadObject workload, LockHolder me) =>
        workload.Marked is not { } mark || !mark.Holder.IsOrMayBe(me) ? new(null, Done)
        : new(workload.Patch(null, partition: mark.GivesBack(workload.Partition)), Done);

    private static CommandOutcome.HeldBy? Foreign(WorkloadObject workload, LockHolder me) =>
        workload.MarkText is null ? null
        : workload.Marked is not { } mark ? new CommandOutcome.HeldBy($"somebody whose mark in {Mark.Rollout} can't be read")
        : !mark.Holder.IsOrMayBe(me) ? new CommandOutcome.HeldBy(mark.Holder.ToString())
        : null;
}
