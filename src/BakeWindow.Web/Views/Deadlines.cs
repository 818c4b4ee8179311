using BakeWindow.Core.Gate;
using BakeWindow.Core.Maintenance;

namespace BakeWindow.Web.Views;

/// <summary>What can be said of a maintenance's deadline, the day it can be said and not when it passes.</summary>
public static class Deadlines
{
    /// <summary>In words, and whether it is met; both null where there is no deadline or the work has begun.</summary>
    public static (string? Words, bool? Fits) Of(World world, MaintenanceRecord m, DateTimeOffset now)
    {
        if (m.Request.Deadline is not { } deadline || m.Phase.IsTerminal || m.Phase.Underway is not null)
        {
            return (null, null);
        }

        var by = Answer.Time(deadline, now);
        if (m.Phase.Proposed is { } start && m.Phase is not Phase.AwaitingApproval { Escalated: true })
        {
            return start.StartsEarliest <= deadline ? ($"deadline {by} fits", true) : ($"deadline {by} is before the window opens", false);
        }

        return RequestOutlook.Of(world, m, now) switch
        {
            { CanBeMet: true } => ($"deadline {by} fits", true),
            { CanBeMet: false, EscalatesAt: { } at } when at > now => ($"no window before the deadline {by}: decide by {Answer.Time(at, now)}", false),
            { CanBeMet: false } => ($"no window before the deadline {by}: a person must decide", false),
            _ => ($"deadline {by}: it can’t be told yet", null),
        };
    }
}
