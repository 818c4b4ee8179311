using BakeWindow.Core.Bypasses;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Readiness;
using BakeWindow.Kubernetes.Protecting;
using BakeWindow.Kubernetes.Watching;
using k8s.Models;

namespace BakeWindow.Kubernetes.Bypasses;

/// <summary>Protected pods and what runs, holds and ties them, as facts of an audit.</summary>
internal static class WorkloadFacts
{
    private const string NoExecute = "NoExecute";

    private static readonly string[] Counted = ["cpu", "memory"];

    public static NodeFact Of(V1Node node, string? failureDomainLabel) => new(
        node.Metadata.Name,
        new Dictionary<string, string>(node.Metadata.Labels ?? new Dictionary<string, string>(), StringComparer.Ordinal),
        [.. (node.Spec?.Taints ?? []).Where(t => t.Effect == NoExecute).Select(t => new TaintFact(t.Key, t.Value ?? ""))],
        NodeFacts.Of(node, failureDomainLabel).FailureDomain);

    public static PodFact Of(V1Pod pod)
    {
        var view = PodFacts.Of(pod);
        var containers = (pod.Spec?.Containers ?? []).ToList();
        return new PodFact
        {
            Pod = view,
            RunBy = RunBy(view),
            Qos = pod.Status?.QosClass ?? Qos(containers),
            Priority = pod.Spec?.Priority ?? 0,
            PriorityClass = pod.Spec?.PriorityClassName is { Length: > 0 } name ? name : null,
            Grace = TimeSpan.FromSeconds(pod.Spec?.TerminationGracePeriodSeconds ?? 30),
            Tolerations = [.. (pod.Spec?.Tolerations ?? []).Where(t => t.Effect is null or "" or NoExecute).Select(Of)],
            Containers = [.. containers.Select(Of)],
            EmptyDirs = [.. (pod.Spec?.Volumes ?? []).Where(v => v.EmptyDir is not null && v.EmptyDir.Medium != "Memory").Select(v => v.Name)],
            Claims = [.. (pod.Spec?.Volumes ?? []).Select(v => v.PersistentVolumeClaim?.ClaimName).OfType<string>()],
        };
    }

    public static BudgetFact Of(V1PodDisruptionBudget budget, IReadOnlyList<PodFact> pods)
    {
        var view = FloorFacts.Of(budget);
        return new BudgetFact
        {
            Name = new PodName(view.Namespace, view.Name),
            Owner = view.Owner,
            MinAvailable = budget.Spec?.MinAvailable?.Value,
            MaxUnavailable = budget.Spec?.MaxUnavailable?.Value,
            Closed = view.Closed,
            UnreadyMayGo = budget.Spec?.UnhealthyPodEvictionPolicy == "AlwaysAllow",
            ExpectedPods = view.Observed ? budget.Status?.ExpectedPods : null,
            DisruptionsAllowed = view.DisruptionsAllowed,
            Covers = [.. pods.Where(p => p.Pod.Name.Namespace == view.Namespace && Selectors.Matches(budget.Spec?.Selector, p.Pod.Labels)).Select(p => p.Pod.Name)],
        };
    }

    public static ControllerFact Of(V1Deployment one) => new(
        "Deployment", one.Metadata.NamespaceProperty, one.Metadata.Name, one.Spec?.Replicas ?? 1, one.Spec?.Strategy?.Type is not "Recreate", one.Spec?.Strategy?.RollingUpdate?.MaxSurge?.Value ?? "25%");

    public static ControllerFact Of(V1StatefulSet one) => new("StatefulSet", one.Metadata.NamespaceProperty, one.Metadata.Name, one.Spec?.Replicas ?? 1);

    public static ClaimFact Of(V1PersistentVolumeClaim claim, IReadOnlyList<V1PersistentVolume> volumes) => new(
        claim.Metadata.NamespaceProperty,
        claim.Metadata.Name,
        !(claim.Spec?.AccessModes ?? []).Any(m => m is "ReadWriteMany" or "ReadOnlyMany"),
        volumes.FirstOrDefault(v => v.Metadata.Name == claim.Spec?.VolumeName) is { } volume ? Tied(volume, "kubernetes.io/hostname") : [])
    {
        Zones = volumes.FirstOrDefault(v => v.Metadata.Name == claim.Spec?.VolumeName) is { } zoned ? Tied(zoned, ReadinessLabels.Zone) : [],
    };

    public static PriorityClassFact Of(V1PriorityClass one) => new(one.Metadata.Name, one.Value ?? 0, one.PreemptionPolicy != "Never");

    private static List<string> Tied(V1PersistentVolume volume, string label) =>
    [
        .. (volume.Spec?.NodeAffinity?.Required?.NodeSelectorTerms ?? []).SelectMany(t => t.MatchExpressions ?? [])
            .Where(e => e is { OperatorProperty: "In" } && e.Key == label).SelectMany(e => e.Values ?? []).Distinct(),
    ];

    // A Deployment's ReplicaSet is named after it and the hash of its template.
    private static BypassSubject? RunBy(PodView pod) => pod switch
    {
        { ControllerKind: "ReplicaSet", ControllerName: { } set } when pod.Labels.TryGetValue("pod-template-hash", out var hash) && set.EndsWith("-" + hash, StringComparison.Ordinal) =>
            new BypassSubject("Deployment", pod.Name.Namespace, set[..^(hash.Length + 1)]),
        { ControllerKind: { } kind, ControllerName: { } name } => new BypassSubject(kind, pod.Name.Namespace, name),
        _ => null,
    };

    private static TolerationFact Of(V1Toleration t) => new(
        string.IsNullOrEmpty(t.Key) ? null : t.Key,
        t.OperatorProperty == "Exists" ? null : t.Value ?? "",
        t.TolerationSeconds is { } seconds ? TimeSpan.FromSeconds(Math.Max(0, seconds)) : null);

    private static ContainerFact Of(V1Container container) => new()
    {
        Name = container.Name,
        LimitsMemory = container.Resources?.Limits?.ContainsKey("memory") is true,
        RequestsEphemeral = container.Resources?.Requests?.ContainsKey("ephemeral-storage") is true || container.Resources?.Limits?.ContainsKey("ephemeral-storage") is true,
        Liveness = container.LivenessProbe is { } probe ? new ProbeFact(Asks(probe), TimeSpan.FromSeconds((probe.PeriodSeconds ?? 10) * (probe.FailureThreshold ?? 3))) : null,
    };

    private static string Asks(V1Probe probe) =>
        probe.Exec?.Command is { } command ? string.Join(' ', command) : probe.HttpGet?.Path ?? (probe.Grpc is not null ? "grpc" : "tcp");

    // Only where the server has not said it yet.
    private static string Qos(List<V1Container> containers)
    {
        var asked = containers.Where(c => c.Resources is { } r && ((r.Limits?.Count ?? 0) > 0 || (r.Requests?.Count ?? 0) > 0)).ToList();
        return asked.Count == 0 ? "BestEffort"
            : asked.Count == containers.Count && containers.TrueForAll(c => Full(c.Resources)) ? "Guaranteed"
            : "Burstable";
    }

    private static bool Full(V1ResourceRequirements resources) => Counted.All(r =>
        resources.Limits?.TryGetValue(r, out var limit) is true && (resources.Requests?.TryGetValue(r, out var request) is not true || request.ToString() == limit.ToString()));
}
