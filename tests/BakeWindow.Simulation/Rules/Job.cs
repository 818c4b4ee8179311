using BakeWindow.Core.Maintenance;

namespace BakeWindow.Simulation.Rules;

/// <summary>A node wants a reboot: from when on, by when, and how long the baker will be away if it starts (which nobody knows beforehand).</summary>
/// <param name="Number">Its number, for whatever chance a rule needs.</param>
/// <param name="Asked">When it was asked.</param>
/// <param name="Deadline">When it must have started.</param>
/// <param name="Outage">D.</param>
internal sealed record Job(int Number, DateTimeOffset Asked, DateTimeOffset Deadline, TimeSpan Outage)
{
    public MaintenanceRequest Request => new()
    {
        Id = $"M-{Number}",
        Node = "node-1",
        Deadline = Deadline,
        Reason = "kernel",
        RequestedBy = "simulation",
        RequestedAt = Asked,
    };
}

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
