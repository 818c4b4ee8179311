namespace BakeWindow.Core.Gate;

/// <summary>
/// A person has broken the glass: the gate of one node is open against its answer, for a while. What is overridden is what rights, chain and policy say, also where they say that it can't be
/// known; what the cluster itself forbids (somebody at work there, two pods of one baker, a node that is not seen) is not.
/// </summary>
/// <param name="Node">The node.</param>
/// <param name="By">Who broke it.</param>
/// <param name="Reason">Why, in his words.</param>
/// <param name="From">Since when.</param>
/// <param name="Until">It ends by itself then.</param>
public sealed record BrokenGlass(string Node, string By, string Reason, DateTimeOffset From, DateTimeOffset Until)
{
    /// <summary>The longest that a gate stays broken open.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromHours(1);

    /// <summary>The shortest reason that is taken, in characters: long enough to be one.</summary>
    public const int LeastReason = 10;

    /// <summary>The one in force for the node; null when there is none.</summary>
    public static BrokenGlass? At(World world, string? node, DateTimeOffset now) =>
        node is null ? null : world.Glass.FirstOrDefault(g => g.Node == node && g.From <= now && now < g.Until);
}
