using BakeWindow.Core.Cluster;
using BakeWindow.Core.Time;

namespace BakeWindow.Core.Bypasses.Rules;

/// <summary>When a protected pod goes without an eviction, and whether it is given the time to go.</summary>
internal static class LeavingRules
{
    private static readonly string[] OutOfReach = ["node.kubernetes.io/unreachable", "node.kubernetes.io/not-ready"];

    public static IEnumerable<Bypass> Of(AuditScene scene, IReadOnlyList<NodeFloor> floors)
    {
        var shortest = scene.Facts.Neighbours.OfType<Neighbour.Autoscaler>().Select(a => (TimeSpan?)a.LongestGrace).Min();
        return scene.Protected.SelectMany(p => OfPod(scene, p.Workload, p.Pod, floors, shortest));
    }

    private static IEnumerable<Bypass> OfPod(AuditScene scene, ProtectedWorkload workload, PodFact pod, IReadOnlyList<NodeFloor> floors, TimeSpan? autoscaler)
    {
        if (pod.Grace == TimeSpan.Zero)
        {
            yield return AuditScene.About(workload, pod, BypassCode.NoGrace, BypassSeverity.Critical,
                "terminationGracePeriodSeconds is 0: it is killed without a signal, in the middle of whatever it signs or writes.",
                "Set spec.template.spec.terminationGracePeriodSeconds: 60 in its controller");
        }

        var floor = floors.FirstOrDefault(f => f.Node == pod.Pod.Node);
        var limit = floor is { After: { Ticks: > 0 } after } ? (Who: floor.By, At: after) : autoscaler is { } longest ? (Who: "cluster-autoscaler", At: longest) : default;
        if (limit.Who is not null && pod.Grace > limit.At)
        {
            yield return AuditScene.About(workload, pod, BypassCode.GraceOutlastsDrain, BypassSeverity.Warning,
                $"It asks for {DurationText.Human(pod.Grace)} to stop, and {limit.Who} waits {DurationText.Human(limit.At)}: it is killed before it is done.",
                $"Set terminationGracePeriodSeconds below {limit.At.TotalSeconds:0}");
        }

        foreach (var taint in Taints(scene, pod))
        {
            if (pod.StaysUnder(taint) is { } stays)
            {
                yield return AuditScene.About(workload, pod, BypassCode.NoExecuteTaint, BypassSeverity.Critical,
                    $"Node {pod.Pod.Node} bears the taint {taint.Key}:NoExecute, which the pod tolerates for {stays.TotalSeconds:0} s. Then it is deleted; no budget is asked.",
                    $"kubectl taint node {pod.Pod.Node} {taint.Key}:NoExecute-, or let the pod tolerate it without tolerationSeconds");
            }
        }

        var first = OutOfReach.Select(k => pod.StaysUnder(new TaintFact(k, ""))).OfType<TimeSpan>().DefaultIfEmpty(TimeSpan.MaxValue).Min();
        if (first != TimeSpan.MaxValue && pod.Pod is { IsMirror: false, ControllerKind: not "DaemonSet" })
        {
            yield return AuditScene.About(workload, pod, BypassCode.UnreachableEvicts, BypassSeverity.Info,
                $"When its node is not Ready or out of reach for {first.TotalSeconds:0} s the pod is deleted without an eviction; after a short loss of the link it is restarted for nothing.",
                "tolerations: [{key: node.kubernetes.io/unreachable, operator: Exists, effect: NoExecute}, {key: node.kubernetes.io/not-ready, operator: Exists, effect: NoExecute}]");
        }
    }

    private static IEnumerable<TaintFact> Taints(AuditScene scene, PodFact pod) =>
        scene.Facts.Nodes.FirstOrDefault(n => n.Name == pod.Pod.Node)?.NoExecute ?? [];
}
