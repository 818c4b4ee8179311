using System.Text.Json;
using System.Text.Json.Nodes;

namespace BakeWindow.Web.Compat;

/// <summary>
/// The Prometheus that an operator's kured asked before: kured takes one address only, so its alerts are asked for here and added to BakeWindow's. What goes wrong is an error for kured too,
/// which then does not reboot.
/// </summary>
internal sealed class PrometheusUpstream : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
        Timeout = Patience, MaxResponseContentBufferSize = 8 * 1024 * 1024,
    };

    private readonly Uri? query;

    /// <param name="address">Its address; null: there is none.</param>
    public PrometheusUpstream(Uri? address) => query = address is null ? null : new Uri(address.AbsoluteUri.TrimEnd('/') + "/api/v1/query");

    /// <summary>Adds what it says to a query.</summary>
    public async Task<PrometheusReply> AddToAsync(PrometheusReply reply, string asked, CancellationToken ct)
    {
        if (query is null)
        {
            return reply;
        }

        try
        {
            using var form = new FormUrlEncodedContent([new("query", asked)]);
            using var response = await http.PostAsync(query, form, ct);
            var json = JsonNode.Parse(await response.Content.ReadAsStringAsync(ct)) as JsonObject;
            return response.IsSuccessStatusCode && json?["status"]?.ToString() == "success" && json["data"] is JsonObject data && data["resultType"]?.ToString() == "vector" && data["result"] is JsonArray result
                ? reply.With(result)
                : Failed($"it answered {(int)response.StatusCode} and no vector: {json?["error"]?.ToString() ?? "no reason told"}");
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or InvalidOperationException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return Failed(e is OperationCanceledException ? $"no answer within {Patience.TotalSeconds:0} s" : e.Message);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private static PrometheusReply Failed(string why) =>
        PrometheusReply.Error(StatusCodes.Status503ServiceUnavailable, "unavailable", $"the Prometheus behind BakeWindow (Compat:Prometheus:Upstream) can't be asked, so its alerts are not known: {why}");
}
