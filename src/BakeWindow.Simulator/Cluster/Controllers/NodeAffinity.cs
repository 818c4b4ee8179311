using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster.Selectors;

namespace BakeWindow.Simulator.Cluster.Controllers;

/// <summary>Which nodes a pod may be on by its nodeSelector and its required node affinity.</summary>
internal static class NodeAffinity
{
    public static bool Allows(JsonObject podSpec, JsonObject node)
    {
        var labels = node.Part("metadata", "labels");
        if ((podSpec.Part("nodeSelector") ?? []).Any(pair => labels.Text(pair.Key) != pair.Value.Text()))
        {
            return false;
        }

        var terms = podSpec.Rows("affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms");
        return terms.Count == 0 || terms.Any(term => TermAllows(term, node, labels));
    }

    private static bool TermAllows(JsonNode? term, JsonObject node, JsonObject? labels) =>
        term.Rows("matchExpressions").All(row => Read(row).Matches(labels.Text(row.Text("key") ?? "")))
        && term.Rows("matchFields").All(row => row.Text("key") == "metadata.name" && Read(row).Matches(node.Name()));

    private static Requirement Read(JsonNode? row) =>
        new(row.Text("key") ?? "", LabelSelector.OperatorNamed(row.Text("operator")), [.. row.Rows("values").Select(value => value.Text() ?? "")]);
}
