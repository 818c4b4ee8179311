using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;

namespace BakeWindow.Core.Maintenance;

/// <content>From the locks to the first step.</content>
public static partial class MaintenanceMachine
{
    // One lock after the other in order of name, so that two maintenances never wait for each other.
    private static StepResult Lock(MaintenanceRecord m, Phase.Locking locking, string domain, CommandOutcome outcome, World world, DateTimeOffset now)
    {
        var domains = DomainsOf(m, locking, world);
        switch (outcome)
        {
            case CommandOutcome.LeaseTaken { Fence: var fence }:
                IReadOnlyList<DomainLock> taken = [.. locking.Taken.Where(t => t.Domain != domain), new DomainLock(domain, fence)];
                return domains.SkipWhile(d => d != domain).Skip(1).FirstOrDefault() is { } next
                    ? To(m, locking with { Domains = domains, Taken = taken }, now, $"locked {domain} with fence {fence}; {next} comes next", new ClusterCommand.TakeLease(next, m.Id))
                    : Begin(m, locking, taken, world, now);
            case CommandOutcome.HeldBy { Holder: var other }:
                return Defer(m, ReasonCode.AnotherMaintenance.Kebab(), $"{other} holds the lock of failure domain {domain}", locking.Approval, now,
                    locking.Taken.Count > 0 ? Release(m, [.. locking.Taken.Select(t => t.Domain)]) : null);
            case CommandOutcome.Refused { Why: var why, Code: var code }:
                return To(m, new Phase.Failed($"the lock can't be taken: {why}", Empty(m, now)) { Code = code }, now, why);
            default:
                return Stay(m);
        }
    }

    private static StepResult Begin(MaintenanceRecord m, Phase.Locking locking, IReadOnlyList<DomainLock> locks, World world, DateTimeOffset now)
    {
        var release = Release(m, [.. locks.Select(l => l.Domain)]);
        var verdict = Ask(m, world, locking.Start.Need, now);
        if (verdict is not Verdict.Allowed { Ticket: { } ticket })
        {
            return To(m, new Phase.Deferred(verdict.Reason.Kebab(), verdict.Message, now, locking.Approval), now, $"deferred: {verdict.Message}", release);
        }

        if (m.Request.Action is MaintenanceAction.RebootNode or MaintenanceAction.ReleaseNode && ticket.BootId.Length == 0)
        {
            return To(m, new Phase.Failed($"node {m.Request.Node} tells no boot ID, so a reboot could not be seen", Empty(m, now)) { Code = EndCode.NoBootId }, now, "no boot ID", release);
        }

        var concerned = m.Request.Action.OnWorkload is { } workload ? Placement.Of(workload, world.Cluster!, world.Workloads) : Placement.On(m.Request.Node, world.Cluster!, world.Workloads);
        var work = new Work
        {
            Fence = locks[0].Fence,
            Domain = locks[0].Domain,
            OtherLocks = [.. locks.Skip(1)],
            Ticket = ticket,
            Approval = locking.Approval,
            Bakers = [.. concerned.Select(w => w.Baker).Distinct()],
            Workloads = [.. concerned.Select(w => w.Name)],
            KubeletBefore = Node(m, world)?.KubeletVersion,
            StartedAt = now,
        };
        var (phase, command) = FirstStep(m, work);
        return To(m, phase, now, $"locked {string.Join(", ", locks.Select(l => $"{l.Domain} with fence {l.Fence}"))}; {verdict.Message}", command);
    }

    private static (Phase Phase, ClusterCommand Command) FirstStep(MaintenanceRecord m, Work work) => m.Request.Action switch
    {
        MaintenanceAction.ReleaseNode => (new Phase.Released(work), new ClusterCommand.OpenFloor(null, m.Id, work.Workloads) { Locks = work.Locks }),
        { OnWorkload: { } workload } => (new Phase.RollingOut(work), new ClusterCommand.LookAtRollout(workload, m.Id)),
        _ => (new Phase.Cordoning(work), new ClusterCommand.Cordon(m.Request.Node, m.Id, work.Fence)),
    };
}
