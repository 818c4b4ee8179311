namespace BakeWindow.Core.Chain;

/// <summary>How one source of chain facts is doing.</summary>
public enum SourceState
{
    /// <summary>It answers, and its head is like the others'.</summary>
    Ok,

    /// <summary>Its head is more than two levels behind the best.</summary>
    Lagging,

    /// <summary>It tells another chain, protocol, or another block at a level that is final.</summary>
    Disagreeing,

    /// <summary>It does not answer, or answers with errors.</summary>
    Unreachable,
}

/// <summary>One source of chain facts, as last seen.</summary>
/// <param name="Name">Its name in the configuration; never its address, which may hold a secret.</param>
/// <param name="State">How it does.</param>
/// <param name="Level">The level of its last head; null before the first.</param>
/// <param name="Hash">The hash of its last head.</param>
/// <param name="SeenAt">When it last answered; null before the first answer.</param>
/// <param name="Note">What is wrong, in words; empty when nothing is.</param>
public sealed record SourceView(string Name, SourceState State, Level? Level, string? Hash, DateTimeOffset? SeenAt, string Note);
