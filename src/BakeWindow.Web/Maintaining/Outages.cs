using BakeWindow.Core.Gate;
using BakeWindow.Core.Planning;

namespace BakeWindow.Web.Maintaining;

/// <summary>Puts learned durations into the world.</summary>
internal static class Outages
{
    public static World Learned(World world, IReadOnlyDictionary<string, IReadOnlyList<TimeSpan>> byNode) => world with
    {
        Outages = byNode.ToDictionary(n => n.Key, n => OutageEstimate.Learned(world.Policy, [.. n.Value]), StringComparer.Ordinal),
        // A node (or workload) without a history of its own is believed to be like the nodes; the restart of a workload, whose name has a space, tells nothing about those.
        DefaultOutage = OutageEstimate.Learned(world.Policy, [.. byNode.Where(n => !n.Key.Contains(' ')).SelectMany(n => n.Value)]),
    };
}
