using BakeWindow.Core.Chain;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Planning;
using BakeWindow.Core.Time;

namespace BakeWindow.Core.Rehearsing;

/// <summary>Windows of one cycle that a node's usual work fits, by policy: planned when the cycle begins, and counted when they begin in it and lie in allowed hours.</summary>
internal static class WindowDifferences
{
    /// <summary>What only <paramref name="of"/> has of the two: windows that touch none of the other's.</summary>
    public static IEnumerable<RehearsedWindow> Only(IReadOnlyList<RehearsedWindow> of, IReadOnlyList<RehearsedWindow> other) =>
        of.Where(w => !other.Any(o => w.From < o.To && o.From < w.To));

    /// <summary>The windows of one node.</summary>
    public static IReadOnlyList<RehearsedWindow> Of(RehearsedNode node, CycleSpan cycle, World world, OutageEstimate outage, Func<Level, DateTimeOffset> timeOf)
    {
        BakerRights[] rights = [.. node.Bakers.Select(b => world.Bakers.First(f => f.Baker == b).Rights).OfType<BakerRights>()];
        if (rights.Length == 0 || rights.Length < node.Bakers.Count)
        {
            return [];
        }

        var plan = WindowPlanner.Plan(world.Chain!, rights, outage, world.Policy);
        return [.. plan.Windows
            .Where(w => cycle.Contains(w.From) && Convenient.Start(world.Policy, new TimeRange(w.OpensEarliest, w.ClosesEarliest), outage.Need) is not null)
            .Select(w => new RehearsedWindow(node.Name, cycle.Cycle, w.From, w.To, timeOf(w.From), w.Guaranteed, outage.Need))];
    }
}
