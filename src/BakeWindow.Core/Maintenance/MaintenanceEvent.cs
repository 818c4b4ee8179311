namespace BakeWindow.Core.Maintenance;

/// <summary>What can happen to a maintenance. All cases stand here.</summary>
public abstract record MaintenanceEvent
{
    private MaintenanceEvent()
    {
    }

    /// <summary>The world was looked at: a new head, a change in the cluster, a tick, or the first look after a restart.</summary>
    public sealed record Looked : MaintenanceEvent;

    /// <summary>A person said yes to the window, or to any that is no dearer than the bounds.</summary>
    public sealed record ApprovedBy(string By, double? UpToBlocks, double? UpToBudget) : MaintenanceEvent;

    /// <summary>A person said no.</summary>
    public sealed record RejectedBy(string By, string Why) : MaintenanceEvent;

    /// <summary>A person called it off; what was begun is undone, unless the reboot has been asked for.</summary>
    public sealed record CancelledBy(string By, string Why) : MaintenanceEvent;

    /// <summary>Somebody says that the work for which the node is held is done.</summary>
    public sealed record DoneBy(string By) : MaintenanceEvent;

    /// <summary>A person lets a paused roll of a pool go on.</summary>
    public sealed record ResumedBy(string By) : MaintenanceEvent;

    /// <summary>A command came back.</summary>
    public sealed record Answered(ClusterCommand Command, CommandOutcome Outcome) : MaintenanceEvent;
}
