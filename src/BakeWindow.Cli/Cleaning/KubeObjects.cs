using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using BakeWindow.Cli.Agent;

namespace BakeWindow.Cli.Cleaning;

/// <summary>Objects of any kind as JSON: listed page by page, patched, deleted.</summary>
internal sealed class KubeObjects(KubeAccess access) : IDisposable
{
    private const int PageSize = 500;
    private const int MostBody = 64 << 20;

    private readonly KubeHttp http = new(access, MostBody);

    /// <summary>All objects at a path; null when the API server does not know the kind.</summary>
    /// <exception cref="NoAnswerException.CannotKnow">It can't be read.</exception>
    public async Task<IReadOnlyList<JsonObject>?> ListAsync(string path, string? labelSelector, CancellationToken ct)
    {
        var all = new List<JsonObject>();
        string? token = null;
        do
        {
            var query = $"?limit={PageSize}" + (labelSelector is null ? "" : $"&labelSelector={Uri.EscapeDataString(labelSelector)}") + (token is null ? "" : $"&continue={Uri.EscapeDataString(token)}");
            if (await FindAsync(path + query, ct) is not { } page)
            {
                return token is null ? null : all;
            }

            all.AddRange((page["items"] as JsonArray ?? []).OfType<JsonObject>().Select(o => (JsonObject)o.DeepClone()));
            token = (string?)page["metadata"]?["continue"] is { Length: > 0 } more ? more : null;
        }
        while (token is not null);
        return all;
    }

    /// <summary>What is at a path; null when nothing is.</summary>
    /// <exception cref="NoAnswerException.CannotKnow">It can't be read.</exception>
    public async Task<JsonObject?> FindAsync(string path, CancellationToken ct)
    {
        try
        {
            using var answer = await http.SendAsync(HttpMethod.Get, path, null, ct);
            if (answer.StatusCode is HttpStatusCode.NotFound)
            {
                return null;
            }

            return answer.IsSuccessStatusCode
                ? await JsonNode.ParseAsync(await answer.Content.ReadAsStreamAsync(ct), cancellationToken: ct) as JsonObject
                : throw new NoAnswerException.CannotKnow($"the API server answers {(int)answer.StatusCode} to GET {path}{await WordsAsync(answer, ct)}");
        }
        catch (Exception e) when (IsForeign(e, ct))
        {
            throw new NoAnswerException.CannotKnow($"the API server does not answer ({e.Message})", e);
        }
    }

    /// <summary>Patches or deletes.</summary>
    /// <returns>Why not; null when it is done, or the object is gone.</returns>
    public async Task<string?> ChangeAsync(Change change, CancellationToken ct)
    {
        try
        {
            using var body = new StringContent(change.Body.ToJsonString(), Encoding.UTF8, new MediaTypeHeaderValue(change.Deletes ? "application/json" : "application/merge-patch+json"));
            using var answer = await http.SendAsync(change.Deletes ? HttpMethod.Delete : HttpMethod.Patch, change.Path, body, ct);
            return answer.IsSuccessStatusCode || answer.StatusCode is HttpStatusCode.NotFound ? null
                : answer.StatusCode is HttpStatusCode.Conflict ? "it was changed since it was read; run this again"
                : $"the API server answers {(int)answer.StatusCode}{await WordsAsync(answer, ct)}";
        }
        catch (Exception e) when (IsForeign(e, ct))
        {
            return $"the API server does not answer ({e.Message})";
        }
    }

    public void Dispose() => http.Dispose();

    private static async Task<string> WordsAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        try
        {
            return JsonNode.Parse(await answer.Content.ReadAsStringAsync(ct))?["message"] is { } message ? $": {message}" : "";
        }
        catch (JsonException)
        {
            return "";
        }
    }

    private static bool IsForeign(Exception e, CancellationToken ct) =>
        e is HttpRequestException or IOException or JsonException || (e is OperationCanceledException && !ct.IsCancellationRequested);
}
