using System.Globalization;
using BakeWindow.Core.Cluster;
using BakeWindow.Kubernetes.Marks;
using k8s.Models;

namespace BakeWindow.Kubernetes.Watching;

/// <summary>A node of the API as a fact of Core.</summary>
internal static class NodeFacts
{
    private const string KuredWanted = "weave.works/kured-most-recent-reboot-needed";
    private const string KuredWaiting = "weave.works/kured-reboot-in-progress";
    private const int MostImages = 200;
    private const string FluoWanted = "flatcar-linux-update.v1.flatcar-linux.net/reboot-needed";

    public static NodeView Of(V1Node node, string? failureDomainLabel) => new()
    {
        Name = node.Metadata.Name,
        Uid = node.Metadata.Uid ?? "",
        Unschedulable = node.Spec?.Unschedulable ?? false,
        Ready = ReadyCondition(node)?.Status == "True",
        BootId = node.Status?.NodeInfo?.BootID ?? "",
        KubeletVersion = node.Status?.NodeInfo?.KubeletVersion ?? "",
        Labels = node.Metadata.Labels is { Count: > 0 } labels ? new Dictionary<string, string>(labels, StringComparer.Ordinal) : PodFacts.NoLabels,
        MachineId = node.Status?.NodeInfo?.MachineID ?? "",
        FailureDomain = DomainOf(node, failureDomainLabel),
        Cordon = CordonMarkText.Read(Annotation(node.Metadata, Mark.Cordon)),
        Demand = DemandOf(node),
        Images = node.Status?.Images is { Count: > 0 } images ? [.. images.SelectMany(i => i.Names ?? []).Take(MostImages)] : [],
    };

    /// <summary>Equal in every fact; labels and images are compared by what they say.</summary>
    public static bool Same(NodeView a, NodeView b) => PodFacts.SameLabels(a.Labels, b.Labels) && a.Images.SequenceEqual(b.Images) && a with { Labels = b.Labels, Images = b.Images } == b;

    /// <summary>An annotation's value; null when it is missing.</summary>
    public static string? Annotation(V1ObjectMeta metadata, string name) => metadata.Annotations?.TryGetValue(name, out var value) is true ? value : null;

    /// <summary>Who wants to reboot the node; null when nobody does.</summary>
    public static RebootDemand? DemandOf(V1Node node)
    {
        if (KuredSince(node) is var (wanted, since) && wanted)
        {
            return new RebootDemand("kured", since);
        }

        var fluo = Annotation(node.Metadata, FluoWanted) == "true" || (node.Metadata.Labels?.TryGetValue(FluoWanted, out var label) is true && label == "true");
        return fluo ? new RebootDemand("fluo", null) : null;
    }

    // kured writes both annotations before it asks its blockers, takes "in progress" off after the reboot, and leaves "most recent" for ever. So alone the latter is a wish
    // only as long as the node has not been away since.
    private static (bool Wanted, DateTimeOffset? Since) KuredSince(V1Node node)
    {
        var last = Time(Annotation(node.Metadata, KuredWanted));
        if (Annotation(node.Metadata, KuredWaiting) is { } waiting)
        {
            return (true, last ?? Time(waiting));
        }

        var back = ReadyCondition(node)?.LastTransitionTime;
        return (last is { } wish && (back is null || wish.UtcDateTime > back.Value.ToUniversalTime()), last);
    }

    private static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;

    private static string? DomainOf(V1Node node, string? label) =>
        !string.IsNullOrEmpty(label) && node.Metadata.Labels?.TryGetValue(label, out var value) is true && value.Length > 0 ? value : null;

    private static V1NodeCondition? ReadyCondition(V1Node node) => node.Status?.Conditions?.FirstOrDefault(c => c.Type == "Ready");
}
