using BakeWindow.Core.Cluster;

namespace BakeWindow.Core.Bypasses.Rules;

/// <summary>How a protected workload is run: is it evicted at all, can it be brought back, and can there ever be two bakers of one key?</summary>
internal static class ShapeRules
{
    private static readonly TaintFact Unreachable = new("node.kubernetes.io/unreachable", "");

    public static IEnumerable<Bypass> Of(AuditScene scene) =>
        [.. scene.Protected.SelectMany(p => OfPod(p.Workload, p.Pod)), .. scene.Facts.Workloads.Where(IsBaker).SelectMany(w => OfBaker(scene, w)), .. TwoBakers(scene)];

    private static IEnumerable<Bypass> OfPod(ProtectedWorkload workload, PodFact pod)
    {
        if (pod.Pod.IsMirror)
        {
            yield return AuditScene.About(workload, pod, BypassCode.RunsAsStaticPod, BypassSeverity.Critical,
                $"The kubelet of {pod.Pod.Node} runs it from a file. It can't be evicted, so no budget and no webhook is asked before the node goes down.",
                "Run it by a StatefulSet with one replica; then a drain asks its budget");
        }
        else if (pod.Pod.ControllerKind == "DaemonSet")
        {
            yield return AuditScene.About(workload, pod, BypassCode.RunsAsDaemonset, BypassSeverity.Critical,
                $"DaemonSet {pod.Pod.ControllerName} runs it. Drains leave DaemonSet pods alone and reboot the node under them, so its budget is never asked.",
                "Run it by a StatefulSet with one replica and a nodeSelector or volume that ties it to its node");
        }
        else if (pod.Pod.ControllerKind is null)
        {
            yield return AuditScene.About(workload, pod, BypassCode.RunsAsBarePod, BypassSeverity.Warning,
                "It has no controller. Drains refuse it unless forced, and once it is evicted nobody brings it back.",
                "Run it by a StatefulSet with one replica");
        }
    }

    private static IEnumerable<Bypass> OfBaker(AuditScene scene, ProtectedWorkload workload)
    {
        foreach (var subject in scene.PodsOf(workload).Select(p => p.RunBy).OfType<BypassSubject>().Where(s => s.Kind == "Deployment").Distinct())
        {
            if (scene.Facts.Controllers.FirstOrDefault(c => c.Kind == subject.Kind && c.Namespace == subject.Namespace && c.Name == subject.Name) is { Rolling: true, MaxSurge: not ("0" or "0%") } rollout)
            {
                yield return scene.About(workload, subject, BypassCode.RolloutDoublesBaker, BypassSeverity.Critical,
                    $"Its strategy is RollingUpdate with maxSurge {rollout.MaxSurge ?? "25%"}: every rollout runs the new baker beside the old one, and two bakers of one key sign twice, which is slashed.",
                    $"kubectl -n {subject.Namespace} patch deployment {subject.Name} --type=merge -p '{{\"spec\":{{\"strategy\":{{\"type\":\"Recreate\",\"rollingUpdate\":null}}}}}}', or better a StatefulSet");
            }

            if (scene.PodsOf(workload).Where(p => p.RunBy == subject).Select(p => p.StaysUnder(Unreachable)).FirstOrDefault(s => s is not null) is { } stays)
            {
                yield return scene.About(workload, subject, BypassCode.PartitionDoublesBaker, BypassSeverity.Critical,
                    $"When its node is out of reach the pod counts as gone after {stays.TotalSeconds:0} s and the Deployment starts another, while the first may still bake behind the lost link: two bakers of one key.",
                    "Run it by a StatefulSet: that starts no second pod before the first is known to be gone");
            }
        }
    }

    // Replicas that are wanted count too: a second one that is pending bakes as soon as there is room.
    private static IEnumerable<Bypass> TwoBakers(AuditScene scene)
    {
        foreach (var workloads in scene.Facts.Workloads.Where(IsBaker).GroupBy(w => w.Baker))
        {
            var pods = workloads.SelectMany(scene.PodsOf).DistinctBy(p => p.Pod.Name).ToList();
            var controllers = scene.Facts.Controllers.Where(c => pods.Exists(p => p.RunBy is { } by && by.Kind == c.Kind && by.Namespace == c.Namespace && by.Name == c.Name)).ToList();
            var wanted = controllers.Sum(c => c.Replicas) + pods.Count(p => !controllers.Exists(c => p.RunBy is { } by && by.Kind == c.Kind && by.Name == c.Name));
            if (Math.Max(wanted, pods.Count) is var count and > 1)
            {
                var subject = pods.Find(p => p.RunBy is not null)?.RunBy ?? new BypassSubject("Pod", pods[0].Pod.Name.Namespace, pods[0].Pod.Name.Name);
                yield return new Bypass
                {
                    Code = BypassCode.SeveralBakers,
                    Severity = BypassSeverity.Critical,
                    Subject = subject,
                    Nodes = [.. pods.Select(p => p.Pod.Node).OfType<string>().Distinct().Order(StringComparer.Ordinal)],
                    Workloads = [.. workloads.Select(w => w.Name).Order(StringComparer.Ordinal)],
                    Why = $"{count} bakers run, or are wanted, for {workloads.Key}. Two bakers of one key sign two blocks or attestations of one level, which is slashed.",
                    Mend = $"kubectl -n {subject.Namespace} scale {subject.Kind.ToLowerInvariant()} {subject.Name} --replicas=1; one baker for one key, always",
                };
            }
        }
    }

    private static bool IsBaker(ProtectedWorkload workload) => workload.Role is WorkloadRole.Baker;
}
