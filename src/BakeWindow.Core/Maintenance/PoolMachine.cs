using System.Globalization;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;

namespace BakeWindow.Core.Maintenance;

/// <summary>
/// The life of a roll: one node at a time, each an ordinary maintenance with its own window, approval and journal, so that two nodes of a failure domain, or the signer and the baker of one baker, are never
/// worked on together. It stops at the first node that does not come back as it should. Pure: what became of the children is handed in.
/// </summary>
public static class PoolMachine
{
    /// <summary>One step.</summary>
    /// <param name="m">The roll.</param>
    /// <param name="happened">A look, or what a person decided.</param>
    /// <param name="child">The maintenance of the node at work as the journal has it; null when it is not there (yet).</param>
    /// <param name="world">The world.</param>
    /// <param name="now">The present.</param>
    /// <exception cref="MaintenanceConflictException">A person asked for something that can't be done in this phase.</exception>
    public static PoolStep Step(MaintenanceRecord m, MaintenanceEvent happened, MaintenanceRecord? child, World world, DateTimeOffset now) => happened switch
    {
        MaintenanceEvent.CancelledBy off => Cancel(m, off.By, off.Why, now),
        MaintenanceEvent.RejectedBy no when m.Phase is Phase.Requested => To(m, new Phase.Rejected(no.By, no.Why), now, $"rejected by {no.By}: {no.Why}"),
        MaintenanceEvent.ResumedBy by => Resume(m, by.By, now),
        MaintenanceEvent.Looked => Look(m, child, world, now),
        _ => throw new MaintenanceConflictException($"{m.Id} rolls a pool and is {m.Phase.Name}; each of its nodes is approved, rejected and done by its own maintenance"),
    };

    private static PoolStep Look(MaintenanceRecord m, MaintenanceRecord? child, World world, DateTimeOffset now)
    {
        if (world.Cluster is not { Connected: true } cluster)
        {
            return Stay(m);
        }

        return m.Phase switch
        {
            Phase.Requested => Begin(m, world, now),
            Phase.RollingPool { Progress: { AtWork: { } node } progress } => Attend(m, progress, node, child, cluster, world, now),
            Phase.RollingPool { Progress: var progress } => Next(m, progress, world, now),
            Phase.PoolPaused { Progress: var progress, Why: var why } when Late(m, now) => Expire(m, progress, why, now),
            _ => Stay(m),
        };
    }

    private static PoolStep Begin(MaintenanceRecord m, World world, DateTimeOffset now)
    {
        var nodes = PoolPlan.Of(Action(m), world);
        return nodes.Count == 0
            ? To(m, new Phase.RolledBack($"no node bears the labels {Action(m).Nodes.Text}", Receipt(m, m.Since, now)), now, "no such nodes")
            : Next(m, new PoolProgress { StartedAt = now, Nodes = nodes, NotBefore = m.Request.NotBefore }, world, now);
    }

    private static PoolStep Next(MaintenanceRecord m, PoolProgress progress, World world, DateTimeOffset now)
    {
        var gone = progress.Nodes.Where(n => n.State is PoolNodeState.ToDo && world.Cluster!.Nodes.GetValueOrDefault(n.Name)?.Uid != n.Uid).ToList();
        progress = gone.Aggregate(progress, (p, n) => p.With(n with { State = PoolNodeState.Gone, Why = "left the cluster, or was made anew, before its turn" }));
        if (progress.Stop is { } stop)
        {
            return To(m, new Phase.Cancelled(stop.By, $"{stop.Why} ({progress.Summary})"), now, $"cancelled by {stop.By}: {stop.Why}; {progress.Summary}");
        }

        if (PoolPlan.Next(progress.Nodes.Where(n => n.State is PoolNodeState.ToDo), world) is not { } node)
        {
            return To(m, new Phase.Completed(Receipt(m, progress.StartedAt, now)), now, $"every node is through: {progress.Summary}");
        }

        if (Late(m, now))
        {
            return Expire(m, progress, $"its deadline passed with {node.Name} and those after it still to come", now);
        }

        var id = string.Create(CultureInfo.InvariantCulture, $"{m.Id}-{progress.Started + 1}");
        var begun = progress.With(node with { State = PoolNodeState.AtWork, Child = id }) with { Started = progress.Started + 1 };
        return To(m, new Phase.RollingPool(begun), now, $"{id} for {node.Name}: {node.Why}", new PoolOrder.Start(Child(m, begun, node.Name, id, now)));
    }

