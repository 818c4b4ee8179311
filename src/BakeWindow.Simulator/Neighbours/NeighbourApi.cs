using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace BakeWindow.Simulator.Neighbours;

/// <summary>The API server as a neighbour's client sees it: JSON over HTTP, no more.</summary>
/// <param name="http">With the server's address as base.</param>
public sealed class NeighbourApi(HttpClient http)
{
    /// <summary>One object; null when it is not there.</summary>
    public async Task<JsonObject?> FindAsync(string path)
    {
        using var answer = await http.GetAsync(new Uri(path, UriKind.Relative));
        return answer.StatusCode == HttpStatusCode.NotFound ? null : await ReadAsync(answer);
    }

    /// <summary>The items of a list.</summary>
    public async Task<IReadOnlyList<JsonObject>> ListAsync(string path) => [.. ((await FindAsync(path))?["items"] as JsonArray ?? []).OfType<JsonObject>()];

    /// <summary>Changes an object by a merge patch.</summary>
    public async Task<JsonObject> MergeAsync(string path, JsonObject patch)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, path) { Content = Body(patch, "application/merge-patch+json") };
        using var answer = await http.SendAsync(request);
        return await ReadAsync(answer);
    }

    /// <summary>Makes an object; false when it was there already.</summary>
    public async Task<bool> CreateAsync(string path, JsonObject json)
    {
        using var answer = await http.PostAsync(new Uri(path, UriKind.Relative), Body(json, "application/json"));
        return answer.StatusCode != HttpStatusCode.Conflict && await ReadAsync(answer) is not null;
    }

    /// <summary>Replaces an object; false when it has changed since it was read.</summary>
    public async Task<bool> ReplaceAsync(string path, JsonObject json)
    {
        using var answer = await http.PutAsync(new Uri(path, UriKind.Relative), Body(json, "application/json"));
        return answer.StatusCode != HttpStatusCode.Conflict && await ReadAsync(answer) is not null;
    }

    /// <summary>Deletes an object, whatever budgets say.</summary>
    public async Task DeleteAsync(string path)
    {
        using var answer = await http.DeleteAsync(new Uri(path, UriKind.Relative));
    }

    /// <summary>Sets annotations of a node; null takes one away.</summary>
    public Task<JsonObject> AnnotateAsync(string path, string name, string? value) => MetadataAsync(path, "annotations", name, value);

    /// <summary>Sets a label; null takes it away.</summary>
    public Task<JsonObject> LabelAsync(string path, string name, string? value) => MetadataAsync(path, "labels", name, value);

    /// <summary>Cordons or uncordons a node.</summary>
    public Task<JsonObject> CordonAsync(string node, bool cordoned) =>
        MergeAsync(Node(node), new JsonObject { ["spec"] = new JsonObject { ["unschedulable"] = cordoned ? true : null } });

    /// <summary>Asks once for the eviction of every pod of a node that a drain evicts: not those of DaemonSets, nor static ones.</summary>
    /// <returns>How many are still there.</returns>
    public async Task<int> EvictAllAsync(string node, Func<JsonObject, bool>? but = null)
    {
        var left = 0;
        foreach (var pod in await PodsAsync(node))
        {
            if (IsOfDaemonSet(pod) || but?.Invoke(pod) is true)
            {
                continue;
            }

            left++;
            var (ns, name) = (Text(pod, "metadata", "namespace")!, Text(pod, "metadata", "name")!);
            var eviction = new JsonObject { ["apiVersion"] = "policy/v1", ["kind"] = "Eviction", ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = ns } };
            using var answer = await http.PostAsync(new Uri($"api/v1/namespaces/{ns}/pods/{name}/eviction", UriKind.Relative), Body(eviction, "application/json"));
        }

        return left;
    }

    /// <summary>The pods of a node, of all namespaces.</summary>
    public Task<IReadOnlyList<JsonObject>> PodsAsync(string node) => ListAsync($"api/v1/pods?fieldSelector={Uri.EscapeDataString($"spec.nodeName={node}")}");

    /// <summary>The path of a node.</summary>
    public static string Node(string name) => $"api/v1/nodes/{name}";

    /// <summary>A text in an object; null when it is not there.</summary>
    public static string? Text(JsonNode? json, params string[] path)
    {
        foreach (var step in path)
        {
            json = (json as JsonObject)?[step];
        }

        return json is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
    }

    private static bool IsOfDaemonSet(JsonObject pod) => (pod["metadata"]?["ownerReferences"] as JsonArray ?? []).Any(o => Text(o, "kind") is "DaemonSet" or "Node");

    private Task<JsonObject> MetadataAsync(string path, string map, string name, string? value) =>
        MergeAsync(path, new JsonObject { ["metadata"] = new JsonObject { [map] = new JsonObject { [name] = value } } });

    private static StringContent Body(JsonObject json, string type) => new(json.ToJsonString(), Encoding.UTF8, new MediaTypeHeaderValue(type));

    private static async Task<JsonObject> ReadAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonNode.Parse(text)!.AsObject() : throw new HttpRequestException($"{(int)answer.StatusCode}: {text}", null, answer.StatusCode);
    }
}
