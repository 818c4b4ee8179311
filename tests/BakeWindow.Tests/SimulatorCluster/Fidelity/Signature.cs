using System.Text.Json.Nodes;

namespace BakeWindow.Tests.SimulatorCluster.Fidelity;

/// <summary>What a watch line says, without times and versions. Equal lines in a row of one object count once: how often a kubelet repeats itself is its own affair.</summary>
internal static class Signature
{
    /// <summary>The lines of each object in order. Between objects the order is a matter of milliseconds.</summary>
    public static IEnumerable<(string Name, List<string> Recorded, List<string> Simulated)> SideBySide(IReadOnlyList<JsonNode?> recorded, IReadOnlyList<JsonNode?> simulated) =>
        recorded.Concat(simulated).Select(Name).Distinct(StringComparer.Ordinal).Select(name => (name, Of(recorded, name), Of(simulated, name)));

    private static List<string> Of(IEnumerable<JsonNode?> lines, string name)
    {
        var signatures = new List<string>();
        foreach (var signature in lines.Where(line => Name(line) == name).Select(Of).Where(signature => signature.Length > 0))
        {
            if (signatures.Count == 0 || signatures[^1] != signature)
            {
                signatures.Add(signature);
            }
        }

        return signatures;
    }

    private static string Name(JsonNode? line) => line!["object"]!["metadata"]?["name"]?.ToString() ?? "";

    private static string Of(JsonNode? line)
    {
        var type = line!["type"]!.ToString();
        var about = line["object"]!;
        if (type == "ERROR")
        {
            return $"{type} {about["code"]} {about["reason"]}";
        }

        if (type == "BOOKMARK")
        {
            // When the plain ones come is promised by nobody.
            return about["metadata"]!["annotations"] is null ? "" : "BOOKMARK after the initial events";
        }

        var meta = about["metadata"];
        var going = meta?["deletionTimestamp"] is null ? "" : $" going({meta["deletionGracePeriodSeconds"]})";
        return $"{type} {about["kind"]} {meta?["name"]}{going}{Detail(about)}";
    }

    private static string Detail(JsonNode about) => about["kind"]!.ToString() switch
    {
        "Pod" => $" {about["status"]?["phase"]}{Has(about, "DisruptionTarget")}",
        "PodDisruptionBudget" => $" {about["metadata"]!["generation"]}/{about["status"]!["observedGeneration"]} allowed {about["status"]!["disruptionsAllowed"]} "
            + $"healthy {about["status"]!["currentHealthy"]}/{about["status"]!["desiredHealthy"]}/{about["status"]!["expectedPods"]} "
            + $"{string.Join(',', (about["status"]!["disruptedPods"] as JsonObject ?? []).Select(pair => pair.Key))}",
        "Node" => about["spec"] is JsonObject spec
            ? $" {(spec["unschedulable"] is null ? "" : "cordoned ")}{string.Join(',', (spec["taints"] as JsonArray ?? []).Select(taint => $"{taint!["key"]}:{taint["effect"]}"))}"
            : "",
        "Lease" => about["spec"] is JsonObject lease ? $" {lease["holderIdentity"]}/{lease["leaseTransitions"]}" : "",
        _ => "",
    };

    private static string Has(JsonNode about, string condition) =>
        about["status"]?["conditions"]?.AsArray().FirstOrDefault(one => one!["type"]!.ToString() == condition)?["reason"] is { } reason ? $" {reason}" : "";
}
