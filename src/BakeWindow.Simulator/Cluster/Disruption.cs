using System.Text.Json.Nodes;

namespace BakeWindow.Simulator.Cluster;

/// <summary>The mark on a pod that says who is about to take it away.</summary>
internal static class Disruption
{
    public static void Mark(JsonObject pod, string reason, string message, DateTimeOffset now)
    {
        var condition = Conditions.Write(pod, "DisruptionTarget", "True", now, reason, message);
        condition["lastProbeTime"] = null;
    }
}
