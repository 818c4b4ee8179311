using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using BakeWindow.Core.Alerting;
using BakeWindow.Core.Time;
using BakeWindow.Web.Configuration;

namespace BakeWindow.Web.Notifying;

/// <summary>
/// An Alertmanager. Alerts end by themselves there when nobody repeats them, so each is told with an end some minutes ahead and told again well before; when BakeWindow dies its alerts end, and
/// Prometheus' own rule about that speaks. Silences are held likewise: as short leases that run out by themselves.
/// </summary>
internal sealed class AlertmanagerChannel(DeclaredChannel.Alertmanager channel, string network, TimeProvider time) : IChannel
{
    /// <summary>What is told lasts so long without being told again.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    private readonly GuardedHttp http = new(channel.AllowPrivate);

    /// <inheritdoc/>
    public Task SendAsync(Notice notice, CancellationToken ct) => PostAsync([Alert(notice)], ct);

    /// <summary>Tells of all that last once more, in one call.</summary>
    public Task RefreshAsync(IReadOnlyList<Notice> lasting, CancellationToken ct) => lasting.Count == 0 ? Task.CompletedTask : PostAsync([.. lasting.Select(Alert)], ct);

    /// <summary>Makes or renews a silence.</summary>
    /// <param name="id">As the Alertmanager calls it; null: a new one.</param>
    /// <param name="node">The node that is worked on.</param>
    /// <param name="maintenance">By which maintenance.</param>
    /// <param name="comment">By which it is found again.</param>
    /// <param name="owner">Who holds it.</param>
    /// <param name="span">From when to when.</param>
    /// <param name="ct">Ends it.</param>
    /// <returns>Its id.</returns>
    public async Task<string> SilenceAsync(string? id, string node, string maintenance, string comment, string owner, TimeRange span, CancellationToken ct)
    {
        var body = new JsonObject
        {
            ["matchers"] = new JsonArray([.. channel.Silence.Select(m => new JsonObject { ["name"] = m.Label, ["value"] = Filled(m, node, maintenance), ["isRegex"] = m.IsRegex, ["isEqual"] = m.IsEqual })]),
            ["startsAt"] = At(span.Start), ["endsAt"] = At(span.End), ["createdBy"] = owner, ["comment"] = comment,
        };
        if (id is not null)
        {
            body["id"] = id;
        }

        // One that was taken away by a person or has run out can't be renewed.
        var answer = await http.SendAsync(Request(HttpMethod.Post, "api/v2/silences", body), ct, missing: id is not null);
        return answer is null ? await SilenceAsync(null, node, maintenance, comment, owner, span, ct)
            : Parsed(answer)?["silenceID"]?.GetValue<string>() is { Length: > 0 and <= 100 } given ? given
            : throw new NotDeliveredException("it did not name the silence that it made");
    }

    /// <summary>The silences that bear this comment at their beginning and are not over.</summary>
    public async Task<IReadOnlyList<string>> FindAsync(string comment, CancellationToken ct)
    {
        var answer = await http.SendAsync(Request(HttpMethod.Get, "api/v2/silences", null), ct) ?? "[]";
        return Parsed(answer) is not JsonArray all ? [] :
        [
            .. all.OfType<JsonObject>()
                .Where(s => (s["comment"]?.GetValue<string>() ?? "").StartsWith(comment, StringComparison.Ordinal) && s["status"]?["state"]?.GetValue<string>() is not "expired")
                .Select(s => s["id"]?.GetValue<string>())
                .OfType<string>(),
        ];
    }

    /// <summary>Ends a silence; one that is not there is ended.</summary>
    public Task ExpireAsync(string id, CancellationToken ct) => http.SendAsync(Request(HttpMethod.Delete, $"api/v2/silence/{Uri.EscapeDataString(id)}", null), ct, missing: true);

    public void Dispose() => http.Dispose();

    private Task<string?> PostAsync(JsonObject[] alerts, CancellationToken ct) => http.SendAsync(Request(HttpMethod.Post, "api/v2/alerts", new JsonArray(alerts)), ct);

    private JsonObject Alert(Notice notice)
    {
        var (a, now) = (notice.Change.Alert, time.GetUtcNow());
        var labels = new JsonObject { ["alertname"] = $"BakeWindow{a.Kind}", ["severity"] = a.Severity.ToString().ToLowerInvariant(), ["bakewindow_id"] = a.Id, ["network"] = network };
        if (notice.Baker.Length > 0)
        {
            labels["baker"] = notice.Baker;
        }

        if (a.Node is { Length: > 0 } node)
        {
            labels["node"] = node;
        }

        var alert = new JsonObject
        {
            ["labels"] = labels, ["annotations"] = new JsonObject { ["summary"] = notice.Title, ["description"] = notice.Text }, ["startsAt"] = At(a.Since), ["endsAt"] = At(notice.Change.Turn is AlertTurn.Ended ? now : now + Lease),
        };
        if (notice.Link.Length > 0)
        {
            alert["generatorURL"] = notice.Link;
        }

        return alert;
    }

    private HttpRequestMessage Request(HttpMethod method, string path, JsonNode? body)
    {
        var request = new HttpRequestMessage(method, new Uri(channel.Url.AbsoluteUri.TrimEnd('/') + "/" + path));
        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        }

        if (channel.Token is { } token)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return request;
    }

    private static string Filled(SilenceMatcher m, string node, string maintenance) => m.Value
        .Replace("{node}", m.IsRegex ? System.Text.RegularExpressions.Regex.Escape(node) : node, StringComparison.Ordinal)
        .Replace("{maintenance}", m.IsRegex ? System.Text.RegularExpressions.Regex.Escape(maintenance) : maintenance, StringComparison.Ordinal);

    private static JsonNode? Parsed(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            throw new NotDeliveredException("its answer is no JSON");
        }
    }

    private static string At(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
