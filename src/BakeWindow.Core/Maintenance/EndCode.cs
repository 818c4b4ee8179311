namespace BakeWindow.Core.Maintenance;

/// <summary>
/// Why a maintenance was rolled back or failed, as codes that stay the same whatever the sentence beside them says. <c>docs/recovery.md</c> tells what each means and what to do.
/// </summary>
public static class EndCode
{
    /// <summary>The node is not in the cluster any more, or another bears its name.</summary>
    public const string NodeDeleted = "node-deleted";

    /// <summary>A budget did not let a pod go for as long as the drain may last: a foreign one, or one whose other pods are not healthy.</summary>
    public const string BudgetNeverAllows = "budget-never-allows";

    /// <summary>Two budgets match one pod: the API server evicts it never.</summary>
    public const string TwoBudgets = "two-budgets";

    /// <summary>A webhook of somebody else refused an eviction for as long as the drain may last.</summary>
    public const string WebhookRefuses = "webhook-refuses";

    /// <summary>A pod was told to go and did not: a finalizer, or a kubelet that does not answer.</summary>
    public const string PodStuckTerminating = "pod-stuck-terminating";

    /// <summary>A pod has no controller, or an emptyDir that policy keeps.</summary>
    public const string PodNotEvictable = "pod-not-evictable";

    /// <summary>The drain took longer than it may, and nothing in particular held it.</summary>
    public const string DrainTooSlow = "drain-too-slow";

    /// <summary>A person held it before the reboot for as long as the drain may last.</summary>
    public const string HeldBack = "held-back";

    /// <summary>The API server did not answer for as long as the step may last.</summary>
    public const string ApiAway = "api-away";

    /// <summary>The node tells no boot ID.</summary>
    public const string NoBootId = "no-boot-id";

    /// <summary>Nobody rebooted the node.</summary>
    public const string RebootNeverCame = "reboot-never-came";

    /// <summary>The node went down and did not come back.</summary>
    public const string NodeNotBack = "node-not-back";

    /// <summary>The node has booted and does not become Ready.</summary>
    public const string NodeNotReady = "node-not-ready";

    /// <summary>A protected pod finds no node to run on.</summary>
    public const string PodUnschedulable = "pod-unschedulable";

    /// <summary>A protected pod does not become Ready.</summary>
    public const string PodNotReady = "pod-not-ready";

    /// <summary>The pods are Ready, and the baker does not attest.</summary>
    public const string NotAttesting = "not-attesting";

    /// <summary>The workload is not in the cluster any more.</summary>
    public const string WorkloadDeleted = "workload-deleted";

    /// <summary>A rollout does not come to its end.</summary>
    public const string RolloutStuck = "rollout-stuck";

    /// <summary>Somebody else took the lock of the failure domain.</summary>
    public const string LockLost = "lock-lost";

    /// <summary>Somebody uncordoned the node or took the mark off while it was worked on.</summary>
    public const string MarkLost = "mark-lost";

    /// <summary>The API server says no: a missing right, or an admission policy.</summary>
    public const string Refused = "refused";

    /// <summary>A mark could not be taken off.</summary>
    public const string UndoRefused = "undo-refused";

    /// <summary>The deadline passed before a window was found.</summary>
    public const string DeadlinePassed = "deadline-passed";
}
