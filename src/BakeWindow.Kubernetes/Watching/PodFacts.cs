using BakeWindow.Core.Cluster;
using k8s.Models;

namespace BakeWindow.Kubernetes.Watching;

/// <summary>A pod of the API as a fact of Core: a few hundred bytes of the ten thousand.</summary>
internal static class PodFacts
{
    private const string Mirror = "kubernetes.io/config.mirror";
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
        };
    }

    /// <summary>Equal in every fact. A record alone would compare the label maps by reference, and every heartbeat would look like a change.</summary>
    public static bool Same(PodView a, PodView b) => a with { Labels = b.Labels } == b && SameLabels(a.Labels, b.Labels);

    /// <summary>The same labels with the same values.</summary>
    public static bool SameLabels(IReadOnlyDictionary<string, string> a, IReadOnlyDictionary<string, string> b) =>
        a.Count == b.Count && a.All(l => b.TryGetValue(l.Key, out var value) && value == l.Value);
}
