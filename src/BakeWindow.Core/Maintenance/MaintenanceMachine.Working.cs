using System.Globalization;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Rights;
using BakeWindow.Core.Time;

namespace BakeWindow.Core.Maintenance;

/// <content>From the lock to the proof that the baker is back.</content>
public static partial class MaintenanceMachine
{
    private static StepResult Answer(MaintenanceRecord m, MaintenanceEvent.Answered answer, World world, DateTimeOffset now) => (m.Phase, answer.Command, answer.Outcome) switch
    {
        // Nothing is lost by waiting: the next look gives the command again, or finds that time ran out.
        (Phase.Draining d, _, CommandOutcome.Unavailable u) => HoldUp(m, d.Work, u, now),
        (_, _, CommandOutcome.Unavailable u) => Stay(m) with { Note = $"{Word(answer.Command)} not possible now: {u.Why}" },

        (Phase.Locking l, ClusterCommand.TakeLease lease, _) => Lock(m, l, lease.Domain, answer.Outcome, world, now),

        (Phase.Cordoning c, ClusterCommand.Cordon, CommandOutcome.Done) => Recheck(m, c.Work, world, now)
            ?? To(m, new Phase.Draining(c.Work), now, "cordoned", new ClusterCommand.OpenFloor(m.Request.Node, m.Id, c.Work.Workloads)),
        (Phase.Cordoning c, ClusterCommand.Cordon, CommandOutcome.HeldBy other) =>
            Undo(m, c.Work, new Ending.Defer(ReasonCode.AnotherMaintenance.Kebab(), $"{other.Holder} has marked the node"), now),

        (Phase.Draining d, ClusterCommand.OpenFloor, CommandOutcome.Done) => Recheck(m, d.Work, world, now) ?? Evict(m, d.Work, world, now),
        (Phase.Draining d, ClusterCommand.EvictPods, CommandOutcome.Evicted e) => Evicted(m, d.Work, e, world, now),

        (Phase.Rebooting, ClusterCommand.AskReboot, CommandOutcome.Done) => Stay(m),
        (Phase.Released, ClusterCommand.OpenFloor, CommandOutcome.Done) => Stay(m),
        (Phase.RollingOut r, _, _) => RolledOut(m, r.Work, answer, world, now),
        (Phase.Recovering, ClusterCommand.WithdrawReboot or ClusterCommand.CloseFloor or ClusterCommand.Uncordon, CommandOutcome.Done) => Stay(m),

        (Phase.Uncordoning u, _, CommandOutcome.Done or CommandOutcome.NodeGone or CommandOutcome.HeldBy) => NextUndo(m, u.Work, u.Next, u.Ending, now),
        (Phase.Undoing u, _, CommandOutcome.Done or CommandOutcome.NodeGone or CommandOutcome.HeldBy) => NextUndo(m, u.Work, u.Next, u.Ending, now),
        (Phase.Uncordoning u, _, CommandOutcome.Refused r) => NextUndo(m, u.Work, u.Next, new Ending.Fail($"{u.Next} refused: {r.Why}") { Code = EndCode.UndoRefused }, now),
        (Phase.Undoing u, _, CommandOutcome.Refused r) => NextUndo(m, u.Work, u.Next, new Ending.Fail($"{u.Next} refused: {r.Why}") { Code = EndCode.UndoRefused }, now),

        ({ Underway: { } work }, _, CommandOutcome.NodeGone) => Undo(m, work, Deleted(m), now),
        ({ Underway: { } work }, _, CommandOutcome.Refused r) => Undo(m, work, new Ending.RollBack(r.Why) { Code = r.Code }, now),

        // An answer to a question of a former phase, after a crash or a takeover: the next look asks anew.
        _ => Stay(m),
    };

    // Before every step that can't be taken back: does what is left of the work still fit before the next hard right? If not, undo in order; if it can't be known, stand still.
    private static StepResult? Recheck(MaintenanceRecord m, Work work, World world, DateTimeOffset now)
    {
        var left = work.DrainingSince is { } since ? work.Ticket.Need - (now - since) : work.Ticket.Need;
        var least = work.Ticket.Need * LeastLeft;
        if (work.Bakers.Count == 0)
        {
            return null;
        }

        var question = new GateRequest
        {
            Bakers = work.Bakers,
            Need = left > least ? left : least,
            Client = m.Request.RequestedBy,
            Maintenance = m.Id,
            Underway = work.DrainingSince is not null,
        };
        var verdict = Gatekeeper.Decide(world, question, now);
        return verdict switch
        {
            Verdict.Allowed => null,
            Verdict.CannotKnow when now < work.Ticket.LatestStart => Stay(m) with { Note = $"standing still: {verdict.Message}" },
            _ => Undo(m, work, new Ending.Defer(verdict.Reason.Kebab(), verdict.Message + (work.DrainNote.Length > 0 ? $" ({work.DrainNote})" : "")), now),
        };
    }

