using System.Globalization;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Rights;
using BakeWindow.Web.Observing;

namespace BakeWindow.Web.Views.Calendar;

/// <summary>Finds the rows: the merged answer first, then what was pinned, then the rest. A row of which something is not known says so and leaves the others as they are.</summary>
internal static class CalendarRows
{
    public static IReadOnlyList<CalendarRow> Of(World world, CalendarQuery query, OutageEstimate outage, IReadOnlyList<CalendarBand> bands, Func<BakerAddress, string> nameOf)
    {
        var (scope, problem) = Scope(world, query, nameOf);
        var groups = problem is null ? Groups(world, query, scope, nameOf) : [];
        var first = new CalendarRow(CalendarRow.All, query.Node is { } node ? $"All on {node}" : scope.Count == 1 ? nameOf(scope[0]) : $"All {scope.Count} bakers", scope);
        if (problem is not null)
        {
            var (spans, notes) = LaneSpans.Unknown(world.Chain!.Head.Level.Value, problem);
            return [first with { Unknown = problem, Spans = spans, Notes = notes }];
        }

        // One group that is all of them would say the same twice.
        var rows = groups is [var only] && only.Bakers.ToHashSet().SetEquals(scope) ? [first with { Name = only.Name }] : groups.Prepend(first);
        return [.. rows.Select(r => Filled(world, r with { Pinned = query.Pins.Contains(r.Id) }, outage, bands, nameOf)).OrderBy(r => r.Id == CalendarRow.All ? 0 : r.Pinned ? 1 : 2)];
    }

    private static (IReadOnlyList<BakerAddress> Bakers, string? Problem) Scope(World world, CalendarQuery query, Func<BakerAddress, string> nameOf)
    {
        IReadOnlyList<BakerAddress> bakers = [.. world.Bakers.Select(b => b.Baker)];
        if (query.Node is { } node)
        {
            if (world.Cluster is not { Connected: true } cluster)
            {
                return ([], "the cluster is not being seen, so it is not known who runs on the node");
            }

            bakers = Placement.BakersOn(node, cluster, world.Workloads);
            if (bakers.Count == 0)
            {
                return ([], $"no protected workload runs on {node}: any time is as good as another");
            }
        }

        if (query.Bakers.Count > 0)
        {
            bakers = [.. bakers.Where(b => query.Bakers.Contains(nameOf(b)))];
        }

        return bakers.Count > 0 ? (bakers, null) : ([], "no baker is in scope; take off a filter");
    }

    private static IReadOnlyList<CalendarRow> Groups(World world, CalendarQuery query, IReadOnlyList<BakerAddress> scope, Func<BakerAddress, string> nameOf)
    {
        if (query.Rows == "baker" || world.Cluster is not { Connected: true } cluster)
        {
            return [.. scope.Select(b => new CalendarRow(nameOf(b), nameOf(b), [b]))];
        }

        var nodes = cluster.Nodes.Values.OrderBy(n => n.Name, StringComparer.Ordinal).Where(n => query.Node is null || n.Name == query.Node);
        var groups = query.Rows == "node"
            ? nodes.Select(n => (Id: n.Name, Bakers: Placement.BakersOn(n.Name, cluster, world.Workloads)))
            : nodes.GroupBy(FailureDomains.Of).Select(g => (Id: g.Key, Bakers: (IReadOnlyList<BakerAddress>)[.. g.SelectMany(n => Placement.BakersOn(n.Name, cluster, world.Workloads)).Distinct()]));
        return [.. groups.Select(g => new CalendarRow(g.Id, g.Id, [.. g.Bakers.Where(scope.Contains)])).Where(r => r.Bakers.Count > 0)];
    }

    private static CalendarRow Filled(World world, CalendarRow row, OutageEstimate outage, IReadOnlyList<CalendarBand> bands, Func<BakerAddress, string> nameOf)
    {
        var (rights, problem) = Concerned.Of(world, new GateRequest { Bakers = row.Bakers });
        problem ??= rights.Select(r => RightsDoubt.About(r.Sheet, world.Chain!, world.Policy)).FirstOrDefault(d => d is not null);
        if (problem is not null)
        {
            var (unknown, why) = LaneSpans.Unknown(world.Chain!.Head.Level.Value, problem);
            return row with { Unknown = problem, Spans = unknown, Notes = why };
        }

        var plan = WindowPlanner.Plan(world.Chain!, rights, outage, world.Policy.In(world.Chain!));
        var (spans, notes) = LaneSpans.Of(plan, bands, nameOf);
        return row with { Plan = plan, Spans = spans, Notes = notes, Budget = Budget(rights, plan) };
    }

    // Of the baker whose budget is most used up: it is the one that an outage hurts.
    private static string Budget(IReadOnlyList<BakerRights> rights, Plan plan)
    {
        var levels = plan.Chain.AllBakersAttestAt(plan.Chain.Head.Level);
        var used = rights.Where(r => r.Participation is { BudgetSlots: > 0 })
            .Select(r => levels ? (double)r.Participation!.MissedLevels / plan.Chain.Constants.AllowedMissedLevels : (double)r.Participation!.MissedSlots / r.Participation.BudgetSlots).ToList();
        return used.Count == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{used.Max() * 100:0.#} % used");
    }
}
