using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Owning;

namespace BakeWindow.Kubernetes.Dialects;

/// <summary>What should stand on one object.</summary>
/// <param name="On">The object.</param>
/// <param name="Fields">The fields, each given back when it is not wanted any more.</param>
public sealed record DialectWrite(ObjectRef On, IReadOnlyList<OwnedField> Fields);

/// <summary>All that a dialect may decide by.</summary>
/// <param name="World">The world.</param>
/// <param name="Gates">Every node as it stands, in order of name. Closed is also what can't be known.</param>
/// <param name="Now">The present.</param>
public sealed record DialectScene(World World, IReadOnlyList<NodeGate> Gates, DateTimeOffset Now)
{
    /// <summary>The scene of a world.</summary>
    public static DialectScene Of(World world, DateTimeOffset now) => new(world, NodeGate.All(world, now), now);

    /// <summary>The same with every node held that is not worked on: how it is left when nobody is there to close in time.</summary>
    public DialectScene Left() => this with { Gates = [.. Gates.Select(g => g.State is NodeGateState.Working ? g : g with { State = NodeGateState.Closed })] };

    /// <summary>Nodes that nobody but a maintenance of ours may disturb.</summary>
    public IEnumerable<NodeGate> Held => Gates.Where(g => g.State is NodeGateState.Closed or NodeGateState.Working);

    /// <summary>The protected pods that nobody else may disturb now: those on held nodes.</summary>
    public IEnumerable<PodView> HeldPods
    {
        get
        {
            var held = Held.Select(g => g.Node).ToHashSet(StringComparer.Ordinal);
            return (World.Cluster?.Pods ?? []).Where(p => p is { Node: { } node, IsMirror: false, Terminating: false } && held.Contains(node) && World.Workloads.Any(w => w.Selects(p)));
        }
    }
}
