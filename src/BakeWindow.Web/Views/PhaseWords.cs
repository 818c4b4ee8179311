using BakeWindow.Core.Maintenance;

namespace BakeWindow.Web.Views;

/// <summary>Phases as people read them.</summary>
internal static class PhaseWords
{
    public static string Text(Phase phase) => phase switch
    {
        Phase.AwaitingApproval => "Needs approval",
        Phase.RolledBack => "Rolled back",
        _ => phase.Name,
    };
}
