namespace BakeWindow.Kubernetes.Dialects;

/// <summary>How one dialect stands after a round: what was seen, what is (or would be) written, what went wrong.</summary>
/// <param name="Name">The dialect.</param>
/// <param name="Sight">What was seen of the neighbour; null when it could not be read.</param>
/// <param name="Writes">What stands, or would stand, on objects.</param>
/// <param name="Problems">What could not be read or written, in words; empty when all is as it should be.</param>
public sealed record DialectReport(string Name, DialectSight? Sight, IReadOnlyList<DialectWrite> Writes, IReadOnlyList<string> Problems)
{
    /// <summary>Leases that are, or would be, held.</summary>
    public IReadOnlyList<LeaseHold> Holds { get; init; } = [];
}
