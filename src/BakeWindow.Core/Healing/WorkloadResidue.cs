using System.Text.Json.Nodes;
using BakeWindow.Core.Cluster;

namespace BakeWindow.Core.Healing;

/// <summary>What is to be taken off a workload whose maintenance is over: the healer's rule, and that of <c>bakewindow cleanup</c>. Pure.</summary>
public static class WorkloadResidue
{
    /// <summary>The mark on a workload as it was read, when nobody works under it; null when there is none, it can't be read, or somebody does.</summary>
    /// <param name="kind">Its kind, which a list does not tell.</param>
    /// <param name="workload">The workload as the API gave it.</param>
    /// <param name="whyDead">Why nobody works under a mark any more; null when somebody does, or may.</param>
    public static Residue.OnWorkload? Of(WorkloadKind kind, JsonObject workload, Func<RolloutMark, string?> whyDead)
    {
        if (MarkOf(workload) is not { } mark || whyDead(mark) is not { } why)
        {
            return null;
        }

        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject { ["resourceVersion"] = Text(workload["metadata"]?["resourceVersion"]), ["annotations"] = new JsonObject { [Mark.Rollout] = null } },
        };
        var what = $"take off the rollout mark of {mark.Holder}";
        if (mark.GivesBack(workload["spec"]?["updateStrategy"]?["rollingUpdate"]?["partition"] is JsonValue v && v.TryGetValue<int>(out var partition) ? partition : 0) is { } former)
        {
            patch["spec"] = new JsonObject { ["updateStrategy"] = new JsonObject { ["rollingUpdate"] = new JsonObject { ["partition"] = former } } };
            what += $", set the partition to {former} again";
        }

        return new Residue.OnWorkload(new WorkloadName(kind, Text(workload["metadata"]?["namespace"]) ?? "", Text(workload["metadata"]?["name"]) ?? ""), what, why, patch);
    }

    /// <summary>The mark; null when there is none that can be read.</summary>
    public static RolloutMark? MarkOf(JsonObject workload) => RolloutMark.Read(Text(workload["metadata"]?["annotations"]?[Mark.Rollout]));

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
