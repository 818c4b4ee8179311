using System.Globalization;
using BakeWindow.Core.Cluster;

namespace BakeWindow.Kubernetes.Executing;

/// <summary>How a rollout stands, from the workload and its pods: the rules by which <c>kubectl rollout status</c> tells that one is complete, and which pods are still of an old template.</summary>
internal static class RolloutFacts
{
    private const string Revision = "controller-revision-hash";
    private const string Generation = "pod-template-generation";

    /// <summary>Why its rollout can't be driven at all; null when it can.</summary>
    public static string? WhyNot(WorkloadObject workload) => workload.Paused ? $"{workload.Name} is paused: resume it first (kubectl rollout resume)" : null;

    public static RolloutView Of(WorkloadObject workload, IReadOnlyList<PodView> own, string maintenance)
    {
        var pods = own.Where(p => p.Phase is not ("Succeeded" or "Failed")).ToList();
        var (wanted, updated) = workload.Name.Kind switch
        {
            WorkloadKind.StatefulSet => (workload.Replicas, pods.Count(p => p.Labels.GetValueOrDefault(Revision) == workload.UpdateRevision)),
            WorkloadKind.Deployment => (workload.Replicas, workload.Status("updatedReplicas")),
            _ => (workload.Status("desiredNumberScheduled"), workload.Status("updatedNumberScheduled")),
        };
        var old = Old(workload, pods);
        var settled = workload.Observed && pods.Count == wanted && pods.TrueForAll(p => p is { Ready: true, Terminating: false });
        return new RolloutView
        {
            ReplacesPods = workload.ReplacesPods,
            Partition = workload.Name.Kind is WorkloadKind.StatefulSet ? workload.Partition : 0,
            Settled = settled,
            Complete = settled && old.Count == 0 && updated >= wanted && Available(workload, wanted),
            Old = old,
            Restarted = workload.Marked is { RestartedAt: not null } mark && mark.Maintenance == maintenance,
            Progress = string.Create(CultureInfo.InvariantCulture,
                $"{Math.Min(updated, wanted)} of {wanted} pods have the newest template, {pods.Count(p => p is { Ready: true, Terminating: false })} are Ready"),
        };
    }

    // Of a Deployment's pods the status alone tells; their ReplicaSets are not read.
    private static bool Available(WorkloadObject workload, int wanted) =>
        workload.Name.Kind is not WorkloadKind.Deployment || (workload.Status("replicas") <= wanted && workload.Status("availableReplicas") >= wanted);

    private static List<OldPod> Old(WorkloadObject workload, List<PodView> pods) => workload.Name.Kind switch
    {
        WorkloadKind.StatefulSet => [.. pods.Where(p => p.Labels.GetValueOrDefault(Revision) != workload.UpdateRevision)
            .Select(p => new OldPod(p.Name, p.Uid, Ordinal(p))).OrderByDescending(p => p.Ordinal)],
        WorkloadKind.DaemonSet => [.. pods.Where(p => p.Labels.GetValueOrDefault(Generation) != workload.TemplateGeneration)
            .Select(p => new OldPod(p.Name, p.Uid, 0)).OrderBy(p => p.Name.Name, StringComparer.Ordinal)],
        _ => [],
    };

    private static int Ordinal(PodView pod) =>
        int.TryParse(pod.Name.Name.AsSpan(pod.Name.Name.LastIndexOf('-') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var ordinal) ? ordinal : 0;
}
