using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Owning;
using BakeWindow.Kubernetes.Api;

namespace BakeWindow.Kubernetes.Dialects;

/// <summary>What should stand on one object.</summary>
/// <param name="On">The object.</param>
/// <param name="Fields">The fields, each given back when it is not wanted any more.</param>
public sealed record DialectWrite(ObjectRef On, IReadOnlyList<OwnedField> Fields)
{
    /// <summary>On a node.</summary>
    public static DialectWrite OnNode(string node, params IReadOnlyList<OwnedField> fields) => new(new ObjectRef(ResourceType.Nodes, null, node), fields);

    /// <summary>On a pod.</summary>
    public static DialectWrite OnPod(PodView pod, params IReadOnlyList<OwnedField> fields) => new(new ObjectRef(ResourceType.Pods, pod.Name.Namespace, pod.Name.Name), fields);
}

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

    /// <summary>Nodes that a neighbour who reboots must leave alone: held ones, but for those that are drained and wait for their reboot.</summary>
    public IEnumerable<NodeGate> HeldFromReboot => Held.Where(g => !g.AwaitsReboot);

    /// <summary>The protected pods that nobody else may disturb now: those on held nodes.</summary>
    public IEnumerable<PodView> HeldPods => ProtectedPodsOn(Held);

    /// <summary>The protected pods on some nodes; mirrors of static pods and pods that are going can bear no mark.</summary>
    public IEnumerable<PodView> ProtectedPodsOn(IEnumerable<NodeGate> gates)
    {
        var nodes = gates.Select(g => g.Node).ToHashSet(StringComparer.Ordinal);
        return (World.Cluster?.Pods ?? []).Where(p => p is { Node: { } node, IsMirror: false, Terminating: false } && nodes.Contains(node) && World.Workloads.Any(w => w.Selects(p)));
    }
}
