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
        Action = new MaintenanceAction.RebootNode("node-1"),
        Deadline = Deadline,
        Reason = "kernel",
        RequestedBy = "simulation",
        RequestedAt = Asked,
    };
}
