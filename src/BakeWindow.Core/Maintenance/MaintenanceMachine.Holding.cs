using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Time;

namespace BakeWindow.Core.Maintenance;

/// <content>A node in the hands of others: drained and held for them, or released to a neighbour that drains and reboots by itself.</content>
public static partial class MaintenanceMachine
{
    private static StepResult HandOver(MaintenanceRecord m, Work work, TimeSpan holdFor, DateTimeOffset now) =>
        To(m, new Phase.Holding(work with { HoldUntil = now + holdFor, DrainNote = "", DrainCode = "" }), now, $"drained; held for others until {now + holdFor:u}",
            new ClusterCommand.CloseFloor(m.Id, work.Workloads));

    // It shows by itself (another boot, another kubelet, another node under the same name), somebody says so, or the time that was promised is over.
    private static StepResult Hold(MaintenanceRecord m, Work work, World world, DateTimeOffset now)
    {
        if (world.Cluster is not { Connected: true })
        {
            return Stay(m);
        }

        var over = now >= work.HoldUntil;
        if (Node(m, world) is not { } node)
        {
            // Some upgrades take a node away and bring it back, under the same name or as another.
            return over ? To(m, new Phase.Recovering(work with { NodeTaken = true, RebootAskedAt = now }), now, "the node was taken away; what ran there must be back elsewhere") : Stay(m);
        }

        return Changed(node, work) is { } what ? TakeBack(m, work, what, now)
            : over ? TakeBack(m, work, $"the time promised to others ({DurationText.Human(((MaintenanceAction.DrainNode)m.Request.Action).HoldFor)}) is over", now)
            : Stay(m);
    }

    private static StepResult Done(MaintenanceRecord m, MaintenanceEvent.DoneBy done, DateTimeOffset now) => m.Phase is Phase.Holding h
        ? TakeBack(m, h.Work, $"{done.By} says that the work is done", now)
        : throw new MaintenanceConflictException($"{m.Id} is {m.Phase.Name}; only a node that is held for others (Holding) can be given back");

    // How long it takes to come back is counted from here, not from when others began.
    private static StepResult TakeBack(MaintenanceRecord m, Work work, string why, DateTimeOffset now) =>
        To(m, new Phase.Recovering(work with { RebootAskedAt = now }), now, $"taking the node back: {why}");

    private static string? Changed(NodeView node, Work work) =>
        node.Uid != work.Ticket.NodeUid ? "it is another node under the same name"
        : node.BootId != work.Ticket.BootId && node.BootId.Length > 0 ? "the boot ID changed"
        : work.KubeletBefore is { Length: > 0 } before && node.KubeletVersion.Length > 0 && node.KubeletVersion != before ? $"its kubelet is {node.KubeletVersion} now, and was {before}"
        : null;

    private static StepResult AwaitNeighbour(MaintenanceRecord m, Work work, World world, DateTimeOffset now)
    {
        if (world.Cluster is not { Connected: true })
        {
            // Nobody sees what the neighbour does; an open floor would be open blindly.
            return work.DrainingSince is null ? Undo(m, work, new Ending.Defer(ReasonCode.ClusterUnknown.Kebab(), "the cluster is not being seen"), now) : Stay(m);
        }

        if (Node(m, world) is not { } node)
        {
            return Undo(m, work, Deleted(m), now);
        }

        if (node.BootId != work.Ticket.BootId && node.BootId.Length > 0)
        {
            return To(m, new Phase.Recovering(Begun(work, world, now) with { RebootAskedAt = work.RebootAskedAt ?? now }), now, "rebooted: the boot ID changed", new ClusterCommand.CloseFloor(m.Id, work.Workloads));
        }

        if (work.DrainingSince is null && (!node.Ready || work.Workloads.Count > 0 && Placement.On(node.Name, world.Cluster, world.Workloads).Count == 0))
        {
            return To(m, new Phase.Released(Begun(work, world, now)), now, "the neighbour has begun");
        }

        if (work.DrainingSince is not { } since)
        {
            // Nothing is disturbed yet, so the window can be closed as if it had never been open; the neighbour's own drain is held by the floor then.
            return Gatekeeper.Decide(world, m.Request.Question(world, work.Ticket.Need), now) is Verdict.Allowed && now < work.Ticket.LatestStart
                ? Stay(m, new ClusterCommand.OpenFloor(null, m.Id, work.Workloads) { Locks = work.Locks }, "waiting for the neighbour")
                : Undo(m, work, new Ending.Defer("not-used", $"{Neighbour(m)} did not use the window"), now);
        }

        // Begun, but the baker is still there and time has run out: a kubelet that was silent for a moment looks like a beginning. The floor closes before the right comes.
        if (node.Ready && now >= work.Ticket.LatestStart && Placement.On(node.Name, world.Cluster, world.Workloads).Count > 0)
        {
            return Undo(m, work, new Ending.Defer("not-used", $"{Neighbour(m)} began too late to be done in time"), now);
        }

        return node is { Ready: true, Unschedulable: false } && now - since > work.Ticket.Need
            ? Undo(m, work, new Ending.RollBack($"{Neighbour(m)} gave the node back without a reboot") { Code = EndCode.RebootNeverCame }, now)
            : TooLong(m, work, EndCode.NodeNotBack, "the node did not come back", now) ?? Stay(m);
    }

    private static Work Begun(Work work, World world, DateTimeOffset now) =>
        work with { DrainingSince = work.DrainingSince ?? now, DrainingFrom = work.DrainingFrom ?? world.Chain?.Head.Level };

    private static string Neighbour(MaintenanceRecord m) => ((MaintenanceAction.ReleaseNode)m.Request.Action).To;
}
