using BakeWindow.Core.Cluster;
using k8s.Models;

namespace BakeWindow.Kubernetes.Watching;

/// <summary>A pod of the API as a fact of Core: a few hundred bytes of the ten thousand.</summary>
internal static class PodFacts
{
    private const string Mirror = "kubernetes.io/config.mirror";
    private const int MostWhy = 200;
    internal static readonly Dictionary<string, string> NoLabels = new(StringComparer.Ordinal);

    public static PodView Of(V1Pod pod)
    {
        var controller = pod.Metadata.OwnerReferences?.FirstOrDefault(o => o.Controller is true);
        return new PodView
        {
            Name = new PodName(pod.Metadata.NamespaceProperty, pod.Metadata.Name),
            Uid = pod.Metadata.Uid ?? "",
            Node = string.IsNullOrEmpty(pod.Spec?.NodeName) ? null : pod.Spec.NodeName,
            Phase = pod.Status?.Phase ?? "Unknown",
            Ready = pod.Status?.Conditions?.Any(c => c is { Type: "Ready", Status: "True" }) ?? false,
            Terminating = pod.Metadata.DeletionTimestamp is not null,
            ControllerKind = controller?.Kind,
            ControllerName = controller?.Name,
            IsMirror = NodeFacts.Annotation(pod.Metadata, Mirror) is not null,
            UsesEmptyDir = pod.Spec?.Volumes?.Any(v => v.EmptyDir is not null) ?? false,
            Labels = pod.Metadata.Labels is { Count: > 0 } labels ? new Dictionary<string, string>(labels, StringComparer.Ordinal) : NoLabels,
            Containers = ContainerFacts.Of(pod),
            Claims = pod.Spec?.Volumes?.Select(v => v.PersistentVolumeClaim?.ClaimName).OfType<string>().ToList() is { Count: > 0 } claims ? claims : [],
            NodeSelector = pod.Spec?.NodeSelector is { Count: > 0 } selector ? new Dictionary<string, string>(selector, StringComparer.Ordinal) : NoLabels,
            Unscheduled = pod.Status?.Conditions?.FirstOrDefault(c => c is { Type: "PodScheduled", Status: "False", Reason: "Unschedulable" }) is { } stays
                ? new Unscheduled(ContainerFacts.Time(stays.LastTransitionTime), Cut(stays.Message))
                : null,
        };
    }

    /// <summary>Equal in every fact. A record alone would compare maps and lists by reference, and every heartbeat would look like a change.</summary>
    public static bool Same(PodView a, PodView b) =>
        a with { Labels = b.Labels, Containers = b.Containers, Claims = b.Claims, NodeSelector = b.NodeSelector } == b && SameLabels(a.Labels, b.Labels)
        && a.Containers.SequenceEqual(b.Containers) && a.Claims.SequenceEqual(b.Claims) && SameLabels(a.NodeSelector, b.NodeSelector);

    /// <summary>The same labels with the same values.</summary>
    public static bool SameLabels(IReadOnlyDictionary<string, string> a, IReadOnlyDictionary<string, string> b) =>
        a.Count == b.Count && a.All(l => b.TryGetValue(l.Key, out var value) && value == l.Value);

    private static string Cut(string? text) => text is null or "" ? "the scheduler does not say why" : text.Length <= MostWhy ? text : text[..MostWhy] + "…";
}
