using System.Text.Json.Nodes;

namespace BakeWindow.Simulator.Neighbours;

/// <summary>
/// The scheduler of NVIDIA's maintenance-operator by its documentation (Mellanox/maintenance-operator): it begins with a pending NodeMaintenance only while fewer nodes than
/// <c>spec.maxUnavailable</c> are unavailable (cordoned or not Ready); unset means no limit.
/// </summary>
/// <param name="http">The API server.</param>
/// <param name="config">Path of the MaintenanceOperatorConfig.</param>
public sealed class NvidiaMaintenanceOperator(HttpClient http, string config)
{
    private readonly NeighbourApi api = new(http);

    /// <summary>Begins with a node if it may: cordons and drains it.</summary>
    public async Task<bool> ScheduleAsync(string node)
    {
        var most = (await api.FindAsync(config))?["spec"]?["maxUnavailable"] is JsonValue value && value.TryGetValue<int>(out var n) ? n : int.MaxValue;
        var unavailable = (await api.ListAsync("api/v1/nodes")).Count(IsUnavailable);
        if (unavailable + 1 > most)
        {
            return false;
        }

        await api.CordonAsync(node, true);
        await api.EvictAllAsync(node);
        return true;
    }

    private static bool IsUnavailable(JsonObject node) => node["spec"]?["unschedulable"] is JsonValue
        || !(node["status"]?["conditions"] as JsonArray ?? []).Any(c => NeighbourApi.Text(c, "type") == "Ready" && NeighbourApi.Text(c, "status") == "True");
}
