using BakeWindow.Core.Maintenance;
using BakeWindow.Core.Time;

namespace BakeWindow.Web.Views;

/// <summary>What is to be done, as people read it.</summary>
internal static class ActionWords
{
    public static string Text(MaintenanceAction action) => action switch
    {
        MaintenanceAction.RebootNode a => $"Reboot {a.Node}",
        MaintenanceAction.DrainNode a => $"Drain {a.Node}, hold it {DurationText.Human(a.HoldFor)} for others",
        MaintenanceAction.ReleaseNode a => $"Let {a.To} reboot {a.Node}",
        MaintenanceAction.RestartWorkload a => $"Restart {a.Workload}",
        MaintenanceAction.ReleaseRollout a => $"Release the rollout of {a.Workload}",
        MaintenanceAction.RollPool a => $"Roll {a.Subject}: {(a.Each is PoolWork.Drain ? "drain" : "reboot")} node after node",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
