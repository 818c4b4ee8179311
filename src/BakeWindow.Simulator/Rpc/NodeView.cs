using System.Globalization;
using BakeWindow.Simulator.Chain;

namespace BakeWindow.Simulator.Rpc;

/// <summary>The chain as one node sees it at one moment: some blocks are not there yet, some bear other hashes.</summary>
public sealed class NodeView
{
    private readonly NodeFault fault;

    internal NodeView(SimNode node, Block newest)
    {
        (Node, Chain, fault) = (node, node.Chain, node.Fault);
        Head = fault switch
        {
            NodeFault.Lag lag => Chain.At(newest.Level - lag.Levels) ?? newest,
            NodeFault.Stuck stuck => Chain.At(Math.Min(newest.Level, stuck.Level)) ?? newest,
            _ => newest,
        };
    }

    /// <summary>The node.</summary>
    public SimNode Node { get; }

    /// <summary>The chain behind it.</summary>
    public SimChain Chain { get; }

    /// <summary>Its head.</summary>
    public Block Head { get; }

    /// <summary>True when it is as new as the chain.</summary>
    public bool InSync => fault is NodeFault.None or NodeFault.Lie;

    /// <summary>A block's hash, as it tells it.</summary>
    public string HashOf(Block block) => Hash(block.Level, block.Variant);

    /// <summary>The hash of the block before a block.</summary>
    public string PredecessorOf(Block block) =>
        Chain.At(block.Level - 1) is { } former ? HashOf(former) : Hash(block.Level - 1, 0);

    /// <summary>The block that a path names: <c>head</c>, <c>head~2</c> (or <c>head-2</c>), a level or a hash; null when this node doesn't have it.</summary>
    public Block? Find(string id)
    {
        if (id == "head")
        {
            return Head;
        }

        if (id.StartsWith("head~", StringComparison.Ordinal) || id.StartsWith("head-", StringComparison.Ordinal))
        {
            return int.TryParse(id.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out var back) ? At(Head.Level - back) : null;
        }

        if (int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var level))
        {
            return At(level);
        }

        // Only what was told is asked for again, and that was told lately; a block that was replaced is not found any more.
        return Enumerable.Range(0, 500).Select(back => At(Head.Level - back)).FirstOrDefault(b => b is { } block && HashOf(block) == id);
    }

    private Block? At(int level) => level <= Head.Level ? Chain.At(level) : null;

    private string Hash(int level, int variant) => Chain.Names.Block(level, variant, fault is NodeFault.Lie lie && level >= lie.FromLevel ? 1 : 0);
}
