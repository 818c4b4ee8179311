using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace BakeWindow.Simulator.Neighbours;

/// <summary>
/// Cluster API's Runtime SDK client: it takes the handlers from discovery (and refuses all of them when it does not know the hook of one), and calls each at
/// <c>…/{group}/{version}/{hook in lower case}/{name}</c>. An answer that is no Success is an error, which under failurePolicy Fail holds the upgrade as well as retryAfterSeconds does.
/// </summary>
/// <param name="http">Its base address is the extension's, with a slash at the end.</param>
/// <param name="known">The hooks of this version's catalogue.</param>
public sealed class RuntimeClient(HttpClient http, IReadOnlySet<string> known)
{
    private const string Version = "hooks.runtime.cluster.x-k8s.io/v1alpha1";

    private IReadOnlyList<(string Name, string Hook)> handlers = [];

    /// <summary>Learns the handlers.</summary>
    /// <returns>Why not; null: done.</returns>
    public async Task<string?> DiscoverAsync()
    {
        var answer = await CallAsync("discovery", new JsonObject { ["apiVersion"] = Version, ["kind"] = "DiscoveryRequest", ["settings"] = new JsonObject() });
        if ((string?)answer["status"] != "Success" || (string?)answer["kind"] != "DiscoveryResponse")
        {
            return (string?)answer["message"];
        }

        var found = answer["handlers"]!.AsArray().Select(h => (Name: (string)h!["name"]!, Hook: (string)h["requestHook"]!["hook"]!, Version: (string)h["requestHook"]!["apiVersion"]!)).ToList();
        if (found.Find(h => h.Version != Version || !known.Contains(h.Hook)) is { Hook: not null } strange)
        {
            return $"hook {strange.Hook} is not in the catalogue";
        }

        handlers = [.. found.Select(h => (h.Name, h.Hook))];
        return null;
    }

    /// <summary>Calls every handler of a hook.</summary>
    /// <returns>What holds the upgrade; null: nothing does.</returns>
    public async Task<string?> CallAllAsync(string hook, JsonObject cluster)
    {
        foreach (var (name, _) in handlers.Where(h => h.Hook == hook))
        {
            var answer = await CallAsync($"{hook.ToLowerInvariant()}/{name}?timeout=10s", new JsonObject
            {
                ["apiVersion"] = Version,
                ["kind"] = hook + "Request",
                ["settings"] = new JsonObject(),
                ["cluster"] = cluster.DeepClone(),
                ["fromKubernetesVersion"] = "v1.34.2",
                ["toKubernetesVersion"] = "v1.35.0",
            });
            if ((string?)answer["status"] != "Success" || (string?)answer["kind"] != hook + "Response")
            {
                return $"{hook} failed: {answer["message"]}";
            }

            if (answer["retryAfterSeconds"]!.GetValue<int>() > 0)
            {
                return (string?)answer["message"];
            }
        }

        return null;
    }

    private async Task<JsonObject> CallAsync(string path, JsonObject body)
    {
        using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        using var answer = await http.PostAsync(new Uri($"{Version}/{path}", UriKind.Relative), content);
        return answer.IsSuccessStatusCode
            ? (JsonObject)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!
            : new JsonObject { ["status"] = "Failure", ["message"] = $"status {(int)answer.StatusCode}" };
    }
}
