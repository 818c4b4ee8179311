using System.Globalization;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Planning;
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
        MaintenanceEvent.DoneBy done => Done(m, done, now),
        MaintenanceEvent.HeldBy hold => HoldBack(m, hold, now),
        MaintenanceEvent.ResumedBy => throw new MaintenanceConflictException($"{m.Id} is no roll of a pool; only one that is paused can be resumed"),
        MaintenanceEvent.Answered answer => LockAnswer(m, answer.Command, answer.Outcome, now) ?? Answer(m, answer, world, now),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static StepResult Look(MaintenanceRecord m, World world, DateTimeOffset now) => m.Phase switch
    {
        Phase.Requested => Propose(m, null, world, now),
        Phase.Deferred d => now < d.LookAgainAt && !Late(m, now) ? Stay(m) : Propose(m, d.Approval, world, now),
        Phase.AwaitingApproval a => Await(m, a, world, now),
        Phase.Waiting w => Wait(m, w, world, now),
        Phase.Locking l => LockTooLate(m, l, world, now) ?? Stay(m, new ClusterCommand.TakeLease(DomainsOf(m, l, world)[0], m.Id), l.Name),
        Phase.Cordoning c => CordonTooLong(m, c.Work, now) ?? Recheck(m, c.Work, world, now) ?? Stay(m, new ClusterCommand.Cordon(m.Request.Node, m.Id, c.Work.Fence), c.Name),
        Phase.Draining d => Drain(m, d.Work, world, now),
        Phase.Rebooting r => AwaitReboot(m, r.Work, world, now),
        Phase.Holding h => Hold(m, h.Work, world, now),
        Phase.Released r => AwaitNeighbour(m, r.Work, world, now),
        Phase.RollingOut r => Stay(m, new ClusterCommand.LookAtRollout(m.Request.Action.OnWorkload!, m.Id), r.Name),
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
                var least = Cheapest(m.Phase.LeastBad, wait.LeastBad);
                return To(m, new Phase.Deferred(wait.Reason, wait.Why, wait.LookAgainAt, approval) { LeastBadStart = least }, now, $"deferred: {wait.Why}");
            case StartProposal.Escalate { LeastBad: var bad, Why: var why }:
                return approval?.Covers(bad) is true
                    ? To(m, new Phase.Waiting(bad, approval), now, $"planned for level {bad.From}, not before {bad.StartsEarliest:u}; approved by {approval.By}")
                    : To(m, new Phase.AwaitingApproval(bad) { Escalated = true, Why = why }, now, $"escalated: {why}");
            case StartProposal.Found { Start: var start }:
                approval ??= ByPolicy(world.Policy, now);
                return approval.Covers(start)
                    ? To(m, new Phase.Waiting(start, approval), now, $"planned for level {start.From}, not before {start.StartsEarliest:u}; approved by {approval.By}")
                    : To(m, new Phase.AwaitingApproval(start), now, $"planned for level {start.From}, not before {start.StartsEarliest:u}; costs more than {approval.By} approved");
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    // While a person is waited for, rights of another cycle may become known, and with them a start that nobody need be asked about.
    private static StepResult Await(MaintenanceRecord m, Phase.AwaitingApproval a, World world, DateTimeOffset now)
    {
        if (Late(m, now))
        {
            return Expire(m, now, "nobody approved it before its deadline");
        }

        var gone = now > a.Start.BackBy - a.Start.Need;
        var policy = ByPolicy(world.Policy, now);
        return gone || StartProposal.Of(world, m.Request, now) is StartProposal.Found { Start: var start } && policy.Covers(start) ? Propose(m, null, world, now) : Stay(m);
    }

    private static StepResult Wait(MaintenanceRecord m, Phase.Waiting w, World world, DateTimeOffset now)
    {
        if (Late(m, now))
        {
            return Expire(m, now, "its deadline passed before the chain reached its window");
        }

        if (w.Approval.Until < now)
        {
            return Propose(m, null, world, now);
        }

        if (now < w.Start.StartsEarliest)
        {
            return Stay(m);
        }

        var verdict = Ask(m, world, w.Start.Need, now);
        if (verdict is Verdict.Allowed && (world.Chain is not { } chain || chain.Head.Level >= w.Start.From))
        {
            if (StartProposal.Cheaper(world, m.Request, w.Start, now) is { } cheaper && w.Approval.Covers(cheaper))
            {
                return To(m, new Phase.Waiting(cheaper, w.Approval), now, $"a cheaper start has become known: level {cheaper.From}, not before {cheaper.StartsEarliest:u}");
            }

            var domains = DomainsOf(m, null, world);
            return To(m, new Phase.Locking(w.Start, w.Approval) { Domains = domains }, now, "its window is open; taking the lock", new ClusterCommand.TakeLease(domains[0], m.Id));
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
            throw new MaintenanceConflictException(m.Phase.Yes is { } first
                ? $"{m.Id} is approved already, by {first.By} at {first.At:u}; it is {m.Phase.Name}, and nothing more is needed"
                : $"{m.Id} is {m.Phase.Name}; only one that is AwaitingApproval can be approved");
        }

        if (yes.IfShown is { } shown && ApprovalShown.Of(world, m, now) is { } fresher && fresher.Since(shown) is { Count: > 0 } changes)
        {
            throw new ApprovalChangedException(changes, fresher);
        }

        if (ApprovalRule.WhyNot(world.Policy, m.Request, a.Start, yes.By, yes.Owner) is { } why)
        {
            throw new MaintenanceConflictException(why);
        }

        // The gate's facts may have changed since the page was drawn: what is approved is what is true now.
        if (StartProposal.Of(world, m.Request, now) is StartProposal.Found { Start: var fresh } && fresh.From != a.Start.From
            && (fresh.ExpectedBlocks > a.Start.ExpectedBlocks || fresh.Cost.BudgetShare > a.Start.Cost.BudgetShare)
            && now > a.Start.BackBy - a.Start.Need)
        {
            return To(m, new Phase.AwaitingApproval(fresh), now, "its window passed before the approval; a new one is proposed");
        }

        var approval = new Approval(yes.By, now, yes.UpToBlocks ?? a.Start.ExpectedBlocks, yes.UpToBudget ?? a.Start.Cost.BudgetShare) { Until = yes.Until, Only = yes.OnlyThis ? a.Start.From : null };
        if (!approval.Covers(a.Start))
        {
            throw new MaintenanceConflictException(string.Create(CultureInfo.InvariantCulture,
                $"the bounds leave out the proposed window itself ({a.Start.ExpectedBlocks:0.####} blocks, {a.Start.Cost.BudgetShare:P1} of the budget, from {a.Start.StartsEarliest:u}); raise them, or reject it"));
        }

        return To(m, new Phase.Waiting(a.Start, approval), now, $"approved by {yes.By}");
    }

    private static StepResult Reject(MaintenanceRecord m, MaintenanceEvent.RejectedBy no, DateTimeOffset now) =>
        m.Phase is Phase.Requested or Phase.AwaitingApproval or Phase.Deferred or Phase.Waiting
            ? To(m, new Phase.Rejected(no.By, no.Why), now, $"rejected by {no.By}: {no.Why}")
            : throw new MaintenanceConflictException($"{m.Id} is {m.Phase.Name}; it can't be rejected any more, only cancelled");

    private static StepResult Cancel(MaintenanceRecord m, MaintenanceEvent.CancelledBy off, World world, DateTimeOffset now) => m.Phase switch
    {
        { IsTerminal: true } => throw new MaintenanceConflictException($"{m.Id} is {m.Phase.Name} already"),
        Phase.Holding => throw new MaintenanceConflictException($"{m.Id} is Holding: others work on the node, so say \"done\" when they are through; it is proved and taken back then"),
        Phase.RollingOut { Work.DrainingSince: null } or Phase.Released { Work.DrainingSince: null } => Undo(m, m.Phase.Underway!, new Ending.Cancel(off.By, off.Why), now),
        Phase.Rebooting or Phase.Released or Phase.RollingOut or Phase.Recovering or Phase.Verifying or Phase.Uncordoning =>
            throw new MaintenanceConflictException($"{m.Id} is {m.Phase.Name}: what can't be taken back has been asked for, so it goes on to its safe end"),
        Phase.Undoing => throw new MaintenanceConflictException($"{m.Id} is being undone already"),
        Phase.Cordoning or Phase.Draining => Undo(m, m.Phase.Underway!, new Ending.Cancel(off.By, off.Why), now),
        // The lock may or may not be ours yet; giving back what one has not is harmless.
        Phase.Locking l => To(m, new Phase.Cancelled(off.By, off.Why), now, $"cancelled by {off.By}: {off.Why}", Release(m, DomainsOf(m, l, world))),
        _ => To(m, new Phase.Cancelled(off.By, off.Why), now, $"cancelled by {off.By}: {off.Why}"),
    };

    private static bool Late(MaintenanceRecord m, DateTimeOffset now) => m.Request.Deadline is { } deadline && now > deadline;

    // Nothing expires silently: whoever asked is told what it would have taken.
    private static StepResult Expire(MaintenanceRecord m, DateTimeOffset now, string why)
    {
        var least = m.Phase is Phase.Waiting w ? w.Start : m.Phase.LeastBad;
        var price = least is null ? "no start was known at any price"
            : string.Create(CultureInfo.InvariantCulture, $"the least bad start that was known, at level {least.From}, would have cost {least.ExpectedBlocks:0.###} blocks on average and {least.Cost.BudgetShare:P1} of the budget");
        return To(m, new Phase.Expired($"{why}; {price}") { LeastBadStart = least }, now, $"expired: {why}; {price}");
    }

    private static PlannedStart? Cheapest(PlannedStart? a, PlannedStart? b) => a is null ? b : b is null || a.ExpectedBlocks <= b.ExpectedBlocks ? a : b;

    private static Approval ByPolicy(Policy policy, DateTimeOffset now) => new("policy", now, policy.ApprovedUpToBlocks, policy.ApprovedUpToBudget);

    private static Verdict Ask(MaintenanceRecord m, World world, TimeSpan need, DateTimeOffset now) => Gatekeeper.Decide(world, m.Request.Question(world, need), now);

    // What to lock: the domain of the node, or those of the nodes where the workload's pods run. Once it is decided it stays, wherever the pods go.
    private static IReadOnlyList<string> DomainsOf(MaintenanceRecord m, Phase.Locking? locking, World world) =>
        locking is { Domains.Count: > 0 } ? locking.Domains
        : world.Cluster is not { } cluster ? [FailureDomains.Whole]
        : m.Request.Action.OnWorkload is { } workload ? Placement.DomainsOf(workload, cluster)
        : [cluster.Nodes.TryGetValue(m.Request.Node, out var node) ? FailureDomains.Of(node) : FailureDomains.Whole];

    private static ClusterCommand.ReleaseLease Release(MaintenanceRecord m, IReadOnlyList<string> domains) => new(domains[0], m.Id) { Others = [.. domains.Skip(1)] };

    private static StepResult Stay(MaintenanceRecord m, ClusterCommand? command = null, string note = "") => new(m, command, command is null ? "" : note);

    private static StepResult To(MaintenanceRecord m, Phase phase, DateTimeOffset now, string note, ClusterCommand? command = null) =>
        new(m with { Phase = phase, Since = phase.GetType() == m.Phase.GetType() ? m.Since : now }, command, note);
}
