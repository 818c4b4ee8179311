using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace BakeWindow.Tests.SimulatorCluster;

/// <summary>Short ways to speak to the API in tests.</summary>
internal static class HttpSending
{
    public static async Task<JsonNode?> GetFromJsonNodeAsync(this HttpClient http, string path) =>
        JsonNode.Parse(await http.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken));

    /// <summary>Sends JSON and gives status and body; the content type of a PATCH is a merge patch unless it is named.</summary>
    public static async Task<(int Status, JsonNode? Body, HttpResponseHeaders Headers)> SendJsonAsync(this HttpClient http, string method, string path, string? json = null, string? type = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
        if (json is not null)
        {
            request.Content = new StringContent(json, Encoding.UTF8);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(type ?? (method == "PATCH" ? "application/merge-patch+json" : "application/json"));
        }

        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return ((int)answer.StatusCode, text.StartsWith('{') ? JsonNode.Parse(text) : null, answer.Headers);
    }

    /// <summary>The same, and it must succeed.</summary>
    public static async Task<JsonNode> DoAsync(this HttpClient http, string method, string path, string? json = null, string? type = null)
    {
        var (status, body, _) = await http.SendJsonAsync(method, path, json, type);
        Assert.True(status < 300, $"{method} {path}: {status} {body}");
        return body!;
    }

    /// <summary>A budget "baker" over the pods with app=baker in the namespace tezos.</summary>
    public static async Task BudgetAsync(this ClusterHost host, string rule, int count)
    {
        var budget = new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "baker" },
            ["spec"] = new JsonObject { [rule] = count, ["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["app"] = "baker" } } },
        };
        await host.Http.DoAsync("POST", "/apis/policy/v1/namespaces/tezos/poddisruptionbudgets", budget.ToJsonString());
    }
}
