using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using BakeWindow.Kubernetes.Rbac;

namespace BakeWindow.Kubernetes.Api;

/// <summary>A kind of object by where the API serves it.</summary>
/// <param name="Group">API group; empty for the core group.</param>
/// <param name="Version">Its version.</param>
/// <param name="Plural">The resource: <c>nodepools</c>.</param>
public sealed record ResourceType(string Group, string Version, string Plural)
{
    /// <summary>Nodes.</summary>
    public static ResourceType Nodes { get; } = new("", "v1", "nodes");

    /// <summary>Pods.</summary>
    public static ResourceType Pods { get; } = new("", "v1", "pods");

    /// <summary>Leases.</summary>
    public static ResourceType Leases { get; } = new("coordination.k8s.io", "v1", "leases");

    /// <summary>DaemonSets.</summary>
    public static ResourceType DaemonSets { get; } = new("apps", "v1", "daemonsets");

    /// <summary>Deployments.</summary>
    public static ResourceType Deployments { get; } = new("apps", "v1", "deployments");

    /// <inheritdoc/>
    public override string ToString() => Group.Length == 0 ? $"{Plural} {Version}" : $"{Plural}.{Group}/{Version}";
}

/// <summary>
/// Objects of any kind as JSON, as they come: what a neighbour has written there and we don't know is not lost by reading. Each call has a deadline and a named permission, like
/// <see cref="ClusterApi"/>'s.
/// </summary>
public sealed class ObjectApi(k8s.Kubernetes client, TimeProvider time)
{
    private const int PageSize = 500;
    private const int LongestAnswer = 32 * 1024 * 1024;

    /// <summary>One object; null when it, or its kind, is not there.</summary>
    public async Task<JsonObject?> FindAsync(Permission permission, ResourceType type, string? ns, string name, CancellationToken ct)
    {
        try
        {
            return await SendAsync(permission, HttpMethod.Get, Path(type, ns, name), null, ct);
        }
        catch (ApiException e) when (e.Failure is ApiFailure.NotFound)
        {
            return null;
        }
    }

    /// <summary>All objects of a kind, in one namespace or in all; null when the API does not know the kind.</summary>
    public async Task<IReadOnlyList<JsonObject>?> ListAsync(Permission permission, ResourceType type, string? ns, string? labelSelector, CancellationToken ct)
    {
        var all = new List<JsonObject>();
        string? token = null;
        do
        {
            var query = string.Create(CultureInfo.InvariantCulture, $"?limit={PageSize}")
                + (labelSelector is null ? "" : $"&labelSelector={Uri.EscapeDataString(labelSelector)}")
                + (string.IsNullOrEmpty(token) ? "" : $"&continue={Uri.EscapeDataString(token)}");
            JsonObject page;
            try
            {
                page = await SendAsync(permission, HttpMethod.Get, Path(type, ns, null) + query, null, ct);
            }
            catch (ApiException e) when (e.Failure is ApiFailure.NotFound && token is null)
            {
                return null;
            }

            all.AddRange((page["items"] as JsonArray ?? []).OfType<JsonObject>().Select(i => (JsonObject)i.DeepClone()));
            token = (string?)page["metadata"]?["continue"];
        }
        while (!string.IsNullOrEmpty(token));
        return all;
    }

    /// <summary>The API groups that the server serves, each with the version that it prefers. Every authenticated caller may ask.</summary>
    public async Task<IReadOnlyDictionary<string, string>> GroupsAsync(Permission permission, CancellationToken ct)
    {
        var answer = await SendAsync(permission, HttpMethod.Get, "apis", null, ct);
        return (answer["groups"] as JsonArray ?? []).OfType<JsonObject>().ToDictionary(g => (string)g["name"]!, g => (string)g["preferredVersion"]!["version"]!, StringComparer.Ordinal);
    }

    /// <summary>Makes an object.</summary>
    public Task<JsonObject> CreateAsync(Permission permission, ResourceType type, string? ns, JsonObject json, CancellationToken ct) =>
        SendAsync(permission, HttpMethod.Post, Path(type, ns, null), Body(json, "application/json"), ct);

    /// <summary>Replaces an object; its resourceVersion decides whether it is still the one that was read.</summary>
    public Task<JsonObject> ReplaceAsync(Permission permission, ResourceType type, string? ns, string name, JsonObject json, CancellationToken ct, string? subresource = null) =>
        SendAsync(permission, HttpMethod.Put, Path(type, ns, name, subresource), Body(json, "application/json"), ct);

    /// <summary>Changes an object by a merge patch; with a resourceVersion in it, only that version.</summary>
    public Task<JsonObject> PatchAsync(Permission permission, ResourceType type, string? ns, string name, JsonObject patch, CancellationToken ct, string? subresource = null) =>
        SendAsync(permission, HttpMethod.Patch, Path(type, ns, name, subresource), Body(patch, "application/merge-patch+json"), ct);

    /// <summary>Deletes an object of this uid, and if a version is given only that; one that is gone, or is another by now, counts as deleted.</summary>
    public async Task DeleteAsync(Permission permission, ResourceType type, string? ns, string name, string uid, CancellationToken ct, string? version = null)
    {
        try
        {
            var only = new JsonObject { ["uid"] = uid };
            if (version is not null)
            {
                only["resourceVersion"] = version;
            }

            var options = new JsonObject { ["preconditions"] = only };
            await SendAsync(permission, HttpMethod.Delete, Path(type, ns, name), Body(options, "application/json"), ct);
        }
        catch (ApiException e) when (e.Failure is ApiFailure.NotFound or ApiFailure.Conflict)
        {
            // What was to go is gone.
        }
    }

    private static string Path(ResourceType type, string? ns, string? name, string? subresource = null) =>
        (type.Group.Length == 0 ? $"api/{type.Version}" : $"apis/{type.Group}/{type.Version}")
        + (ns is null ? "" : $"/namespaces/{Uri.EscapeDataString(ns)}")
        + $"/{type.Plural}"
        + (name is null ? "" : $"/{Uri.EscapeDataString(name)}")
        + (subresource is null ? "" : $"/{subresource}");

    private static StringContent Body(JsonObject json, string type) => new(json.ToJsonString(), Encoding.UTF8, new MediaTypeHeaderValue(type));

    private async Task<JsonObject> SendAsync(Permission permission, HttpMethod method, string path, HttpContent? body, CancellationToken ct)
    {
        using var deadline = new CancellationTokenSource(ClusterApi.Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        // The server's address may have a path of its own (a proxy), which a Uri keeps only before a slash.
        using var request = new HttpRequestMessage(method, new Uri(new Uri(client.BaseUri.AbsoluteUri.TrimEnd('/') + "/"), path)) { Content = body };
        try
        {
            if (client.Credentials is { } credentials)
            {
                await credentials.ProcessHttpRequestAsync(request, either.Token);
            }

            using var response = await client.HttpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            await response.Content.LoadIntoBufferAsync(LongestAnswer, either.Token);
            if (!response.IsSuccessStatusCode)
            {
                throw ApiErrors.Translate(response.StatusCode, await response.Content.ReadAsStringAsync(either.Token), permission);
            }

            return JsonNode.Parse(await response.Content.ReadAsStreamAsync(either.Token)) as JsonObject
                ?? throw new JsonException("the answer is no JSON object");
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw new ApiException(ApiFailure.Unavailable, null, $"{permission}: no answer within {ClusterApi.Deadline.TotalSeconds:0} s", e);
        }
        catch (Exception e) when (ApiErrors.IsForeign(e))
        {
            throw ApiErrors.Translate(e, permission);
        }
    }
}
