using System.Text.Json.Nodes;

namespace BakeWindow.Simulator.Cluster;

/// <summary>The list status.conditions, keyed by type.</summary>
internal static class Conditions
{
    public static JsonObject? Find(JsonObject body, string type)
    {
        foreach (var condition in body.Rows("status", "conditions"))
        {
            if (condition.Text("type") == type)
            {
                return condition as JsonObject;
            }
        }

        return null;
    }

    public static bool Holds(JsonObject body, string type) => Find(body, type).Text("status") == "True";

    /// <summary>Writes one condition; lastTransitionTime moves only when the status does.</summary>
    public static JsonObject Write(JsonObject body, string type, string status, DateTimeOffset now, string? reason = null, string? message = null)
    {
        var part = body.Need("status");
        if (part["conditions"] is not JsonArray list)
        {
            list = [];
            part["conditions"] = list;
        }

        var condition = Find(body, type);
        if (condition is null)
        {
            condition = new JsonObject { ["type"] = type };
            list.Add((JsonNode)condition);
        }

        if (condition.Text("status") != status)
        {
            condition["status"] = status;
            condition["lastTransitionTime"] = Stamps.Seconds(now);
        }

        Put(condition, "reason", reason);
        Put(condition, "message", message);
        return condition;
    }

    private static void Put(JsonObject condition, string name, string? text)
    {
        if (text is null)
        {
            condition.Remove(name);
        }
        else
        {
            condition[name] = text;
        }
    }
}