    private static StepResult Drain(MaintenanceRecord m, Work work, World world, DateTimeOffset now) =>
        DrainTooLong(m, work, now) ?? Recheck(m, work, world, now) ?? Stay(m, new ClusterCommand.OpenFloor(m.Request.Node, m.Id, work.Workloads), "draining");

    private static StepResult Evict(MaintenanceRecord m, Work work, World world, DateTimeOffset now) =>
        To(m, new Phase.Draining(work with { DrainingSince = work.DrainingSince ?? now, DrainingFrom = work.DrainingFrom ?? world.Chain?.Head.Level }), now, "evicting",
            new ClusterCommand.EvictPods(m.Request.Node, m.Id, world.Policy.LoseEmptyDir));

    private static StepResult Evicted(MaintenanceRecord m, Work work, CommandOutcome.Evicted e, World world, DateTimeOffset now)
    {
        if (e.Left.Count > 0)
        {
            var (code, note) = WhatHolds(e);
            return To(m, new Phase.Draining(work with { DrainNote = note, DrainCode = code }), now, note);
        }

        return Recheck(m, work, world, now)
            ?? (work.HeldBy is { } by ? Stay(m with { Phase = new Phase.Draining(work with { DrainNote = $"drained; held before the reboot by {by}", DrainCode = EndCode.HeldBack }) })
            : m.Request.Action is MaintenanceAction.DrainNode drain ? HandOver(m, work, drain.HoldFor, now)
            : To(m, new Phase.Rebooting(work with { RebootAskedAt = now, DrainNote = "", DrainCode = "" }), now, "drained; asking for the reboot",
                new ClusterCommand.AskReboot(m.Request.Node, m.Id, work.Ticket)));
    }

    // It waits no longer than a drain may last, and no longer than the window: then it is undone as if it had not begun.
    private static StepResult HoldBack(MaintenanceRecord m, MaintenanceEvent.HeldBy hold, DateTimeOffset now) =>
        m is { Request.Action: MaintenanceAction.RebootNode, Phase: Phase.Cordoning or Phase.Draining, Phase.Underway: { } work }
            ? To(m, m.Phase.With(work with { HeldBy = hold.Hold ? hold.By : null, DrainNote = "", DrainCode = "" }), now, hold.Hold ? $"to stop before the reboot, says {hold.By}" : $"to go on, says {hold.By}")
            : throw new MaintenanceConflictException($"{m.Id} is {m.Phase.Name}; only a reboot that is Cordoning or Draining can be held before it");

    private static StepResult AwaitReboot(MaintenanceRecord m, Work work, World world, DateTimeOffset now)
    {
        if (IsDeleted(m, work, world))
        {
            return Undo(m, work, Deleted(m), now);
        }

        // What was last seen of it may be long past; nothing is concluded from that.
        if (world.Cluster is not { Connected: true } || Node(m, world) is not { } node)
        {
            return TooLong(m, work, EndCode.ApiAway, "the cluster could not be seen", now) ?? Stay(m);
        }

        if (node.BootId != work.Ticket.BootId && node.BootId.Length > 0)
        {
            return To(m, new Phase.Recovering(work), now, "rebooted: the boot ID changed", new ClusterCommand.WithdrawReboot(m.Request.Node, m.Id));
        }

        // A ticket can't be acted on after its latest start. And whoever reboots does it within moments: a node that stands drained and up for minutes has nobody, and its bakers are away for nothing.
        var patience = (work.RebootAskedAt ?? now) + world.Policy.RebootPatience;
        var giveUp = work.Ticket.LatestStart + RebootGrace;
        return now > (patience < giveUp ? patience : giveUp) && node.Ready
            ? Undo(m, work, new Ending.RollBack("nobody rebooted the node; does the agent run on it?") { Code = EndCode.RebootNeverCame }, now)
            : now < work.Ticket.LatestStart
                ? Stay(m, new ClusterCommand.AskReboot(m.Request.Node, m.Id, work.Ticket), "asking for the reboot")
                : TooLong(m, work, EndCode.NodeNotBack, "the node did not come back", now) ?? Stay(m);
    }

    private static StepResult Recover(MaintenanceRecord m, Work work, World world, DateTimeOffset now)
    {
        if (work.NodeTaken)
        {
            return RecoverPods(m, work, null, world, now);
        }

        if (m.Request.Action is MaintenanceAction.RebootNode && IsDeleted(m, work, world))
        {
            return Undo(m, work, Deleted(m), now);
        }

        if (Node(m, world) is not { Ready: true } node || !world.Cluster!.Connected)
        {
            return TooLong(m, work, world.Cluster is { Connected: true } ? EndCode.NodeNotReady : EndCode.ApiAway, "the node is not Ready again", now) ?? Stay(m, new ClusterCommand.WithdrawReboot(m.Request.Node, m.Id), "waiting for the node");
        }

        if (work.NodeBackAt is null)
        {
            return To(m, new Phase.Recovering(work with { NodeBackAt = now }), now, "the node is Ready", new ClusterCommand.CloseFloor(m.Id, work.Workloads));
        }

        return RecoverPods(m, work, node, world, now);
    }

