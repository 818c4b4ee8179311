using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Maintenance;
using BakeWindow.Kubernetes.Marks;
using BakeWindow.Kubernetes.Watching;
using k8s.Models;

namespace BakeWindow.Kubernetes.Executing;

/// <summary>Decides, from a node as it was just read, what may be written on it. Pure; the write carries the version that was read, so that nobody's change in between is lost.</summary>
internal static class NodeMarks
{
    /// <summary>Cordon and mark in one write, with what was there before.</summary>
    public static NodeChange Cordon(V1Node node, LockHolder holder, long fence, string? lease = null, bool byOperator = false)
    {
        var text = NodeFacts.Annotation(node.Metadata, Mark.Cordon);
        var mark = CordonMarkText.Read(text);
        var cordoned = node.Spec?.Unschedulable ?? false;
        if (text is not null && mark is null)
        {
            return NodeChange.No(new CommandOutcome.HeldBy($"somebody whose mark in {Mark.Cordon} can't be read"));
        }

        if (mark is not null && !mark.Holder.IsOrMayBe(holder))
        {
            return NodeChange.No(new CommandOutcome.HeldBy(mark.Holder.ToString()));
        }

        if (mark is not null && mark.Fence > fence)
        {
            return NodeChange.No(new CommandOutcome.Superseded(mark.Fence));
        }

        if (mark is not null && mark.Fence == fence && cordoned)
        {
            return NodeChange.None;
        }

        var ours = new CordonMark(holder.Maintenance, mark?.FormerlyUnschedulable ?? cordoned, fence)
        {
            Installation = holder.Installation.Length > 0 ? holder.Installation : null, Lock = lease ?? mark?.Lock, ByOperator = byOperator ? true : null,
        };
        return NodeChange.Write(new MergePatch(node.Metadata).Annotate(Mark.Cordon, CordonMarkText.Write(ours)).Set("unschedulable", true));
    }

    /// <summary>The mark under a higher fence, once another process has taken the maintenance up. Null when it says so already.</summary>
    public static NodeChange Raise(V1Node node, LockHolder holder, long fence) => MarkOf(node) switch
    {
        { } mark when mark.Holder.IsOrMayBe(holder) && mark.Fence < fence =>
            NodeChange.Write(new MergePatch(node.Metadata).Annotate(Mark.Cordon, CordonMarkText.Write(mark with { Fence = fence }))),
        { } mark when mark.Fence > fence => NodeChange.No(new CommandOutcome.Superseded(mark.Fence)),
        _ => NodeChange.None,
    };

    /// <summary>Mark off, and uncordoned unless it was cordoned before. A node without our mark, or with one of a higher fence, is left alone.</summary>
    public static NodeChange Uncordon(V1Node node, LockHolder holder, long? fence = null)
    {
        if (MarkOf(node) is not { } mark || !mark.Holder.IsOrMayBe(holder) || mark.Fence > fence)
        {
            return NodeChange.None;
        }

        var patch = new MergePatch(node.Metadata).Annotate(Mark.Cordon, null);
        return NodeChange.Write(mark.GivesBack(node.Spec?.Unschedulable ?? false) is { Sets: true, Value: var value } ? patch.Set("unschedulable", value) : patch);
    }

    /// <summary>The ticket on; and the word for the neighbour who asked. Needs our cordon.</summary>
    public static NodeChange AskReboot(V1Node node, LockHolder holder, Ticket ticket, TicketSeal seal)
    {
        if (node.Metadata.Uid != ticket.NodeUid)
        {
            return NodeChange.No(new CommandOutcome.NodeGone());
        }

        // It has booted since: the ticket is used up, and hanging it on again would say otherwise.
        if (node.Status?.NodeInfo?.BootID is { Length: > 0 } boot && boot != ticket.BootId)
        {
            return NodeChange.None;
        }

        if (WhyNotOurs(node, holder) is { } why)
        {
            return NodeChange.No(new CommandOutcome.Refused(why) { Code = EndCode.MarkLost });
        }

        var patch = new MergePatch(node.Metadata);
        Want(patch, node, Mark.RebootTicket, seal.Sign(ticket));
        if (NodeFacts.DemandOf(node)?.Source == "fluo")
        {
            // FLUO's operator takes it off when it begins to wait for it, so it is set again whenever it is missing.
            Want(patch, node, Mark.WindowOpen, "true");
        }

        return NodeChange.Write(patch);
    }

    /// <summary>The ticket off again, and the word for the neighbour.</summary>
    public static NodeChange WithdrawReboot(V1Node node, LockHolder holder, TicketSeal seal, long? fence = null)
    {
        // What another maintenance has marked is its own to clear. A ticket that does not open with our key is worth nothing, and goes with the rest.
        var ticketOf = seal.Open(NodeFacts.Annotation(node.Metadata, Mark.RebootTicket))?.Maintenance;
        if ((MarkOf(node) is { } mark && (!mark.Holder.IsOrMayBe(holder) || mark.Fence > fence)) || (ticketOf ?? holder.Maintenance) != holder.Maintenance)
        {
            return NodeChange.None;
        }

        var patch = new MergePatch(node.Metadata);
        Want(patch, node, Mark.RebootTicket, null);
        Want(patch, node, Mark.WindowOpen, null);
        return NodeChange.Write(patch);
    }

    /// <summary>Why the node must not be worked on for this maintenance; null when it bears our mark and is cordoned.</summary>
    public static string? WhyNotOurs(V1Node node, LockHolder holder)
    {
        var mark = MarkOf(node);
        return mark is null ? $"node {node.Metadata.Name} does not bear the mark of {holder.Maintenance} any more: somebody took it off"
            : !mark.Holder.IsOrMayBe(holder) ? $"node {node.Metadata.Name} bears the mark of {mark.Holder}"
            : node.Spec?.Unschedulable is not true ? $"somebody uncordoned node {node.Metadata.Name} while {holder.Maintenance} worked on it"
            : null;
    }

    /// <summary>The mark on a node; null when it bears none of ours.</summary>
    public static CordonMark? MarkOf(V1Node node) => CordonMarkText.Read(NodeFacts.Annotation(node.Metadata, Mark.Cordon));

    private static void Want(MergePatch patch, V1Node node, string annotation, string? value)
    {
        if (NodeFacts.Annotation(node.Metadata, annotation) != value)
        {
            patch.Annotate(annotation, value);
        }
    }
}
