namespace BakeWindow.Web.FirstStart;

/// <summary>Something that was tried live.</summary>
/// <param name="What">What.</param>
/// <param name="Good">True: it works; false: it does not; null: it could not be tried yet.</param>
/// <param name="Text">What came of it.</param>
public sealed record Trial(string What, bool? Good, string Text)
{
    /// <summary>What to set, ready to paste; null where there is nothing to.</summary>
    public string? Mend { get; init; }
}

/// <summary>Everything that was tried.</summary>
/// <param name="Node">About the Tezos node.</param>
/// <param name="Baker">About the baker.</param>
/// <param name="Cluster">About the cluster.</param>
/// <param name="ChainId">The chain that the node told; null: none.</param>
public sealed record Trials(IReadOnlyList<Trial> Node, IReadOnlyList<Trial> Baker, IReadOnlyList<Trial> Cluster, string? ChainId)
{
    /// <summary>True when nothing that was tried failed and nothing is left to try.</summary>
    public bool AllGood => Node.Concat(Baker).Concat(Cluster).All(t => t.Good is true);
}
