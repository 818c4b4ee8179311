using System.Globalization;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Time;

namespace BakeWindow.Core.Maintenance;

/// <content>How long a step may last, and what it is called when it lasted longer: nothing waits for ever.</content>
public static partial class MaintenanceMachine
{
    // What holds a drain for longer than this will hold it for ever, and the failure domain is locked meanwhile.
    private static readonly TimeSpan LeastDrain = TimeSpan.FromMinutes(5);

    // How a webhook's refusal begins, in the API server's words; a budget's never does.
    private const string OfWebhook = "admission webhook ";

    // The part of the need that is not reserved for what comes after the drain.
    private static TimeSpan DrainLimit(Work work) => work.Ticket.Need * (1 - LeastLeft) is var part && part > LeastDrain ? part : LeastDrain;

    private static StepResult? DrainTooLong(MaintenanceRecord m, Work work, DateTimeOffset now)
    {
        var limit = DrainLimit(work);
        if (now - m.Since <= limit)
        {
            return null;
        }

        var held = work.DrainNote.Length > 0 ? work.DrainNote : "the drain has not come to its end";
        var code = work.DrainCode.Length > 0 ? work.DrainCode : EndCode.DrainTooSlow;
        var why = $"given up after {DurationText.Human(limit)}: {held}";
        // A pod that was told to go can't be told to stay: a person must look.
        return Undo(m, work, code == EndCode.PodStuckTerminating ? new Ending.Fail(why) { Code = code } : new Ending.RollBack(why) { Code = code }, now);
    }

    private static StepResult? CordonTooLong(MaintenanceRecord m, Work work, DateTimeOffset now) => now - m.Since > DrainLimit(work)
        ? Undo(m, work, new Ending.RollBack($"the node could not be cordoned for {DurationText.Human(DrainLimit(work))}: the API server does not carry it out") { Code = EndCode.ApiAway }, now)
        : null;

    private static StepResult? LockTooLate(MaintenanceRecord m, Phase.Locking locking, World world, DateTimeOffset now) => now > locking.Start.BackBy - locking.Start.Need
        ? To(m, new Phase.Deferred(EndCode.ApiAway, "the lock could not be taken before its window closed", now, locking.Approval), now, "deferred: the lock could not be taken in time",
            Release(m, DomainsOf(m, locking, world)))
        : null;

    private static StepResult HoldUp(MaintenanceRecord m, Work work, CommandOutcome.Unavailable u, DateTimeOffset now) =>
        work.DrainCode == u.Code ? Stay(m) : To(m, new Phase.Draining(work with { DrainNote = u.Why, DrainCode = u.Code }), now, u.Why);

    private static (string Code, string Note) WhatHolds(CommandOutcome.Evicted e)
    {
        var left = e.Left.Count == 1 ? "1 pod left" : string.Create(CultureInfo.InvariantCulture, $"{e.Left.Count} pods left");
        return e switch
        {
            { Blocked: [var blocked, ..] } => (
                blocked.Why.StartsWith(OfWebhook, StringComparison.Ordinal) ? EndCode.WebhookRefuses : EndCode.BudgetNeverAllows,
                $"{left}; {blocked.Pod} held: {blocked.Why}"),
            { Leaving: [var leaving, ..] } => (EndCode.PodStuckTerminating, $"{left}; {leaving} was told to go and is not gone yet (a finalizer, or a kubelet that does not answer, would hold it)"),
            _ => (EndCode.DrainTooSlow, left),
        };
    }

    private static StepResult? PodsTooLong(MaintenanceRecord m, Work work, IReadOnlyList<PodView> pods, DateTimeOffset now) =>
        pods.FirstOrDefault(p => p is { Phase: "Pending", Node: null }) is { } homeless ? TooLong(m, work, EndCode.PodUnschedulable, $"pod {homeless.Name} finds no node to run on", now)
        : pods.FirstOrDefault(p => !p.Ready) is { } unready ? TooLong(m, work, EndCode.PodNotReady, $"pod {unready.Name} is not Ready again", now)
        : TooLong(m, work, EndCode.PodNotReady, "the protected pods are not Ready again", now);

    // Twice the cap of every belief about durations: whoever waits longer should be told.
    private static StepResult? TooLong(MaintenanceRecord m, Work work, string code, string what, DateTimeOffset now)
    {
        var limit = work.Ticket.Need * 2 > TimeSpan.FromMinutes(60) ? work.Ticket.Need * 2 : TimeSpan.FromMinutes(60);
        return now - (work.RebootAskedAt ?? work.StartedAt) > limit ? Undo(m, work, new Ending.Fail($"{what} for {DurationText.Human(limit)}") { Code = code }, now) : null;
    }

    private static Ending.Fail Deleted(MaintenanceRecord m) => new($"node {m.Request.Node} was deleted from the cluster") { Code = EndCode.NodeDeleted };

    // A node made anew under the same name is another: nothing of what was begun is left on it.
    private static bool IsDeleted(MaintenanceRecord m, Work work, World world) =>
        world.Cluster is { Connected: true } cluster && (!cluster.Nodes.TryGetValue(m.Request.Node, out var node) || node.Uid != work.Ticket.NodeUid);
}
