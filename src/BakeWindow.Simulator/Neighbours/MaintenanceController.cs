using System.Globalization;
using System.Text.Json.Nodes;

namespace BakeWindow.Simulator.Neighbours;

/// <summary>
/// SAP's maintenance-controller by its documentation (sapcc/maintenance-controller, docs/plugins.md): a node in <c>maintenance-required</c> goes <c>in-maintenance</c> when its check passes, and
/// is cordoned and drained then. The check is <c>hasLabel</c>, or <c>prometheusInstant</c>, which needs exactly one element; whatever goes wrong is no transition.
/// </summary>
public sealed class MaintenanceController(HttpClient http)
{
    private const string State = "cloud.sap/maintenance-state";

    private readonly NeighbourApi api = new(http);

    /// <summary>The check <c>hasLabel</c>.</summary>
    public static Func<JsonObject, Task<bool>> HasLabel(string key, string value) => node => Task.FromResult(NeighbourApi.Text(node, "metadata", "labels", key) == value);

    /// <summary>The check <c>prometheusInstant</c> with <c>value &gt;= least</c>.</summary>
    public static Func<JsonObject, Task<bool>> PrometheusInstant(HttpClient web, Uri url, string query, double least) => async _ =>
    {
        using var form = new FormUrlEncodedContent([new("query", query)]);
        using var answer = await web.PostAsync(new Uri(url.AbsoluteUri.TrimEnd('/') + "/api/v1/query"), form);
        return answer.IsSuccessStatusCode && JsonNode.Parse(await answer.Content.ReadAsStringAsync())?["data"]?["result"] is JsonArray { Count: 1 } one
            && double.Parse(one[0]!["value"]![1]!.GetValue<string>(), CultureInfo.InvariantCulture) >= least;
    };

    /// <summary>Looks at every node once; true when one went in maintenance.</summary>
    public async Task<bool> ReconcileAsync(Func<JsonObject, Task<bool>> check)
    {
        var began = false;
        foreach (var node in await api.ListAsync("api/v1/nodes?labelSelector=" + Uri.EscapeDataString($"{State}=maintenance-required")))
        {
            if (await check(node))
            {
                var name = NeighbourApi.Text(node, "metadata", "name")!;
                await api.LabelAsync(NeighbourApi.Node(name), State, "in-maintenance");
                await api.CordonAsync(name, true);
                await api.EvictAllAsync(name);
                began = true;
            }
        }

        return began;
    }
}
