namespace BakeWindow.Simulator.Chain;

/// <summary>What is known of a real stretch of chain, and so is not left to chance: one baker's rights in a range of levels, and when blocks came.</summary>
public sealed record Script
{
    /// <summary>The first level whose rights are scripted.</summary>
    public required int From { get; init; }

    /// <summary>The last level whose rights are scripted.</summary>
    public required int To { get; init; }

    /// <summary>Index of the baker that has no other rights in the range than those named here.</summary>
    public required int Baker { get; init; }

    /// <summary>Its endorsing slots, by level.</summary>
    public required IReadOnlyDictionary<int, int[]> EndorsingSlots { get; init; }

    /// <summary>The first level whose block is scripted.</summary>
    public required int BlocksFrom { get; init; }

    /// <summary>The last level whose block is scripted.</summary>
    public required int BlocksTo { get; init; }

    /// <summary>Scripted blocks that were not of priority 0 and in time: their priority, and by how many seconds they came later than they could.</summary>
    public required IReadOnlyDictionary<int, (int Priority, int Late)> Blocks { get; init; }

    /// <summary>True when the baker's rights at the level are those of the script.</summary>
    public bool HoldsRights(int level) => From <= level && level <= To;

    /// <summary>The priority and lateness of a scripted block; null when the level is left to chance.</summary>
    public (int Priority, int Late)? BlockAt(int level) =>
        BlocksFrom <= level && level <= BlocksTo ? Blocks.GetValueOrDefault(level) : null;
}
