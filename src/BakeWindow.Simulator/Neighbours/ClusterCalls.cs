using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace BakeWindow.Simulator.Neighbours;

/// <summary>How a neighbour speaks to the API server: plain HTTP with JSON, as its own client library would send it.</summary>
/// <param name="http">Its base address is the API server's, under the neighbour's own identity, with a slash at the end.</param>
public sealed class ClusterCalls(HttpClient http)
{
    /// <summary>One object; null when it is not there.</summary>
    public async Task<JsonObject?> FindAsync(string path)
    {
        using var answer = await http.GetAsync(new Uri(path, UriKind.Relative));
        return answer.IsSuccessStatusCode ? await BodyAsync(answer) : null;
    }

    /// <summary>All objects of a list.</summary>
    public async Task<IReadOnlyList<JsonObject>> ListAsync(string path) => [.. ((await FindAsync(path))?["items"] as JsonArray ?? []).OfType<JsonObject>()];

    /// <summary>The pods on a node that run, or will.</summary>
    public async Task<IReadOnlyList<JsonObject>> PodsOnAsync(string node) =>
        [.. (await ListAsync($"api/v1/pods?fieldSelector=spec.nodeName%3D{node}")).Where(p => p["metadata"]?["deletionTimestamp"] is null && (string?)p["status"]?["phase"] is not ("Succeeded" or "Failed"))];

    /// <summary>Changes an object by a merge patch.</summary>
    public Task<int> PatchAsync(string path, JsonObject patch) => SendAsync(HttpMethod.Patch, path, patch, "application/merge-patch+json");

    /// <summary>Makes an object.</summary>
    public Task<int> CreateAsync(string path, JsonObject body) => SendAsync(HttpMethod.Post, path, body, "application/json");

    /// <summary>Asks for a pod's eviction, of this uid and no other.</summary>
    /// <returns>The status.</returns>
    public Task<int> EvictAsync(JsonObject pod, JsonObject? annotations = null)
    {
        var (ns, name) = ((string)pod["metadata"]!["namespace"]!, (string)pod["metadata"]!["name"]!);
        var body = new JsonObject
        {
            ["apiVersion"] = "policy/v1",
            ["kind"] = "Eviction",
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = ns, ["annotations"] = annotations },
            ["deleteOptions"] = new JsonObject { ["preconditions"] = new JsonObject { ["uid"] = (string)pod["metadata"]!["uid"]! } },
        };
        return CreateAsync($"api/v1/namespaces/{ns}/pods/{name}/eviction", body);
    }

    /// <summary>Deletes an object, and asks nobody.</summary>
    public Task<int> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, null, "application/json");

    /// <summary>Cordons or uncordons a node.</summary>
    public Task<int> CordonAsync(string node, bool unschedulable) => PatchAsync($"api/v1/nodes/{node}", new JsonObject { ["spec"] = new JsonObject { ["unschedulable"] = unschedulable ? true : null } });

    /// <summary>An annotation's value; null when it is missing.</summary>
    public static string? Annotation(JsonObject json, string name) => (string?)json["metadata"]?["annotations"]?[name];

    /// <summary>A pod that a drain leaves where it is: a DaemonSet's, or one that the kubelet runs from a file.</summary>
    public static bool StaysInDrains(JsonObject pod) =>
        (pod["metadata"]?["ownerReferences"] as JsonArray ?? []).Any(o => (string?)o?["kind"] is "DaemonSet" or "Node");

    private async Task<int> SendAsync(HttpMethod method, string path, JsonObject? body, string type)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        request.Content = body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, new MediaTypeHeaderValue(type));
        using var answer = await http.SendAsync(request);
        return (int)answer.StatusCode;
    }

    private static async Task<JsonObject> BodyAsync(HttpResponseMessage answer) => (JsonObject)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
}
