using System.Globalization;
using BakeWindow.Core.Gate;

namespace BakeWindow.Core.Maintenance;

/// <summary>What can be said at once about a request: whether its deadline can be met, at what price, which start is the least bad, and when a person will be asked.</summary>
public sealed record RequestOutlook
{
    /// <summary>True: a start before the deadline is known that policy pays for. False: none is, and waiting promises none. Null: it can't be told yet.</summary>
    public bool? CanBeMet { get; init; }

    /// <summary>In words.</summary>
    public required string Why { get; init; }

    /// <summary>The start that it would take; null when there is none that is paid for.</summary>
    public PlannedStart? Start { get; init; }

    /// <summary>True when <see cref="Start"/> costs more than policy approves by itself.</summary>
    public bool NeedsApproval { get; init; }

    /// <summary>The cheapest start that is known, when none is paid for; null when there is none at all.</summary>
    public PlannedStart? LeastBad { get; init; }

    /// <summary>When a person is asked at the latest; null when nobody need be.</summary>
    public DateTimeOffset? EscalatesAt { get; init; }

    /// <summary>For a pool: its nodes in order, each with the reason for its place.</summary>
    public IReadOnlyList<PoolNode> Nodes { get; init; } = [];

    /// <summary>The outlook of a request as the world is now.</summary>
    public static RequestOutlook Of(World world, MaintenanceRequest request, DateTimeOffset now)
    {
        if (request.Action is MaintenanceAction.RollPool pool)
        {
            var nodes = PoolPlan.Of(pool, world);
            return new RequestOutlook
            {
                Why = nodes.Count == 0 ? $"no node bears the labels {pool.Nodes.Text}" : string.Create(CultureInfo.InvariantCulture, $"{nodes.Count} nodes, one after the other, each in a window of its own"),
                CanBeMet = nodes.Count == 0 ? false : null,
                Nodes = nodes,
            };
        }

        return StartProposal.Of(world, request, now) switch
        {
            StartProposal.Found { Start: var start } when start.StartsEarliest > request.Deadline => new RequestOutlook
            {
                CanBeMet = false,
                Why = "allowed hours and freezes leave no start before the deadline",
                LeastBad = start,
            },
            StartProposal.Found { Start: var start } => Known(world.Policy, start, now),
            StartProposal.Escalate e => new RequestOutlook { CanBeMet = false, Why = e.Why, LeastBad = e.LeastBad, EscalatesAt = now },
            StartProposal.Wait w => new RequestOutlook { CanBeMet = w is { LeastBad: null, EscalatesAt: { } at } && at <= now ? false : null, Why = w.Why, LeastBad = w.LeastBad, EscalatesAt = w.EscalatesAt },
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    /// <summary>The outlook of a maintenance; null when it has begun or ended. The world may know of its beginning before whoever holds the record does.</summary>
    public static RequestOutlook? Of(World world, MaintenanceRecord m, DateTimeOffset now) =>
        world.Active.Any(a => a.Id == m.Id) || m.Phase.IsTerminal || m.Phase.Underway is not null || m.Phase is Phase.Locking || m.Phase.Pool is not null ? null : Of(world, m.Request, now);

    private static RequestOutlook Known(Planning.Policy policy, PlannedStart start, DateTimeOffset now)
    {
        var covered = new Approval("policy", now, policy.ApprovedUpToBlocks, policy.ApprovedUpToBudget).Covers(start);
        return new RequestOutlook
        {
            CanBeMet = true,
            Start = start,
            NeedsApproval = !covered,
            EscalatesAt = covered ? null : now,
            Why = covered ? "a start is known that policy approves by itself" : "a start is known; it costs more than policy approves by itself, so a person must say yes",
        };
    }
}
