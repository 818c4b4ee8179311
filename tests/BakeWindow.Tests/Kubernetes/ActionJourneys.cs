using BakeWindow.Core.Cluster;
using BakeWindow.Core.Maintenance;

namespace BakeWindow.Tests.Kubernetes;

/// <summary>Every action against the simulated cluster, with what must be so beforehand for it to have something to do. Tests that hold for all of them iterate over it.</summary>
internal static class ActionJourneys
{
    public static WorkloadName Baker { get; } = new(WorkloadKind.StatefulSet, "tezos", "baker");

    public static IReadOnlyDictionary<string, (MaintenanceAction Action, Func<Lab, Task> Before)> All { get; } = new Dictionary<string, (MaintenanceAction, Func<Lab, Task>)>(StringComparer.Ordinal)
    {
        ["reboot"] = (new MaintenanceAction.RebootNode("node-1"), _ => Task.CompletedTask),
        ["drain"] = (new MaintenanceAction.DrainNode("node-1", TimeSpan.FromMinutes(10)), _ => Task.CompletedTask),
        ["let"] = (new MaintenanceAction.ReleaseNode("node-1", "kured"), _ => Task.CompletedTask),
        ["restart"] = (new MaintenanceAction.RestartWorkload(Baker), _ => Task.CompletedTask),
        ["restart OnDelete"] = (new MaintenanceAction.RestartWorkload(Baker), lab => lab.PatchSetAsync("""{"spec":{"updateStrategy":{"$retainKeys":["type"],"type":"OnDelete"}}}""")),
        ["release OnDelete"] = (new MaintenanceAction.ReleaseRollout(Baker), lab => lab.PatchSetAsync(
            """{"spec":{"updateStrategy":{"$retainKeys":["type"],"type":"OnDelete"},"template":{"metadata":{"annotations":{"v":"2"}}}}}""")),
        ["release partition"] = (new MaintenanceAction.ReleaseRollout(Baker), lab => lab.PatchSetAsync(
            """{"spec":{"updateStrategy":{"type":"RollingUpdate","rollingUpdate":{"partition":1}},"template":{"metadata":{"annotations":{"v":"2"}}}}}""")),
    };
}
