using System.Globalization;
using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster.Api;

namespace BakeWindow.Simulator.Cluster.Patches;

/// <summary>RFC 6902. Whatever can't be carried out is one and the same 422, a failed test too.</summary>
internal static class JsonPatch
{
    public static JsonObject Apply(JsonObject target, JsonArray patch)
    {
        JsonNode? document = target;
        foreach (var step in patch)
        {
            document = Step(document, step);
        }

        return document as JsonObject ?? throw Refusals.PatchFailed();
    }

    private static JsonNode? Step(JsonNode? document, JsonNode? step)
    {
        var path = Pointer(step.Text("path"));
        var value = step.At("value");
        switch (step.Text("op"))
        {
            case "test":
                return JsonNode.DeepEquals(Find(document, path), value) ? document : throw Refusals.PatchFailed();
            case "add":
                return Add(document, path, value?.DeepClone());
            case "remove":
                Take(document, path);
                return document;
            case "replace":
                Find(document, path);
                if (path.Length > 0)
                {
                    Take(document, path);
                }

                return Add(document, path, value?.DeepClone());
            case "move":
                return Add(document, path, Take(document, Pointer(step.Text("from"))));
            case "copy":
                return Add(document, path, Find(document, Pointer(step.Text("from")))?.DeepClone());
            default:
                throw Refusals.PatchFailed();
        }
    }

    private static string[] Pointer(string? text) => text switch
    {
        "" => [],
        ['/', ..] => [.. text[1..].Split('/').Select(part => part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))],
        _ => throw Refusals.PatchFailed(),
    };

    // What is there may be null; what isn't there is a failure.
    private static JsonNode? Find(JsonNode? document, ReadOnlySpan<string> path)
    {
        foreach (var part in path)
        {
            document = document switch
            {
                JsonObject parent when parent.TryGetPropertyValue(part, out var child) => child,
                JsonArray list => list[Index(list, part, list.Count)],
                _ => throw Refusals.PatchFailed(),
            };
        }

        return document;
    }

    private static JsonNode? Add(JsonNode? document, string[] path, JsonNode? value)
    {
        if (path.Length == 0)
        {
            return value;
        }

        switch (Find(document, path.AsSpan(0, path.Length - 1)))
        {
            case JsonObject parent:
                parent[path[^1]] = value;
                break;
            case JsonArray list:
                list.Insert(path[^1] == "-" ? list.Count : Index(list, path[^1], list.Count + 1), value);
                break;
            default:
                throw Refusals.PatchFailed();
        }

        return document;
    }

    private static JsonNode? Take(JsonNode? document, string[] path)
    {
        var taken = path.Length > 0 ? Find(document, path) : throw Refusals.PatchFailed();
        switch (Find(document, path.AsSpan(0, path.Length - 1)))
        {
            case JsonObject parent:
                parent.Remove(path[^1]);
                break;
            case JsonArray list:
                list.RemoveAt(Index(list, path[^1], list.Count));
                break;
        }

        return taken;
    }

    private static int Index(JsonArray list, string part, int limit) =>
        int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < limit && limit <= list.Count + 1
            ? index
            : throw Refusals.PatchFailed();
}
