namespace BakeWindow.Simulation.Rules;

/// <summary>A way to decide when to start.</summary>
internal interface IRule
{
    string Name { get; }

    /// <summary>When it starts; null when it has not by the deadline.</summary>
    Start? StartOf(Job job);
}

/// <summary>Names that tables look for.</summary>
internal static class Rule
{
    public const string KnowsRights = "OPT, knows all rights";
    public const string KnowsAll = "OPT, knows the outage too";
}

/// <summary>A start.</summary>
/// <param name="At">When.</param>
/// <param name="Need">The outage that was planned for; null where a rule plans for none. If a hard right falls into it, the decision could have known.</param>
internal sealed record Start(DateTimeOffset At, TimeSpan? Need = null);
