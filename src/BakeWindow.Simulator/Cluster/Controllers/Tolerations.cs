using System.Text.Json.Nodes;

namespace BakeWindow.Simulator.Cluster.Controllers;

/// <summary>Which pods bear which taints, and for how long.</summary>
internal static class Tolerations
{
    public static bool Bears(JsonObject pod, JsonNode? taint) => Matching(pod, taint).Any();

    /// <summary>How long a pod bears a taint: zero when it doesn't, null when it does for ever.</summary>
    public static TimeSpan? Patience(JsonObject pod, JsonNode? taint)
    {
        var all = Matching(pod, taint).ToList();
        return all.Count == 0 ? TimeSpan.Zero
            : all.Any(row => row.Whole("tolerationSeconds") is null) ? null
            : TimeSpan.FromSeconds(all.Min(row => Math.Max(0, row.Whole("tolerationSeconds") ?? 0)));
    }

    private static IEnumerable<JsonNode?> Matching(JsonObject pod, JsonNode? taint) => pod.Rows("spec", "tolerations").Where(row =>
        (row.Text("effect") is null or "" || row.Text("effect") == taint.Text("effect"))
        && (row.Text("key") is null or "" ? row.Text("operator") == "Exists" : row.Text("key") == taint.Text("key"))
        && (row.Text("operator") == "Exists" || (row.Text("value") ?? "") == (taint.Text("value") ?? "")));
}
