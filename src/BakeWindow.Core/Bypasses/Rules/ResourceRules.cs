using BakeWindow.Core.Cluster;

namespace BakeWindow.Core.Bypasses.Rules;

/// <summary>How likely a kubelet under pressure or a scheduler short of room takes a protected pod away: neither asks a budget that it must obey.</summary>
internal static class ResourceRules
{
    public static IEnumerable<Bypass> Of(AuditScene scene) => scene.Protected.SelectMany(p => OfPod(scene, p.Workload, p.Pod));

    private static IEnumerable<Bypass> OfPod(AuditScene scene, ProtectedWorkload workload, PodFact pod)
    {
        if (pod.Qos != "Guaranteed")
        {
            yield return AuditScene.About(workload, pod, BypassCode.NotGuaranteed, BypassSeverity.Warning,
                $"Its QoS class is {pod.Qos}: a kubelet short of memory kills it before Guaranteed pods, and asks no budget.",
                "Give every container limits equal to its requests, for cpu and memory");
        }

        var loose = pod.Containers.Where(c => !c.LimitsMemory).Select(c => c.Name).ToList();
        if (loose.Count > 0)
        {
            yield return AuditScene.About(workload, pod, BypassCode.NoMemoryLimit, BypassSeverity.Warning,
                $"{Containers(loose)} no memory limit: a leak takes the node's memory, and then the kernel chooses who dies.",
                "Set resources.limits.memory, equal to resources.requests.memory");
        }

        var unasked = pod.Containers.Where(c => !c.RequestsEphemeral).Select(c => c.Name).ToList();
        if (unasked.Count > 0)
        {
            yield return AuditScene.About(workload, pod, BypassCode.NoEphemeralRequest, BypassSeverity.Info,
                $"{Containers(unasked)} no request of ephemeral storage: a kubelet short of disk counts all that it wrote as too much and evicts it early.",
                "Set resources.requests.ephemeral-storage to what logs and scratch files take");
        }

        if (pod.Priority <= 0)
        {
            var above = scene.Facts.PriorityClasses.Where(c => c.Preempts && c.Value > pod.Priority && !c.Name.StartsWith("system-", StringComparison.Ordinal)).Select(c => c.Name).ToList();
            yield return AuditScene.About(workload, pod, BypassCode.LowPriority, BypassSeverity.Warning,
                $"Its priority is {pod.Priority}{(pod.PriorityClass is { } named ? $" (class {named})" : ", without a class")}: the scheduler may push it off for any pod of a higher one{(above.Count > 0 ? $" (here {string.Join(", ", above)})" : "")}, and respects its budget only if it can.",
                "priorityClassName: a class of your own with a high value and preemptionPolicy: Never, or system-cluster-critical");
        }

        if (pod.EmptyDirs.Count > 0)
        {
            yield return AuditScene.About(workload, pod, BypassCode.DataInEmptyDir, workload.Role is WorkloadRole.Node ? BypassSeverity.Warning : BypassSeverity.Info,
                $"The emptyDir volumes {string.Join(", ", pod.EmptyDirs)} are lost when it is evicted{(workload.Role is WorkloadRole.Node ? "; a chain in them takes hours to come back" : "")}.",
                "Keep data that must last in a PersistentVolumeClaim");
        }

        foreach (var claim in scene.Facts.Claims.Where(c => c.Namespace == workload.Namespace && pod.Claims.Contains(c.Name) && c.OneNodeOnly))
        {
            yield return AuditScene.About(workload, pod, BypassCode.VolumePins, BypassSeverity.Info,
                claim.PinnedTo.Count > 0
                    ? $"Its claim {claim.Name} can be on {string.Join(", ", claim.PinnedTo)} only: while that node is away the pod is Pending."
                    : $"Its claim {claim.Name} can be mounted on one node at a time: on another node it starts only after the volume is detached (up to 6 min when the node is lost).",
                "Count that time into the need, or keep a volume that can follow; never run a second baker instead");
        }
    }

    private static string Containers(List<string> names) => names.Count == 1 ? $"Container {names[0]} has" : $"Containers {string.Join(", ", names)} have";
}
