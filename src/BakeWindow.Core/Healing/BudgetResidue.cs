using System.Globalization;
using System.Text.Json.Nodes;
using BakeWindow.Core.Cluster;

namespace BakeWindow.Core.Healing;

/// <summary>What is to become of a PodDisruptionBudget when BakeWindow goes for good. Pure.</summary>
/// <param name="What">In words.</param>
/// <param name="Patch">The merge patch that gives it back to its owner; null: it is BakeWindow's own, and to be deleted.</param>
public sealed record BudgetResidue(string What, JsonObject? Patch)
{
    /// <summary>What is to become of a budget as it was read; null when it bears nothing of BakeWindow's.</summary>
    public static BudgetResidue? Of(JsonObject budget)
    {
        var metadata = budget["metadata"];
        if (Text(metadata?["labels"]?[Mark.ManagedBy]) == Mark.BakeWindow && metadata?["annotations"]?[Mark.Workload] is not null)
        {
            return new("delete it: BakeWindow made it", null);
        }

        if (metadata?["annotations"]?[Mark.Former] is not { } note)
        {
            return null;
        }

        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject { ["resourceVersion"] = Text(metadata["resourceVersion"]), ["annotations"] = new JsonObject { [Mark.Former] = null } },
        };
        var standing = new FloorSpec(Number(budget["spec"]?["minAvailable"]), Number(budget["spec"]?["maxUnavailable"]), Text(budget["spec"]?["unhealthyPodEvictionPolicy"]));
        if (Adoption.Read(Text(note)) is not { } adoption || !adoption.Set.IsSaidBy(standing))
        {
            return new("take the note off; its owner has changed it since, so it says what it says", patch);
        }

        var spec = new JsonObject();
        foreach (var (field, value) in adoption.Former.Fields())
        {
            spec[field] = value;
        }

        patch["spec"] = spec;
        return new("let it say again what its owner wants", patch);
    }

    private static string? Number(JsonNode? node) => node is JsonValue value
        ? value.TryGetValue<int>(out var number) ? number.ToString(CultureInfo.InvariantCulture) : Text(node)
        : null;

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
