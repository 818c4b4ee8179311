using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Time;

namespace BakeWindow.Core.Maintenance;

/// <summary>
/// The life of a maintenance: <c>Step(state, event, world, now) → (state, command)</c>. Nothing awaits in here. The runner journals the state first, then carries out the command and
/// feeds its outcome back; after a crash it feeds <see cref="MaintenanceEvent.Looked"/> and the command of the phase is given again.
/// </summary>
public static partial class MaintenanceMachine
{
    // After the reboot has been asked for, what is left to do takes at least this part of the need, however long the drain took.
    private const double LeastLeft = 0.6;

    // Nobody may start the reboot after the ticket's latest start; this much later nobody can still be about to.
    private static readonly TimeSpan RebootGrace = TimeSpan.FromMinutes(2);

    // An agent looks every few seconds, a shutdown takes a minute or two; what still stands after this will not go.
    private static readonly TimeSpan RebootPatience = TimeSpan.FromMinutes(5);

    /// <summary>One step.</summary>
    /// <exception cref="MaintenanceConflictException">A person asked for something that can't be done in this phase.</exception>
    public static StepResult Step(MaintenanceRecord m, MaintenanceEvent happened, World world, DateTimeOffset now)
    {
        var result = Decide(m, happened, world, now);
        return result.Command is { } command ? result with { Command = command with { Under = result.Next.Phase.Underway?.Fence } } : result;
    }

