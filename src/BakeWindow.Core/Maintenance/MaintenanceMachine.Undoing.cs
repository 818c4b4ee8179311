namespace BakeWindow.Core.Maintenance;

/// <content>Taking the marks off, in order, whether the work was done or given up.</content>
public static partial class MaintenanceMachine
{
    private static readonly UndoStep[] OnNode = [UndoStep.WithdrawReboot, UndoStep.Uncordon, UndoStep.CloseFloor, UndoStep.ReleaseLease];
    private static readonly UndoStep[] OnReleasedNode = [UndoStep.CloseFloor, UndoStep.ReleaseLease];
    private static readonly UndoStep[] OnWorkload = [UndoStep.RestoreWorkload, UndoStep.CloseFloor, UndoStep.ReleaseLease];

    // Which marks a maintenance leaves, in the order in which they come off. A node that a neighbour has worked on bears none of ours: its cordon is the neighbour's.
    private static UndoStep[] MarksOf(MaintenanceRecord m) => m.Request.Action switch
    {
        MaintenanceAction.ReleaseNode => OnReleasedNode,
        { OnWorkload: not null } => OnWorkload,
        _ => OnNode,
    };

    private static StepResult Undo(MaintenanceRecord m, Work work, Ending ending, DateTimeOffset now) =>
        To(m, new Phase.Undoing(work, MarksOf(m)[0], ending), now, $"undoing: {Why(ending)}", UndoCommand(m, work, MarksOf(m)[0]));

    private static ClusterCommand UndoCommand(MaintenanceRecord m, Work work, UndoStep step) => step switch
    {
        UndoStep.WithdrawReboot => new ClusterCommand.WithdrawReboot(m.Request.Node, m.Id),
        UndoStep.Uncordon => new ClusterCommand.Uncordon(m.Request.Node, m.Id),
        UndoStep.RestoreWorkload => new ClusterCommand.RestoreWorkload(m.Request.Action.OnWorkload!, m.Id),
        UndoStep.CloseFloor => new ClusterCommand.CloseFloor(m.Id, work.Workloads),
        _ => Release(m, [.. work.Locks.Select(l => l.Domain)]),
    };

    private static StepResult NextUndo(MaintenanceRecord m, Work work, UndoStep done, Ending ending, DateTimeOffset now)
    {
        if (done is UndoStep.ReleaseLease)
        {
            return End(m, work, ending, now);
        }

        var next = MarksOf(m).SkipWhile(s => s != done).Skip(1).First();
        Phase phase = m.Phase is Phase.Uncordoning ? new Phase.Uncordoning(work, next, ending) : new Phase.Undoing(work, next, ending);
        return To(m, phase, now, Did(done), UndoCommand(m, work, next));
    }

    private static StepResult End(MaintenanceRecord m, Work work, Ending ending, DateTimeOffset now)
    {
        var receipt = ReceiptOf(work, now);
        return ending switch
        {
            Ending.Complete => To(m, new Phase.Completed(receipt), now, "every mark is off; done"),
            Ending.Defer d => Defer(m, d.Reason, d.Why, work.Approval, now),
            Ending.RollBack r => To(m, new Phase.RolledBack(r.Why, receipt) { Code = r.Code }, now, $"rolled back: {r.Why}"),
            Ending.Cancel c => To(m, new Phase.Cancelled(c.By, c.Why), now, $"cancelled by {c.By}: {c.Why}"),
            Ending.Fail f => To(m, new Phase.Failed(f.Why, receipt) { Code = f.Code }, now, $"failed: {f.Why}"),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static StepResult Defer(MaintenanceRecord m, string reason, string why, Approval? approval, DateTimeOffset now, ClusterCommand? command = null) =>
        To(m, new Phase.Deferred(reason, why, now + TimeSpan.FromSeconds(30), approval), now, $"deferred: {why}", command);

    private static Receipt ReceiptOf(Work work, DateTimeOffset now) => new()
    {
        StartedAt = work.StartedAt,
        EndedAt = now,
        Need = work.Ticket.Need,
        BackBy = work.Ticket.ExpiresAt,
        Outage = work.DrainingSince is { } from ? (work.BackAt ?? now) - from : null,
        HardRightsInside = work.HardRightsInside,
        AwayFrom = work.DrainingSince,
        Bakers = work.Bakers,
        Attested = work.Attested,
    };

    private static Receipt Empty(MaintenanceRecord m, DateTimeOffset now) =>
        new() { StartedAt = m.Since, EndedAt = now, Need = m.Request.Need ?? TimeSpan.Zero, BackBy = now };

    private static string Did(UndoStep step) => step switch
    {
        UndoStep.WithdrawReboot => "the ticket is off the node",
        UndoStep.Uncordon => "uncordoned, unless it was cordoned before",
        UndoStep.RestoreWorkload => "the mark is off the workload, a former partition is back",
        UndoStep.CloseFloor => "the floors are back with the gate",
        _ => "the lock is given back",
    };

    private static string Why(Ending ending) => ending switch
    {
        Ending.Defer d => d.Why,
        Ending.RollBack r => r.Why,
        Ending.Cancel c => $"cancelled by {c.By}: {c.Why}",
        Ending.Fail f => f.Why,
        _ => "done",
    };
}
