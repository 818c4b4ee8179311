namespace BakeWindow.Core.Gate;

/// <summary>Why an upgrade that will roll through the nodes must not begin now: a protected node is held, or it can't be known.</summary>
/// <param name="Message">In words.</param>
/// <param name="NextSafeAt">When all of them may be free at the earliest; null when that is not known.</param>
public sealed record UpgradeHold(string Message, DateTimeOffset? NextSafeAt)
{
    /// <summary>What holds it; null: nothing does. It is only about beginning: each node must be asked for again when its turn comes.</summary>
    /// <param name="world">The world.</param>
    /// <param name="now">The present.</param>
    public static UpgradeHold? Of(World world, DateTimeOffset now)
    {
        if (world.Cluster is not { Connected: true } cluster || cluster.Nodes.Count == 0)
        {
            return new UpgradeHold("the cluster is not being seen, so it is not known what an upgrade would disturb", null);
        }

        var held = NodeGate.All(world, now).Where(g => g.State is NodeGateState.Working || (g.State is NodeGateState.Closed && g.Workloads.Count > 0)).ToList();
        if (held.Count == 0)
        {
            return null;
        }

        // The one that opens last decides when it is worth asking again; one that does not know when, above all.
        var last = held.OrderByDescending(g => g.Verdict.NextSafeAt ?? DateTimeOffset.MaxValue).First();
        var more = held.Count == 1 ? "" : $" ({held.Count} nodes are held)";
        return new UpgradeHold(last.State is NodeGateState.Working ? $"{last.Node}: a maintenance is at work{more}" : $"{last.Node}: {last.Verdict.Message}{more}", last.Verdict.NextSafeAt);
    }
}
