using BakeWindow.Simulator.Chain;

namespace BakeWindow.Simulator.Rpc;

/// <summary>The simulated nodes.</summary>
public sealed class SimNodes(IEnumerable<string> names, SimChain chain)
{
    /// <summary>Every node.</summary>
    public IReadOnlyList<SimNode> All { get; } = [.. names.Select(n => new SimNode(n, chain))];

    /// <summary>A node by name.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public SimNode this[string name] => Find(name) ?? throw new KeyNotFoundException($"there is no node \"{name}\"");

    /// <summary>A node by name; null when there is none.</summary>
    public SimNode? Find(string name) => All.FirstOrDefault(n => n.Name == name);
}
