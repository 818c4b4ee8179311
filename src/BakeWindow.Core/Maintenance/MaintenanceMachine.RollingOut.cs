using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Time;

namespace BakeWindow.Core.Maintenance;

/// <content>
/// Replacing the pods of a workload. Each look reads how the rollout stands; only when all pods are Ready is the next step taken, after the gate was asked again: give the restart, evict
/// one pod with an old template (OnDelete), or lower the partition by one. Between two steps the work can stop: what is replaced stays so.
/// </content>
public static partial class MaintenanceMachine
{
    private static StepResult RolledOut(MaintenanceRecord m, Work work, MaintenanceEvent.Answered answer, World world, DateTimeOffset now) => answer.Outcome switch
    {
        CommandOutcome.RolloutSeen { Rollout: var rollout } => Advance(m, work, rollout, world, now),
        CommandOutcome.Evicted { Blocked: [var held, ..] } => StepTooLong(m, work, $"{held.Pod} held: {held.Why}", now) ?? To(m, new Phase.RollingOut(work with { DrainNote = $"{held.Pod} held: {held.Why}" }), now, $"{held.Pod} held: {held.Why}"),
        CommandOutcome.WorkloadGone => Undo(m, work, new Ending.Fail($"{m.Request.Action.OnWorkload} was deleted from the cluster") { Code = EndCode.WorkloadDeleted }, now),
        CommandOutcome.HeldBy { Holder: var other } when work.DrainingSince is null => Undo(m, work, new Ending.Defer(ReasonCode.AnotherMaintenance.Kebab(), $"{other} has marked the workload"), now),
        CommandOutcome.HeldBy { Holder: var other } => Undo(m, work, new Ending.Fail($"{other} has taken the workload over") { Code = EndCode.LockLost }, now),
        CommandOutcome.Refused { Why: var why, Code: var code } =>
            Undo(m, work, work.DrainingSince is null ? new Ending.RollBack(why) { Code = code } : new Ending.Fail(why) { Code = code }, now),
        _ => Stay(m),
    };

    private static StepResult Advance(MaintenanceRecord m, Work work, RolloutView rollout, World world, DateTimeOffset now)
    {
        var restart = m.Request.Action is MaintenanceAction.RestartWorkload && !rollout.Restarted;
        if (!restart && rollout.Complete)
        {
            return To(m, new Phase.Verifying(work with { PodsBackAt = now, BackAtLevel = world.Chain?.Head.Level, DrainNote = "" }), now,
                work.DrainingSince is null ? $"nothing was left to replace: {rollout.Progress}" : $"rolled out: {rollout.Progress}");
        }

        // A pod is away, or the controller is at it by itself: nothing to be taken back and nothing to be added.
        if (!restart && (!rollout.Settled || NextStep(m, work, rollout) is null))
        {
            var note = work.DrainNote == rollout.Progress ? null : rollout.Progress;
            return TooLong(m, work, EndCode.RolloutStuck, $"the rollout does not come to its end ({rollout.Progress})", now)
                ?? (note is null ? Stay(m) : To(m, new Phase.RollingOut(work with { DrainNote = note }), now, note));
        }

        var begun = Begun(work, world, now);
        var next = NextStep(m, begun, rollout)!;
        return Recheck(m, work, world, now)
            ?? To(m, new Phase.RollingOut(begun with { RebootAskedAt = work.Step == Does(next) ? work.RebootAskedAt : now, Step = Does(next), DrainNote = rollout.Progress }), now, Does(next), next);
    }

    private static StepResult? StepTooLong(MaintenanceRecord m, Work work, string why, DateTimeOffset now) => now - (work.RebootAskedAt ?? now) <= DrainLimit(work) ? null
        : Undo(m, work, new Ending.RollBack($"given up after {DurationText.Human(DrainLimit(work))}: {why}") { Code = EndCode.BudgetNeverAllows }, now);

    private static ClusterCommand? NextStep(MaintenanceRecord m, Work work, RolloutView rollout)
    {
        var workload = m.Request.Action.OnWorkload!;
        return m.Request.Action is MaintenanceAction.RestartWorkload && !rollout.Restarted ? new ClusterCommand.RestartWorkload(workload, m.Id, work.Locks, work.StartedAt)
            : rollout.Old is not [var old, ..] ? null
            : !rollout.ReplacesPods ? new ClusterCommand.EvictPod(workload, m.Id, work.Locks, old, work.Workloads)
            : rollout.Partition > old.Ordinal ? new ClusterCommand.SetPartition(workload, m.Id, work.Locks, old.Ordinal)
            : null;
    }

    private static string Does(ClusterCommand step) => step switch
    {
        ClusterCommand.EvictPod e => $"evicting {e.Pod.Name}, which has an old template",
        ClusterCommand.SetPartition p => $"lowering the partition to {p.Partition}",
        _ => "restarting",
    };
}
