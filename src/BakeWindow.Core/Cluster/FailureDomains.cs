namespace BakeWindow.Core.Cluster;

/// <summary>Which nodes must never be disturbed at the same time.</summary>
public static class FailureDomains
{
    /// <summary>The domain of nodes that don't say theirs: all of them together, the careful reading.</summary>
    public const string Whole = "cluster";

    /// <summary>The domain of a node.</summary>
    public static string Of(NodeView node) => string.IsNullOrEmpty(node.FailureDomain) ? Whole : node.FailureDomain;
}
