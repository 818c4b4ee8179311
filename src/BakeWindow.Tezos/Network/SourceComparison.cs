using BakeWindow.Core.Chain;

namespace BakeWindow.Tezos.Network;

/// <summary>What is known of one node.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Head">Its last head; null before the first.</param>
/// <param name="Trail">The heads before.</param>
/// <param name="SeenAt">When it last answered.</param>
/// <param name="Failure">Why it does not answer; null when it does.</param>
internal sealed record NodeState(string Name, Head? Head, HeadTrail Trail, DateTimeOffset? SeenAt, string? Failure);

/// <summary>Compares nodes, a pure function: who is fine, who lags, who tells something else, and whose head counts.</summary>
internal static class SourceComparison
{
    /// <summary>Blocks become final after two.</summary>
    private const int Finality = 2;

    /// <summary>A node so far behind the best lags.</summary>
    private const int Tolerated = 2;

    /// <summary>Compares. The first node in order of preference that answers is believed; those that contradict it disagree. Among the others the highest head counts.</summary>
    /// <param name="nodes">In order of preference.</param>
    /// <param name="chainId">The chain that is insisted on; null: that of the first node that answers.</param>
    /// <returns>The index of the node whose head counts, null when there is none; a view of each node.</returns>
    public static (int? Best, IReadOnlyList<SourceView> Views) Compare(IReadOnlyList<NodeState> nodes, string? chainId)
    {
        var believed = Enumerable.Range(0, nodes.Count)
            .Where(i => nodes[i] is { Head: { } head, Failure: null } && (chainId is null || head.ChainId == chainId))
            .Select(i => (int?)i).FirstOrDefault();
        var contradictions = nodes.Select(n => n is not { Head: { } head, Failure: null } ? null
            : chainId is not null && head.ChainId != chainId ? $"it is on chain {head.ChainId}, not {chainId}"
            : Contradiction(nodes[believed!.Value], n)).ToArray();
        int? best = null;
        for (var i = 0; i < nodes.Count; i++)
        {
            if (nodes[i] is { Head: { } head, Failure: null } && contradictions[i] is null && (best is not { } b || head.Level > nodes[b].Head!.Level))
            {
                best = i;
            }
        }

        return (best, [.. nodes.Select((n, i) => View(n, contradictions[i], best is { } b ? nodes[b] : null))]);
    }

    private static SourceView View(NodeState node, string? contradiction, NodeState? best)
    {
        var (state, note) = node switch
        {
            { Failure: { } failure } => (SourceState.Unreachable, failure),
            { Head: null } => (SourceState.Unreachable, "it has not answered yet"),
            _ when contradiction is not null => (SourceState.Disagreeing, contradiction),
            { Head.Level: var level } when best!.Head!.Level - level > Tolerated => (SourceState.Lagging, $"{best.Head.Level - level} levels behind {best.Name}"),
            _ => (SourceState.Ok, ""),
        };
        return new SourceView(node.Name, state, node.Head?.Level, node.Head?.Hash, node.SeenAt, note);
    }

    private static string? Contradiction(NodeState believed, NodeState other)
    {
        var (one, two) = (believed.Head!, other.Head!);
        if (one.ChainId != two.ChainId)
        {
            return $"it is on chain {two.ChainId}, {believed.Name} is on {one.ChainId}";
        }

        if (one.Hash == two.Hash && one.NextProtocol != two.NextProtocol)
        {
            return $"after block {two.Hash} it goes on with protocol {two.NextProtocol}, {believed.Name} with {one.NextProtocol}";
        }

        return believed.Trail.Conflict(other.Trail, Level.Min(one.Level, two.Level) - Finality) is { } level
            ? $"its block at level {level} is {other.Trail.At(level)}, {believed.Name} has {believed.Trail.At(level)}"
            : null;
    }
}
