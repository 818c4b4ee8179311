using System.Text.Json.Nodes;
using BakeWindow.Core.Bypasses;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Rbac;
using k8s;

namespace BakeWindow.Kubernetes.Bypasses;

/// <summary>Reads kinds one after the other and writes down what became of each: seen, absent, forbidden or failed.</summary>
/// <param name="api">The way in.</param>
/// <param name="groups">The API groups that are served, with the version each prefers.</param>
internal sealed class Sightings(ObjectApi api, IReadOnlyDictionary<string, string> groups)
{
    private readonly SortedDictionary<string, Look> looks = new(StringComparer.Ordinal);

    /// <summary>What became of all kinds so far, in order of name.</summary>
    public IReadOnlyList<Look> Looks => [.. looks.Values];

    /// <summary>All objects of a kind.</summary>
    public Task<IReadOnlyList<JsonObject>> EverywhereAsync(string kind, CancellationToken ct) => InAsync(kind, [(null, null)], ct);

    /// <summary>The same, typed. One that can't be read as its type makes the kind a failed one.</summary>
    public async Task<IReadOnlyList<T>> TypedAsync<T>(string kind, IReadOnlyList<(string? Namespace, string? Selector)> places, CancellationToken ct)
    {
        var all = await InAsync(kind, places, ct);
        try
        {
            return [.. all.Select(json => KubernetesJson.Deserialize<T>(json.ToJsonString()))];
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or FormatException)
        {
            looks[kind] = new Look.Failed(kind, $"an object is not understood: {e.Message}");
            return [];
        }
    }

    /// <summary>Objects of a kind in some places, each with a selector of its own.</summary>
    public async Task<IReadOnlyList<JsonObject>> InAsync(string kind, IReadOnlyList<(string? Namespace, string? Selector)> places, CancellationToken ct)
    {
        var permission = AuditPermissions.ListOf(kind);
        if (TypeOf(permission) is not { } type)
        {
            looks[kind] = new Look.Absent(kind);
            return [];
        }

        var found = new List<JsonObject>();
        try
        {
            foreach (var (ns, selector) in places)
            {
                if (await api.ListAsync(permission, type, ns, selector, ct) is not { } some)
                {
                    looks[kind] = new Look.Absent(kind);
                    return [];
                }

                found.AddRange(some);
            }
        }
        catch (ApiException e)
        {
            Missed(kind, permission, e);
            return [];
        }

        looks[kind] = new Look.Seen(kind, found.Count);
        return found;
    }

    /// <summary>Notes that a kind was seen by other means.</summary>
    public void Saw(string kind, int count) => looks[kind] = new Look.Seen(kind, count);

    /// <summary>Notes why a kind was not seen.</summary>
    public void Missed(string kind, Permission permission, ApiException e) => looks[kind] = e.Failure is ApiFailure.Forbidden
        ? new Look.Forbidden(kind, AuditPermissions.Grant(permission))
        : new Look.Failed(kind, e.Message);

    private ResourceType? TypeOf(Permission permission) =>
        permission.Group.Length == 0 ? new ResourceType("", "v1", permission.Resource)
        : groups.TryGetValue(permission.Group, out var version) ? new ResourceType(permission.Group, version, permission.Resource)
        : null;
}
