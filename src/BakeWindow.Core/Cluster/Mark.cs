namespace BakeWindow.Core.Cluster;

/// <summary>The names under which BakeWindow leaves its marks in a cluster. All are its own; what stands under other names is never touched.</summary>
public static class Mark
{
    /// <summary>On a node that BakeWindow cordoned: JSON of <see cref="CordonMark"/>.</summary>
    public const string Cordon = "bakewindow.io/cordon";

    /// <summary>On a node that may be rebooted: the signed ticket, for the agent.</summary>
    public const string RebootTicket = "bakewindow.io/reboot-ticket";

    /// <summary>
    /// On a node that FLUO wants to reboot and may: <c>true</c>. FLUO's operator waits for it when run with
    /// <c>--before-reboot-annotations=bakewindow.io/window-open</c>.
    /// </summary>
    public const string WindowOpen = "bakewindow.io/window-open";

    /// <summary>On a workload whose rollout BakeWindow drives: JSON of the note on its rollout.</summary>
    public const string Rollout = "bakewindow.io/rollout";

    /// <summary>On a budget that BakeWindow made: the workload it protects.</summary>
    public const string Workload = "bakewindow.io/workload";

    /// <summary>On a budget that BakeWindow adopted: JSON of what it said before.</summary>
    public const string Former = "bakewindow.io/former";

    /// <summary>On a Lease: the failure domain that it locks, in full.</summary>
    public const string Domain = "bakewindow.io/domain";

    /// <summary>On a Lease that a neighbour was given: JSON of <see cref="Granting.Grant"/>.</summary>
    public const string Grant = "bakewindow.io/grant";

    /// <summary>The Lease of the replica that acts.</summary>
    public const string LeaderLease = "bakewindow-leader";

    /// <summary>On that Lease: where the audit's chain ended an hour ago or less, as <c>HASH@KEY</c>.</summary>
    public const string AuditHead = "bakewindow.io/audit-head";

    /// <summary>The ConfigMap by which the admission policy knows the pods that are held.</summary>
    public const string HeldList = "bakewindow-held";

    /// <summary>The label by which BakeWindow knows an object of its own.</summary>
    public const string ManagedBy = "app.kubernetes.io/managed-by";

    /// <summary>Its value; and the holder of a Lease in a neighbour's lock scheme.</summary>
    public const string BakeWindow = "bakewindow";
}
