using System.Text.Json.Nodes;

namespace BakeWindow.Kubernetes.Dialects;

/// <summary>Reading a neighbour's object without trusting its shape: what is not there or of another kind is null.</summary>
internal static class NeighbourJson
{
    public static JsonNode? At(this JsonNode? json, params ReadOnlySpan<string> path)
    {
        foreach (var step in path)
        {
            json = json is JsonObject o && o.TryGetPropertyValue(step, out var next) ? next : null;
        }

        return json;
    }

    public static string? Text(this JsonNode? json, params ReadOnlySpan<string> path) => json.At(path) is JsonValue v && v.TryGetValue<string>(out var text) ? text : null;

    public static int? Number(this JsonNode? json, params ReadOnlySpan<string> path) => json.At(path) is JsonValue v && v.TryGetValue<int>(out var number) ? number : null;

    public static string? Annotation(this JsonNode? json, string name) => json.Text("metadata", "annotations", name);

    public static string? Label(this JsonNode? json, string name) => json.Text("metadata", "labels", name);

    public static IEnumerable<JsonNode?> Items(this JsonNode? json, params ReadOnlySpan<string> path) => json.At(path) as JsonArray ?? [];
}
