namespace BakeWindow.Simulator.Cluster.Selectors;

internal enum Operator
{
    In,
    NotIn,
    Exists,
    Absent,

    /// <summary>An operator that is not known: nothing matches.</summary>
    Never,
}

/// <summary>One condition on one label.</summary>
internal sealed record Requirement(string Key, Operator Operator, IReadOnlyList<string> Values)
{
    public bool Matches(string? value) => Operator switch
    {
        Operator.In => value is not null && Values.Contains(value),
        Operator.NotIn => value is null || !Values.Contains(value),
        Operator.Exists => value is not null,
        Operator.Absent => value is null,
        _ => false,
    };
}
