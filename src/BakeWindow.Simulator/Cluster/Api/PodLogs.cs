using System.Text.Json.Nodes;

namespace BakeWindow.Simulator.Cluster.Api;

/// <summary>GET pods/log: one line that says what the pod is doing.</summary>
internal static class PodLogs
{
    public static ApiAnswer Answer(JsonObject pod) =>
        pod.Text("spec", "nodeName") is null
            ? throw Refusals.BadRequest($"pod {pod.Name()} does not have a host assigned")
            : ApiAnswer.Text(200, $"{pod.Text("status", "startTime") ?? "not started"} {pod.Name()} is {pod.Text("status", "phase")} (simulated)\n");
}
