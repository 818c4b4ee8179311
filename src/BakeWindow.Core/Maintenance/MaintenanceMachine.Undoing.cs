namespace BakeWindow.Core.Maintenance;

/// <content>Taking the marks off, in order, whether the work was done or given up.</content>
public static partial class MaintenanceMachine
{
    private static StepResult Undo(MaintenanceRecord m, Work work, Ending ending, DateTimeOffset now) =>
        To(m, new Phase.Undoing(work, UndoStep.WithdrawReboot, ending), now, $"undoing: {Why(ending)}", UndoCommand(m, work, UndoStep.WithdrawReboot));

    private static ClusterCommand UndoCommand(MaintenanceRecord m, Work work, UndoStep step) => step switch
    {
        UndoStep.WithdrawReboot => new ClusterCommand.WithdrawReboot(m.Request.Node, m.Id),
        UndoStep.Uncordon => new ClusterCommand.Uncordon(m.Request.Node, m.Id),
        UndoStep.CloseFloor => new ClusterCommand.CloseFloor(m.Id, work.Workloads),
        _ => new ClusterCommand.ReleaseLease(work.Domain, m.Id),
    };

    private static StepResult NextUndo(MaintenanceRecord m, Work work, UndoStep done, Ending ending, DateTimeOffset now)
    {
        if (done is UndoStep.ReleaseLease)
        {
            return End(m, work, ending, now);
        }

        var next = done + 1;
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

    private static StepResult Defer(MaintenanceRecord m, string reason, string why, Approval? approval, DateTimeOffset now) =>
        To(m, new Phase.Deferred(reason, why, now + TimeSpan.FromSeconds(30), approval), now, $"deferred: {why}");

    private static Receipt ReceiptOf(Work work, DateTimeOffset now) => new()
    {
        StartedAt = work.StartedAt,
        EndedAt = now,
        Need = work.Ticket.Need,
        BackBy = work.Ticket.ExpiresAt,
        Outage = work.DrainingSince is { } from ? (work.BackAt ?? now) - from : null,
        HardRightsInside = work.HardRightsInside,
        Attested = work.Attested,
    };

    private static Receipt Empty(MaintenanceRecord m, DateTimeOffset now) =>
        new() { StartedAt = m.Since, EndedAt = now, Need = m.Request.Need ?? TimeSpan.Zero, BackBy = now };

    private static string Did(UndoStep step) => step switch
    {
        UndoStep.WithdrawReboot => "the ticket is off the node",
        UndoStep.Uncordon => "uncordoned, unless it was cordoned before",
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
