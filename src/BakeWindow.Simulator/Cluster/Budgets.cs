using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster.Selectors;

namespace BakeWindow.Simulator.Cluster;

/// <summary>What a PodDisruptionBudget covers and says.</summary>
internal static class Budgets
{
    /// <summary>An empty selector covers every pod of the namespace, no selector none.</summary>
    public static bool Covers(JsonObject budget, JsonObject pod) => LabelSelector.Read(budget.Part("spec", "selector"))?.Matches(pod) ?? false;

    public static void WriteCondition(JsonObject budget, DateTimeOffset now)
    {
        var allows = budget.Whole("status", "disruptionsAllowed") > 0;
        var condition = Conditions.Write(budget, "DisruptionAllowed", allows ? "True" : "False", now, allows ? "SufficientPods" : "InsufficientPods", "");
        condition["observedGeneration"] = budget.Whole("status", "observedGeneration") ?? 0;
    }
}