    private static PoolStep Attend(MaintenanceRecord m, PoolProgress progress, PoolNode node, MaintenanceRecord? child, ClusterView cluster, World world, DateTimeOffset now)
    {
        var there = cluster.Nodes.ContainsKey(node.Name);
        switch (child)
        {
            case null when progress.Stop is not null || !there:
                return Next(m, progress.With(node with { State = there ? PoolNodeState.ToDo : PoolNodeState.Gone, Why = there ? node.Why : "left the cluster before its turn" }), world, now);
            case null:
                return new PoolStep(m, new PoolOrder.Start(Child(m, progress, node.Name, node.Child!, now)), "");
            case { Phase.IsTerminal: false } when progress.Stop is { } stop && MayCancel(child):
                return new PoolStep(m, new PoolOrder.Cancel(child.Id, stop.By, stop.Why), "");
            case { Phase: { IsTerminal: false, Underway: null } } when !there:
                return new PoolStep(m, new PoolOrder.Cancel(child.Id, m.Id, $"node {node.Name} left the cluster"), "");
            case { Phase.IsTerminal: false }:
                return Stay(m);
            case { Phase: Phase.Completed }:
                var done = progress.With(node with { State = PoolNodeState.Done, Why = $"{child.Id} completed" }) with { NotBefore = now + world.Policy.PoolSpacing };
                return Next(m, done, world, now);
            case var _ when !there:
                return Next(m, progress.With(node with { State = PoolNodeState.Gone, Why = $"left the cluster ({child.Id} {child.Phase.Name})" }), world, now);
            case var _ when progress.Stop is not null:
                return Next(m, progress.With(node with { State = PoolNodeState.ToDo, Why = $"{child.Id} {child.Phase.Name}" }), world, now);
            default:
                var why = $"{child.Id} on {node.Name} ended {child.Phase.Name}: {child.Phase.Explanation}";
                return To(m, new Phase.PoolPaused(progress.With(node with { State = PoolNodeState.ToDo, Why = why }), why), now, $"paused, the other nodes are left alone: {why}");
        }
    }

    private static PoolStep Cancel(MaintenanceRecord m, string by, string why, DateTimeOffset now) => m.Phase switch
    {
        { IsTerminal: true } => throw new MaintenanceConflictException($"{m.Id} is {m.Phase.Name} already"),
        Phase.RollingPool { Progress: { AtWork: { } node } progress } => To(m, new Phase.RollingPool(progress with { Stop = new PoolStop(by, why) }), now,
            $"called off by {by}: {why}; {node.Child} is undone, or goes on to its safe end", new PoolOrder.Cancel(node.Child!, by, why)),
        _ => To(m, new Phase.Cancelled(by, why + (m.Phase.Pool is { } progress ? $" ({progress.Summary})" : "")), now, $"cancelled by {by}: {why}"),
    };

    private static PoolStep Resume(MaintenanceRecord m, string by, DateTimeOffset now) => m.Phase is Phase.PoolPaused paused
        ? To(m, new Phase.RollingPool(paused.Progress), now, $"resumed by {by}; the node that failed is tried again in its turn")
        : throw new MaintenanceConflictException($"{m.Id} is {m.Phase.Name}; only one that is paused can be resumed");

    private static PoolStep Expire(MaintenanceRecord m, PoolProgress progress, string why, DateTimeOffset now) =>
        To(m, new Phase.Expired($"{why}; {progress.Summary}"), now, $"expired: {why}; {progress.Summary}");

    private static MaintenanceRequest Child(MaintenanceRecord m, PoolProgress progress, string node, string id, DateTimeOffset now) => m.Request with
    {
        Id = id,
        Action = Action(m).On(node),
        NotBefore = progress.NotBefore > now ? progress.NotBefore : null,
        Reason = $"{m.Id}: {m.Request.Reason}",
        RequestedAt = now,
        PartOf = m.Id,
    };

    // Whatever is past this goes on to its safe end.
    private static bool MayCancel(MaintenanceRecord child) => child.Phase.Underway is null || child.Phase is Phase.Cordoning or Phase.Draining;

    private static MaintenanceAction.RollPool Action(MaintenanceRecord m) => (MaintenanceAction.RollPool)m.Request.Action;

    private static bool Late(MaintenanceRecord m, DateTimeOffset now) => m.Request.Deadline is { } deadline && now > deadline;

    private static Receipt Receipt(MaintenanceRecord m, DateTimeOffset from, DateTimeOffset now) => new() { StartedAt = from, EndedAt = now, Need = m.Request.Need ?? TimeSpan.Zero, BackBy = now };

    private static PoolStep Stay(MaintenanceRecord m) => new(m, null, "");

    private static PoolStep To(MaintenanceRecord m, Phase phase, DateTimeOffset now, string note, PoolOrder? order = null) =>
        new(m with { Phase = phase, Since = phase.GetType() == m.Phase.GetType() ? m.Since : now }, order, note);
}
