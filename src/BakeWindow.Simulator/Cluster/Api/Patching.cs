using System.Text.Json;
using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster.Patches;
using BakeWindow.Simulator.Cluster.Rules;
using BakeWindow.Simulator.Cluster.Store;

namespace BakeWindow.Simulator.Cluster.Api;

/// <summary>
/// Works out the document that a PATCH asks for; what it may change is decided by the write that follows. Server-side apply is refused as an unknown patch
/// type: without managedFields it would have to guess who owns what, and a guess hides conflicts.
/// </summary>
internal static class Patching
{
    public const string Json = "application/json-patch+json";
    public const string Merge = "application/merge-patch+json";
    public const string Strategic = "application/strategic-merge-patch+json";

    public static JsonObject Patched(ApiRequest request, ResourceKind resource, JsonObject before)
    {
        var type = DemandType(request, resource);
        var patch = Read(request);
        var target = resource.Show(before).Copy();
        var after = (type, patch) switch
        {
            (Json, JsonArray steps) => JsonPatch.Apply(target, steps),
            (Merge, JsonObject) => (JsonObject)MergePatch.Apply(target, patch)!,
            (Strategic, JsonObject changes) => StrategicMergePatch.Apply(target, changes),
            _ => throw Refusals.BadRequest("error decoding patch: it has the wrong form for its content type"),
        };
        Demand(request, resource, type, patch, after);
        if (after.Name() != before.Name())
        {
            throw Refusals.BadRequest($"the name of the object ({after.Name()}) does not match the name on the URL ({before.Name()})");
        }

        return resource.Take(after);
    }

    /// <summary>The kind of patch, or the refusal of one that is not spoken for the resource: custom ones know no strategic merge.</summary>
    public static string DemandType(ApiRequest request, ResourceKind resource)
    {
        var type = (request.ContentType ?? "").Split(';')[0].Trim();
        return type is Json or Merge ? type
            : resource.Custom is not null ? throw Refusals.NotACustomPatch()
            : type == Strategic ? type
            : throw Refusals.NotAPatch();
    }

    private static JsonNode? Read(ApiRequest request)
    {
        try
        {
            return JsonNode.Parse(request.Body.Span);
        }
        catch (JsonException)
        {
            throw Refusals.BadRequest($"error decoding patch: {GoWords.ForJson(request.Body.Span)}");
        }
    }

    private static void Demand(ApiRequest request, ResourceKind resource, string type, JsonNode? patch, JsonObject after)
    {
        if (TypeRules.Problem(resource, after) is { } problem)
        {
            throw Refusals.PatchBreaks(type == Strategic && problem.EndsWith("type bool", StringComparison.Ordinal)
                ? $"\"{GoMap(patch)}\": unrecognized type: bool"
                : $"{JsonSerializer.Serialize(after.ToJsonString(Wire.Options), Wire.Options)}: {problem}");
        }

        if (FieldRules.Prune(resource, after) is { Count: > 0 } unknown)
        {
            if (request.Asked("fieldValidation") == "Strict")
            {
                var told = string.Join(", ", unknown.Select(field => $"unknown field \"{field}\""));
                throw Refusals.PatchBreaks($"{JsonSerializer.Serialize(after.ToJsonString(Wire.Options), Wire.Options)}: strict decoding error: {told}");
            }

            request.Warnings.AddRange(unknown.Select(field => $"unknown field \"{field}\""));
        }
    }

    // A map as Go prints it: map[a:map[b:c]].
    private static string GoMap(JsonNode? node) => node switch
    {
        JsonObject part => $"map[{string.Join(' ', part.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}:{GoMap(pair.Value)}"))}]",
        JsonArray list => $"[{string.Join(' ', list.Select(GoMap))}]",
        null => "<nil>",
        _ => node.Text() ?? node.ToJsonString(),
    };
}
