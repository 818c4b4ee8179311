using BakeWindow.Core.Bypasses.Rules;

namespace BakeWindow.Core.Bypasses;

/// <summary>For each node, who ends a closed floor first.</summary>
internal static class NodeFloors
{
    public static IReadOnlyList<NodeFloor> Of(AuditFacts facts)
    {
        var blind = AuditKinds.Forcing.Where(k => !facts.Saw(k)).ToList();
        var ends = facts.Neighbours.SelectMany(n => EndsBy(n, facts)).Concat(CloudRules.Floors(facts)).ToLookup(e => e.Node, StringComparer.Ordinal);
        return [.. facts.Nodes.OrderBy(n => n.Name, StringComparer.Ordinal).Select(n => First(n.Name, [.. ends[n.Name]], blind))];
    }

    private static NodeFloor First(string node, IReadOnlyList<NodeFloor> ends, List<string> blind) =>
        ends.Where(e => e.End is FloorEnd.Forced).MinBy(e => e.After)
        ?? (blind.Count > 0 ? new NodeFloor(node, FloorEnd.CannotSay, null, string.Join(", ", blind)) : null)
        ?? ends.MinBy(e => e.After)
        ?? new NodeFloor(node, FloorEnd.ForEver, null, "");

    private static IEnumerable<NodeFloor> EndsBy(Neighbour neighbour, AuditFacts facts) => neighbour switch
    {
        // Each claim carries the grace period it was made with; the pool's holds for those that are made from now on.
        Neighbour.NodePool { ForcesAfter: { } after } pool when !facts.Saw(AuditKinds.NodeClaims) => pool.Nodes.Select(n => Forced(n, after, "Karpenter")),
        Neighbour.NodeClaim { ForcesAfter: { } after, Node: { } node } => [Forced(node, after, "Karpenter")],
        Neighbour.UpgradePlan { DisablesEviction: true } plan => plan.Nodes.Select(n => Forced(n, TimeSpan.Zero, $"plan {plan.Subject.Name} deletes instead of evicting")),
        Neighbour.Kured { Forces: true, DrainTimeout: { } after } => facts.Nodes.Select(n => Forced(n.Name, after, "kured")),
        Neighbour.Fluo { Gated: false } => facts.Nodes.Select(n => Forced(n.Name, TimeSpan.Zero, "FLUO reboots whatever the drain says")),
        Neighbour.Machine { SkipsDrain: true, Node: { } node } => [Forced(node, TimeSpan.Zero, "Cluster API deletes the machine without a drain")],
        Neighbour.Machine { DrainTimeout: { } after, Node: { } node } => [Forced(node, after, "Cluster API")],
        _ => [],
    };

    private static NodeFloor Forced(string node, TimeSpan after, string by) => new(node, FloorEnd.Forced, after, by);
}