    private static StepResult RecoverPods(MaintenanceRecord m, Work work, NodeView? node, World world, DateTimeOffset now)
    {
        if (world.Cluster is not { Connected: true })
        {
            return Stay(m);
        }

        var pods = world.Workloads.Where(w => work.Workloads.Contains(w.Name)).SelectMany(w => Placement.PodsOf(w, world.Cluster)).ToList();
        var everyone = world.Workloads.Where(w => work.Workloads.Contains(w.Name)).All(w => Placement.PodsOf(w, world.Cluster).Any());
        if (everyone && pods.TrueForAll(p => p is { Ready: true, Terminating: false }))
        {
            var back = work with { PodsBackAt = now, BackAtLevel = world.Chain?.Head.Level };
            return To(m, new Phase.Verifying(back), now, "the protected pods are Ready");
        }

        // A pod with its disk on this node can run nowhere else: the cordon itself would keep the baker down. One that somebody else had set before is his to lift.
        var homeless = node is { Unschedulable: true } && pods.Exists(p => p.Phase == "Pending" && p.Node is null);
        if (homeless && node!.Cordon is { FormerlyUnschedulable: true })
        {
            var foreign = $"the pods wait for this very node, and somebody else had cordoned it before: kubectl uncordon {node.Name}, or the baker stays away";
            return PodsTooLong(m, work, pods, now)
                ?? (work.DrainNote == foreign ? Stay(m) : To(m, new Phase.Recovering(work with { DrainNote = foreign }), now, foreign));
        }

        if (!work.UncordonedEarly && homeless)
        {
            return To(m, new Phase.Recovering(work with { UncordonedEarly = true }), now, "pods wait for this very node; uncordoning before the proof",
                new ClusterCommand.Uncordon(m.Request.Node, m.Id));
        }

        return PodsTooLong(m, work, pods, now)
            ?? Stay(m, work.UncordonedEarly ? new ClusterCommand.Uncordon(m.Request.Node, m.Id) : new ClusterCommand.CloseFloor(m.Id, work.Workloads), "waiting for the pods");
    }

    private static StepResult Verify(MaintenanceRecord m, Work work, World world, DateTimeOffset now)
    {
        if (work.Bakers.FirstOrDefault(b => !IsBack(b, work, world)) is { } waiting)
        {
            return TooLong(m, work, EndCode.NotAttesting, $"{waiting} has not attested again", now) ?? Stay(m);
        }

        var proved = work.Bakers.Select(b => world.Bakers.FirstOrDefault(f => f.Baker == b)).Where(f => f?.LastAttested >= work.BackAtLevel).ToList();
        var back = work with { BackAt = now, Attested = proved.Count > 0, HardRightsInside = HardRightsInside(work, world) };
        return To(m, new Phase.Uncordoning(back, MarksOf(m)[0], new Ending.Complete()), now,
            proved.Count == 0 ? "back; no attestation was due soon" : string.Join("; ", proved.Select(f => $"{f!.Baker} attested level {f.LastAttested}")),
            UndoCommand(m, work, MarksOf(m)[0]));
    }

    private static List<HardRight> HardRightsInside(Work work, World world)
    {
        var inside = new List<HardRight>();
        if (work.DrainingFrom is not { } from || world.Chain is not { } chain)
        {
            return inside;
        }

        foreach (var sheet in work.Bakers.Select(b => world.Bakers.FirstOrDefault(f => f.Baker == b)?.Rights?.Sheet).OfType<RightsSheet>())
        {
            foreach (var right in sheet.Baking)
            {
                if (right.Level > from && right.Level <= chain.Head.Level && right.Round <= world.Policy.HardRounds)
                {
                    inside.Add(new HardRight(sheet.Baker, RightKind.Baking, right.Level, right.Round));
                }
            }
        }

        return inside;
    }

    // Done means attested. Where no attestation is due within the next half hour of levels (a dust baker, the priority era), a synced node is all the proof there can be.
    private static bool IsBack(BakerAddress baker, Work work, World world)
    {
        if (world.Bakers.FirstOrDefault(b => b.Baker == baker) is not { } facts || facts.NodeSynced == false || facts.SignerHealthy == false)
        {
            return false;
        }

        return Attests(facts, work, world) is not true || facts.LastAttested >= work.BackAtLevel;
    }

    private static bool? Attests(BakerFacts facts, Work work, World world)
    {
        if (facts.Rights is not { } rights || work.BackAtLevel is not { } back || world.Chain is not { } chain)
        {
            return null;
        }

        var levels = new LevelClock(chain).LevelsIn(TimeSpan.FromMinutes(30));
        var (slots, duties) = rights.Sheet.Attesting(back, back + levels);
        // An estimate says "every level"; a baker too small for one slot in the half hour can't be waited for.
        return duties > 0 && slots >= 1;
    }

    private static NodeView? Node(MaintenanceRecord m, World world) => world.Cluster?.Nodes.GetValueOrDefault(m.Request.Node);

    private static string Word(ClusterCommand command) => command.GetType().Name;
}
