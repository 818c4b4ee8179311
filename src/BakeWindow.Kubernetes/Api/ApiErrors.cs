using System.Net;
using System.Text.Json;
using BakeWindow.Kubernetes.Rbac;
using k8s.Autorest;

namespace BakeWindow.Kubernetes.Api;

/// <summary>Translates what the client throws into <see cref="ApiException"/>.</summary>
internal static class ApiErrors
{
    private const int LongestWords = 400;

    /// <summary>True for a failure of the call; anything else is a bug of ours and must not be swallowed.</summary>
    public static bool IsForeign(Exception thrown) =>
        thrown is HttpOperationException or HttpRequestException or IOException or JsonException;

    /// <summary>The failure of a call that threw.</summary>
    public static ApiException Translate(Exception thrown, Permission permission) => thrown switch
    {
        HttpOperationException { Response: { } response } e => Translate(response.StatusCode, response.Content, permission, e),
        JsonException => new ApiException(
            ApiFailure.Unavailable, null, $"{permission}: the API server's answer is not understood: {Cut(thrown.Message)}", thrown),
        _ => new ApiException(
            ApiFailure.Unavailable, null, $"{permission}: no connection to the API server: {Cut(thrown.GetBaseException().Message)}", thrown),
    };

    /// <summary>The failure of an answer that is no success.</summary>
    public static ApiException Translate(HttpStatusCode status, string? body, Permission permission, Exception? inner = null)
    {
        var words = Words(body, out var isStatus);
        return (int)status switch
        {
            401 => new(ApiFailure.Unavailable, status, $"{permission}: the API server does not accept the credentials (401)", inner),
            403 => new(ApiFailure.Forbidden, status, Forbidden(words, permission), inner),
            404 => new(ApiFailure.NotFound, status, words.Length > 0 ? words : $"{permission}: not found", inner),
            409 => new(ApiFailure.Conflict, status, words, inner),
            429 when isStatus => new(ApiFailure.Held, status, words, inner),
            408 or 410 or 429 or >= 500 => new(ApiFailure.Unavailable, status, $"{permission}: {(int)status} {words}", inner),
            _ => new(ApiFailure.Refused, status, $"{permission}: {(int)status} {words}", inner),
        };
    }

    private static string Forbidden(string words, Permission permission) =>
        words.Contains("cannot " + permission.Verb, StringComparison.Ordinal)
            ? $"{words}; grant \"{permission.Verb}\" on \"{permission.Resource}\" with {RbacManifest.NameOf(permission.Role)} of {RbacManifest.FileOf(permission.Role)}"
            : $"{permission} is forbidden: {words}";

    private static string Words(string? body, out bool isStatus)
    {
        isStatus = false;
        if (string.IsNullOrWhiteSpace(body))
        {
            return "";
        }

        try
        {
            using var json = JsonDocument.Parse(body);
            if (json.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("kind", out var kind) && kind.ValueEquals("Status"))
            {
                isStatus = true;
                return Cut(string.Join(": ", Messages(root)));
            }
        }
        catch (JsonException)
        {
            // Not every error of an API server is a Status; overload and proxies answer in plain text.
        }

        return Cut(body.Trim());
    }

    // The cause of a blocked eviction names the budget; the message alone doesn't.
    private static IEnumerable<string> Messages(JsonElement status)
    {
        if (status.TryGetProperty("message", out var message) && message.GetString() is { Length: > 0 } text)
        {
            yield return text.TrimEnd('.');
        }

        if (status.TryGetProperty("reason", out var reason) && reason.ValueEquals("TooManyRequests")
            && status.TryGetProperty("details", out var details) && details.TryGetProperty("causes", out var causes) && causes.ValueKind == JsonValueKind.Array)
        {
            foreach (var cause in causes.EnumerateArray())
            {
                if (cause.TryGetProperty("message", out var because) && because.GetString() is { Length: > 0 } why)
                {
                    yield return why;
                }
            }
        }
    }

    private static string Cut(string text) => text.Length <= LongestWords ? text : string.Concat(text.AsSpan(0, LongestWords), "…");
}
