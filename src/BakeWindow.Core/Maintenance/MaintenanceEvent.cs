namespace BakeWindow.Core.Maintenance;

/// <summary>What can happen to a maintenance. All cases stand here.</summary>
public abstract record MaintenanceEvent
{
    private MaintenanceEvent()
    {
    }

    /// <summary>The world was looked at: a new head, a change in the cluster, a tick, or the first look after a restart.</summary>
    public sealed record Looked : MaintenanceEvent;

    /// <summary>This process takes the maintenance up from another, or from itself before a restart: whoever worked for it until now must not go on.</summary>
    public sealed record TakenUp : MaintenanceEvent;

    /// <summary>A person said yes to the window, or to any that is no dearer than the bounds.</summary>
    /// <param name="By">Who.</param>
    /// <param name="UpToBlocks">Any window of at most so many expected blocks; null: as many as the proposed one.</param>
    /// <param name="UpToBudget">Any window of at most this share of the budget; null: as much as the proposed one.</param>
    public sealed record ApprovedBy(string By, double? UpToBlocks, double? UpToBudget) : MaintenanceEvent
    {
        /// <summary>Who stands behind him: the owner of a token; null: he himself.</summary>
        public string? Owner { get; init; }

        /// <summary>Any window that starts by then; null: whenever.</summary>
        public DateTimeOffset? Until { get; init; }

        /// <summary>The proposed window and no other.</summary>
        public bool OnlyThis { get; init; }

        /// <summary>The <see cref="ApprovalShown.Fingerprint"/> of what he was shown; null: he says yes to what is so now, whatever it is.</summary>
        public string? IfShown { get; init; }
    }

    /// <summary>A person said no.</summary>
    public sealed record RejectedBy(string By, string Why) : MaintenanceEvent;

    /// <summary>A person called it off; what was begun is undone, unless the reboot has been asked for.</summary>
    public sealed record CancelledBy(string By, string Why) : MaintenanceEvent;

    /// <summary>Somebody says that the work for which the node is held is done.</summary>
    public sealed record DoneBy(string By) : MaintenanceEvent;

    /// <summary>A person wants it to stop before the reboot is asked for, or lets it go on; the window's end is the end of the waiting too.</summary>
    public sealed record HeldBy(string By, bool Hold) : MaintenanceEvent;

    /// <summary>A person lets a paused roll of a pool go on.</summary>
    public sealed record ResumedBy(string By) : MaintenanceEvent;

    /// <summary>A command came back.</summary>
    public sealed record Answered(ClusterCommand Command, CommandOutcome Outcome) : MaintenanceEvent;
}
