using System.Text.Json.Nodes;
using BakeWindow.Core.Cluster;

namespace BakeWindow.Core.Healing;

/// <summary>Which objects of a cluster BakeWindow has made, so that they go when nobody needs them: the healer's rule, and that of <c>bakewindow cleanup</c>. Pure.</summary>
public static class OwnObjects
{
    /// <summary>A NodeMaintenance of BakeWindow's own, when nobody works under its mark; null when it is somebody else's, somebody does, or it is going already.</summary>
    /// <param name="one">As the API gave it.</param>
    /// <param name="whyDead">Why nobody works under a mark any more; null when somebody does, or may.</param>
    public static Residue.OfNodeMaintenance? NodeMaintenance(JsonObject one, Func<CordonMark, string?> whyDead) =>
        one["metadata"]?["deletionTimestamp"] is null && MarkOfNodeMaintenance(one) is { } mark && whyDead(mark) is { } why
            ? new Residue.OfNodeMaintenance(Text(one["metadata"]?["name"]) ?? "", Text(one["metadata"]?["uid"]) ?? "", Text(one["spec"]?["nodeName"]) ?? "", mark, why)
            : null;

    /// <summary>The mark on a NodeMaintenance; null when it is not BakeWindow's.</summary>
    public static CordonMark? MarkOfNodeMaintenance(JsonObject one) => IsManaged(one) ? CordonMarkText.Read(Text(one["metadata"]?["annotations"]?[Mark.Cordon])) : null;

    /// <summary>A NodeGate of BakeWindow's own: one that says yes goes on saying it when nobody is there to close it.</summary>
    public static bool IsNodeGate(JsonObject gate) => IsManaged(gate);

    /// <summary>A Lease in a neighbour's own lock scheme that BakeWindow holds.</summary>
    public static bool IsNeighbourLease(JsonObject lease) => Text(lease["spec"]?["holderIdentity"]) == Mark.BakeWindow;

    /// <summary>The list of held pods, as it is when nothing is held; null when it says so already. By it the API server goes on refusing deletes.</summary>
    public static JsonObject? HeldList(JsonObject map)
    {
        if (Text(map["data"]?["pods"]) is null or "none" && Text(map["data"]?["nodes"]) is null or "none")
        {
            return null;
        }

        return new JsonObject
        {
            ["metadata"] = new JsonObject { ["resourceVersion"] = Text(map["metadata"]?["resourceVersion"]) },
            ["data"] = new JsonObject { ["pods"] = "none", ["nodes"] = "none", ["why"] = "BakeWindow is gone" },
        };
    }

    private static bool IsManaged(JsonObject one) => Text(one["metadata"]?["labels"]?[Mark.ManagedBy]) == Mark.BakeWindow;

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
