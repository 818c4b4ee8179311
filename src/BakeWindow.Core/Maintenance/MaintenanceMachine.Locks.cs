using System.Globalization;
using BakeWindow.Core.Gate;

namespace BakeWindow.Core.Maintenance;

/// <content>Who may go on: the lock with its fence, across restarts, replicas and other installations.</content>
public static partial class MaintenanceMachine
{
    // Nothing is looked at before the lock is ours under a new fence: whoever worked for this maintenance until now finds the higher fence at its next write.
    private static StepResult TakeUp(MaintenanceRecord m, World world, DateTimeOffset now) =>
        m.Phase.Underway is { } work ? Stay(m, new ClusterCommand.TakeOver(work.Domain, m.Id), "taking it up under a new fence") : Look(m, world, now);

    private static StepResult TakenOver(MaintenanceRecord m, Work work, string domain, long fence, DateTimeOffset now)
    {
        var held = domain == work.Domain
            ? work with { Fence = fence }
            : work with { OtherLocks = [.. work.OtherLocks.Select(l => l.Domain == domain ? l with { Fence = fence } : l)] };
        var next = work.Locks.Select(l => l.Domain).SkipWhile(d => d != domain).Skip(1).FirstOrDefault();
        return To(m, m.Phase.With(held), now, string.Create(CultureInfo.InvariantCulture, $"taken up: {domain} under fence {fence}"), next is null ? null : new ClusterCommand.TakeOver(next, m.Id));
    }

    /// <summary>Answers that are about the lock, whatever the phase; null when this is none.</summary>
    private static StepResult? LockAnswer(MaintenanceRecord m, ClusterCommand command, CommandOutcome outcome, DateTimeOffset now) => (command, outcome) switch
    {
        // Another process goes on with this maintenance; what it wrote in the journal is what is so.
        (_, CommandOutcome.Superseded s) => Stay(m) with { Note = string.Create(CultureInfo.InvariantCulture, $"it goes on elsewhere under fence {s.Fence}") },
        (ClusterCommand.TakeOver over, CommandOutcome.LeaseTaken taken) when m.Phase.Underway is { } work => TakenOver(m, work, over.Domain, taken.Fence, now),
        (ClusterCommand.TakeOver or ClusterCommand.RenewLease, CommandOutcome.HeldBy other) => LockLost(m, other.Holder, now),
        (ClusterCommand.TakeOver or ClusterCommand.RenewLease, _) => Stay(m),
        (not ClusterCommand.TakeLease and not ClusterCommand.Cordon, CommandOutcome.HeldBy other) when m.Phase is Phase.Draining or Phase.Rebooting => LockLost(m, other.Holder, now),
        _ => null,
    };

    // What is ours is taken off: it bears our name, so it is nobody else's. A node that has rebooted already is seen through to its end; nothing of that disturbs anything.
    private static StepResult LockLost(MaintenanceRecord m, string holder, DateTimeOffset now) => m.Phase is Phase.Cordoning or Phase.Draining or Phase.Rebooting or Phase.Released or Phase.RollingOut
        ? Undo(m, m.Phase.Underway!, new Ending.RollBack($"{holder} holds the lock of the failure domain by now") { Code = EndCode.LockLost }, now)
        : Stay(m);
}
