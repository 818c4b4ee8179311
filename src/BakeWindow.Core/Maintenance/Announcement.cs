using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Time;

namespace BakeWindow.Core.Maintenance;

/// <summary>What people are told about an object of the cluster, as a Kubernetes Event.</summary>
/// <param name="Kind"><c>Node</c> or <c>Pod</c>.</param>
/// <param name="Namespace">The object's; null: it has none.</param>
/// <param name="Name">Its name.</param>
/// <param name="Uid">Its uid.</param>
/// <param name="Reason">One word, CamelCase, that stays the same.</param>
/// <param name="Message">The sentence.</param>
/// <param name="IsWarning">Something is not as it should be.</param>
public sealed record Announcement(string Kind, string? Namespace, string Name, string Uid, string Reason, string Message, bool IsWarning)
{
    /// <summary>What a maintenance that has just come to its phase gives to tell: of its node, and of the protected pods there when they are concerned.</summary>
    public static IReadOnlyList<Announcement> Of(MaintenanceRecord m, World world)
    {
        var (reason, message, warning) = Words(m);
        if (reason.Length == 0 || world.Cluster is not { } cluster)
        {
            return [];
        }

        var text = $"{m.Id}: {message}";
        var told = new List<Announcement>();
        if (cluster.Nodes.TryGetValue(m.Request.Node, out var node))
        {
            told.Add(new Announcement("Node", null, node.Name, node.Uid, reason, text, warning));
        }

        if (m.Phase is Phase.Draining or Phase.Verifying && m.Phase.Underway is { } work)
        {
            told.AddRange(world.Workloads
                .Where(w => work.Workloads.Contains(w.Name))
                .SelectMany(w => Placement.PodsOf(w, cluster))
                .Select(p => new Announcement("Pod", p.Name.Namespace, p.Name.Name, p.Uid, reason, text, warning)));
        }

        return told;
    }

    /// <summary>What a floor that is held for too long gives to tell of each of its pods.</summary>
    public static IReadOnlyList<Announcement> Of(FloorHold hold, World world) => world.Cluster is not { } cluster ? [] :
    [
        .. world.Workloads.Where(w => w.Name == hold.Workload).SelectMany(w => Placement.PodsOf(w, cluster)).Select(p => new Announcement(
            "Pod", p.Name.Namespace, p.Name.Name, p.Uid, "BakeWindowFloorOverheld",
            $"the floor of {hold.Workload} has had no moment to open for longer than {DurationText.Human(world.Policy.MaxHold)}; it stays closed, and a person should look", true)),
    ];

    private static (string Reason, string Message, bool Warning) Words(MaintenanceRecord m) => m.Phase switch
    {
        Phase.AwaitingApproval => ("BakeWindowAwaitsApproval", "a window was found that a person must approve", false),
        Phase.Waiting w => ("BakeWindowPlanned", $"planned for level {w.Start.From}, not before {w.Start.StartsEarliest:u}", false),
        Phase.Deferred d => ("BakeWindowDeferred", d.Why, false),
        Phase.Cordoning => ("BakeWindowLocked", "the failure domain is locked; cordoning the node", false),
        Phase.Draining => ("BakeWindowCordoned", "the node is cordoned; draining it", false),
        Phase.Rebooting => ("BakeWindowDrained", "the node is drained; its reboot is asked for", false),
        Phase.Recovering => ("BakeWindowRebooted", "the node has booted; waiting for it and the protected pods", false),
        Phase.Verifying => ("BakeWindowPodsReady", "the protected pods are Ready; waiting for the baker's own attestation", false),
        Phase.Completed => ("BakeWindowCompleted", "done; every mark is off", false),
        Phase.Undoing u => ("BakeWindowUndoing", "taking every mark off again", u.Ending is Ending.Fail),
        Phase.RolledBack r => ("BakeWindowRolledBack", r.Why, true),
        Phase.Failed f => ("BakeWindowFailed", f.Why, true),
        Phase.Cancelled c => ("BakeWindowCancelled", $"cancelled by {c.By}: {c.Why}", false),
        Phase.Expired e => ("BakeWindowExpired", e.Why, true),
        _ => ("", "", false),
    };
}