    private static StepResult Decide(MaintenanceRecord m, MaintenanceEvent happened, World world, DateTimeOffset now) => happened switch
    {
        MaintenanceEvent.Looked => Look(m, world, now),
        MaintenanceEvent.TakenUp => TakeUp(m, world, now),
        MaintenanceEvent.ApprovedBy yes => Approve(m, yes, world, now),
        MaintenanceEvent.RejectedBy no => Reject(m, no, now),
        MaintenanceEvent.CancelledBy off => Cancel(m, off, world, now),
        MaintenanceEvent.Answered answer => LockAnswer(m, answer.Command, answer.Outcome, now) ?? Answer(m, answer, world, now),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static StepResult Look(MaintenanceRecord m, World world, DateTimeOffset now) => m.Phase switch
    {
        Phase.Requested => Propose(m, null, world, now),
        Phase.Deferred d => now < d.LookAgainAt && !Late(m, now) ? Stay(m) : Propose(m, d.Approval, world, now),
        Phase.AwaitingApproval a => Late(m, now) ? Expire(m, now, "nobody approved it before its deadline")
            : now > a.Start.BackBy - a.Start.Need ? Propose(m, null, world, now) : Stay(m),
        Phase.Waiting w => Wait(m, w, world, now),
        Phase.Locking l => LockTooLate(m, l, world, now) ?? Stay(m, new ClusterCommand.TakeLease(DomainOf(m, world) ?? FailureDomains.Whole, m.Id), l.Name),
        Phase.Cordoning c => CordonTooLong(m, c.Work, now) ?? Recheck(m, c.Work, world, now) ?? Stay(m, new ClusterCommand.Cordon(m.Request.Node, m.Id, c.Work.Fence), c.Name),
        Phase.Draining d => Drain(m, d.Work, world, now),
        Phase.Rebooting r => AwaitReboot(m, r.Work, world, now),
        Phase.Recovering r => Recover(m, r.Work, world, now),
        Phase.Verifying v => Verify(m, v.Work, world, now),
        Phase.Uncordoning u => Stay(m, UndoCommand(m, u.Work, u.Next), u.Name),
        Phase.Undoing u => Stay(m, UndoCommand(m, u.Work, u.Next), u.Name),
        _ => Stay(m),
    };

    private static StepResult Propose(MaintenanceRecord m, Approval? approval, World world, DateTimeOffset now)
    {
        if (Late(m, now))
        {
            return Expire(m, now, m.Phase is Phase.Deferred d ? d.Why : "its deadline passed before a window was found");
        }

        switch (StartProposal.Of(world, m.Request, now))
        {
            case StartProposal.Wait wait:
                return To(m, new Phase.Deferred(wait.Reason, wait.Why, wait.LookAgainAt, approval), now, $"deferred: {wait.Why}");
            case StartProposal.Found { Start: var start }:
                var policy = world.Policy;
                approval ??= new Approval("policy", now, policy.ApprovedUpToBlocks, policy.ApprovedUpToBudget);
                return approval.Covers(start)
                    ? To(m, new Phase.Waiting(start, approval), now, $"planned for level {start.From}, not before {start.StartsEarliest:u}; approved by {approval.By}")
                    : To(m, new Phase.AwaitingApproval(start), now, $"planned for level {start.From}, not before {start.StartsEarliest:u}; costs more than {approval.By} approved");
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static StepResult Wait(MaintenanceRecord m, Phase.Waiting w, World world, DateTimeOffset now)
    {
        if (now < w.Start.StartsEarliest)
        {
            return Late(m, now) ? Expire(m, now, "its deadline passed before its window") : Stay(m);
        }

        var verdict = Ask(m, world, w.Start.Need, now);
        if (verdict is Verdict.Allowed && (world.Chain is not { } chain || chain.Head.Level >= w.Start.From))
        {
            if (StartProposal.Cheaper(world, m.Request, w.Start, now) is { } cheaper && w.Approval.Covers(cheaper))
            {
                return To(m, new Phase.Waiting(cheaper, w.Approval), now, $"a cheaper start has become known: level {cheaper.From}, not before {cheaper.StartsEarliest:u}");
            }

            return To(m, new Phase.Locking(w.Start, w.Approval), now, "its window is open; taking the lock",
                new ClusterCommand.TakeLease(DomainOf(m, world) ?? FailureDomains.Whole, m.Id));
        }

        // The chain has not come so far yet, or can't be seen; as long as the need may still fit, wait.
        if (now <= w.Start.BackBy - w.Start.Need && (verdict is Verdict.CannotKnow || world.Chain is { } c && c.Head.Level < w.Start.From))
        {
            return Stay(m);
        }

        return To(m, new Phase.Deferred(verdict.Reason.Kebab(), verdict.Message, now, w.Approval), now, $"deferred: {verdict.Message}");
    }

    private static StepResult Approve(MaintenanceRecord m, MaintenanceEvent.ApprovedBy yes, World world, DateTimeOffset now)
    {
        if (m.Phase is not Phase.AwaitingApproval a)
        {
            throw new MaintenanceConflictException($"{m.Id} is {m.Phase.Name}; only one that is AwaitingApproval can be approved");
        }

        // The gate's facts may have changed since the page was drawn: what is approved is what is true now.
        if (StartProposal.Of(world, m.Request, now) is StartProposal.Found { Start: var fresh } && fresh.From != a.Start.From
            && (fresh.ExpectedBlocks > a.Start.ExpectedBlocks || fresh.Cost.BudgetShare > a.Start.Cost.BudgetShare)
            && now > a.Start.BackBy - a.Start.Need)
        {
            return To(m, new Phase.AwaitingApproval(fresh), now, "its window passed before the approval; a new one is proposed");
        }

        var approval = new Approval(yes.By, now, yes.UpToBlocks ?? a.Start.ExpectedBlocks, yes.UpToBudget ?? a.Start.Cost.BudgetShare);
        return To(m, new Phase.Waiting(a.Start, approval), now, $"approved by {yes.By}");
    }

    private static StepResult Reject(MaintenanceRecord m, MaintenanceEvent.RejectedBy no, DateTimeOffset now) =>
        m.Phase is Phase.Requested or Phase.AwaitingApproval or Phase.Deferred or Phase.Waiting
            ? To(m, new Phase.Rejected(no.By, no.Why), now, $"rejected by {no.By}: {no.Why}")
            : throw new MaintenanceConflictException($"{m.Id} is {m.Phase.Name}; it can't be rejected any more, only cancelled");

    private static StepResult Cancel(MaintenanceRecord m, MaintenanceEvent.CancelledBy off, World world, DateTimeOffset now) => m.Phase switch
    {
        { IsTerminal: true } => throw new MaintenanceConflictException($"{m.Id} is {m.Phase.Name} already"),
        Phase.Rebooting or Phase.Recovering or Phase.Verifying or Phase.Uncordoning =>
            throw new MaintenanceConflictException($"{m.Id} is {m.Phase.Name}: the reboot has been asked for, so it goes on to its safe end"),
        Phase.Undoing => throw new MaintenanceConflictException($"{m.Id} is being undone already"),
        Phase.Cordoning or Phase.Draining => Undo(m, m.Phase.Underway!, new Ending.Cancel(off.By, off.Why), now),
        // The lock may or may not be ours yet; giving back what one has not is harmless.
        Phase.Locking => To(m, new Phase.Cancelled(off.By, off.Why), now, $"cancelled by {off.By}: {off.Why}", new ClusterCommand.ReleaseLease(DomainOf(m, world) ?? FailureDomains.Whole, m.Id)),
        _ => To(m, new Phase.Cancelled(off.By, off.Why), now, $"cancelled by {off.By}: {off.Why}"),
    };

    private static bool Late(MaintenanceRecord m, DateTimeOffset now) => m.Request.Deadline is { } deadline && now > deadline;

    private static StepResult Expire(MaintenanceRecord m, DateTimeOffset now, string why) => To(m, new Phase.Expired(why), now, $"expired: {why}");

    private static Verdict Ask(MaintenanceRecord m, World world, TimeSpan need, DateTimeOffset now) =>
        Gatekeeper.Decide(world, new GateRequest { Node = m.Request.Node, Need = need, Client = m.Request.RequestedBy, Maintenance = m.Id }, now);

    private static string? DomainOf(MaintenanceRecord m, World world) =>
        world.Cluster is { } cluster && cluster.Nodes.TryGetValue(m.Request.Node, out var node) ? FailureDomains.Of(node) : null;

    private static StepResult Stay(MaintenanceRecord m, ClusterCommand? command = null, string note = "") => new(m, command, command is null ? "" : note);

    private static StepResult To(MaintenanceRecord m, Phase phase, DateTimeOffset now, string note, ClusterCommand? command = null) =>
        new(m with { Phase = phase, Since = phase.GetType() == m.Phase.GetType() ? m.Since : now }, command, note);
}
