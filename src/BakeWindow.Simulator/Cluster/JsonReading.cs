using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace BakeWindow.Simulator.Cluster;

/// <summary>Reading of JSON documents by path: what is absent or of another kind is null (or empty), never an error.</summary>
internal static class JsonReading
{
    public static JsonNode? At(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (var step in path)
        {
            node = (node as JsonObject)?[step];
        }

        return node;
    }

    public static JsonObject? Part(this JsonNode? node, params ReadOnlySpan<string> path) => node.At(path) as JsonObject;

    public static IList<JsonNode?> Rows(this JsonNode? node, params ReadOnlySpan<string> path) => node.At(path) is JsonArray rows ? rows : Array.Empty<JsonNode?>();

    public static string? Text(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    public static bool Flag(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonValue value && value.GetValueKind() == JsonValueKind.True;

    /// <summary>A whole number; null where there is none or it is broken.</summary>
    public static long? Whole(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonValue value && value.GetValueKind() == JsonValueKind.Number
        && long.TryParse(value.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    /// <summary>The object under a name, made where it is missing.</summary>
    public static JsonObject Need(this JsonObject parent, string name)
    {
        if (parent[name] is JsonObject part)
        {
            return part;
        }

        part = [];
        parent[name] = part;
        return part;
    }

    public static JsonObject Copy(this JsonObject document) => (JsonObject)document.DeepClone();

    public static JsonArray List(params ReadOnlySpan<string> texts)
    {
        var list = new JsonArray();
        foreach (var text in texts)
        {
            list.Add((JsonNode)text);
        }

        return list;
    }
}
