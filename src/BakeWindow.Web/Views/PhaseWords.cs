using BakeWindow.Core.Maintenance;

namespace BakeWindow.Web.Views;

/// <summary>Phases as people read them.</summary>
internal static class PhaseWords
{
    public static string Text(Phase phase) => phase switch
    {
        Phase.AwaitingApproval { Escalated: true } => "Escalated: needs approval",
        Phase.AwaitingApproval => "Needs approval",
        Phase.Holding => "Held for others",
        Phase.RollingOut => "Rolling out",
        Phase.RollingPool => "Rolling the pool",
        Phase.PoolPaused => "Paused: needs you",
        Phase.RolledBack => "Rolled back",
        _ => phase.Name,
    };
}
