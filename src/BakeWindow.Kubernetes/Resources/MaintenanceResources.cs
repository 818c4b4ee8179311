using System.Text.Json.Nodes;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Dialects;
using BakeWindow.Kubernetes.Rbac;

namespace BakeWindow.Kubernetes.Resources;

/// <summary>The Maintenance resources in BakeWindow's own namespace: requests that live in git.</summary>
public sealed class MaintenanceResources(ObjectApi api, ClusterSettings settings)
{
    private const string Group = "bakewindow.io";

    private static readonly ResourceType Type = new(Group, "v1", "maintenances");
    private static readonly RbacRole Role = new("maintenances", RbacScope.Own, true, "to take up requests that are written as Maintenance resources");
    private static readonly Permission List = new(Role, Group, "maintenances", "list", "which requests there are");
    private static readonly Permission Patch = new(Role, Group, "maintenances/status", "patch", "what became of a request");

    /// <summary>What it needs.</summary>
    public static IReadOnlyList<Permission> Permissions { get; } = [List, Patch];

    /// <summary>All of them.</summary>
    /// <exception cref="ApiException">They can't be read, or their definition is missing.</exception>
    public async Task<IReadOnlyList<WrittenMaintenance>> ListAsync(CancellationToken ct)
    {
        var all = await api.ListAsync(List, Type, settings.Namespace, null, ct)
            ?? throw new ApiException(ApiFailure.NotFound, null, "the API does not know Maintenances; apply deploy/crds/maintenances.yaml");
        return [.. all.Where(m => m.Text("metadata", "deletionTimestamp") is null).Select(WrittenMaintenance.Of).OfType<WrittenMaintenance>()];
    }

    /// <summary>Says what became of one, if it does not say so already.</summary>
    public async Task TellAsync(WrittenMaintenance one, JsonObject status, CancellationToken ct)
    {
        if (!JsonNode.DeepEquals(one.Status, Present(status)))
        {
            // A merge patch: what is null goes.
            await api.PatchAsync(Patch, Type, settings.Namespace, one.Name, new JsonObject { ["status"] = status }, ct, "status");
        }
    }

    private static JsonObject Present(JsonObject status) =>
        new(status.Where(s => s.Value is not null).Select(s => KeyValuePair.Create(s.Key, s.Value is JsonObject o ? Present(o) : s.Value!.DeepClone()))!);
}

/// <summary>A Maintenance resource as it is written.</summary>
public sealed record WrittenMaintenance
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its uid: one that was deleted and made anew is another request.</summary>
    public required string Uid { get; init; }

    /// <summary>Counts changes of the spec.</summary>
    public required int Generation { get; init; }

    /// <summary>What is asked for, by field, as text.</summary>
    public required IReadOnlyDictionary<string, string> Spec { get; init; }

    /// <summary>What it says of itself.</summary>
    public required JsonObject Status { get; init; }

    /// <summary>The maintenance that it became, as its status tells; null before.</summary>
    public string? Id => Status.Text("id");

    /// <summary>Reads one; null when it has no name or uid.</summary>
    internal static WrittenMaintenance? Of(JsonObject json) => json.Text("metadata", "name") is { } name && json.Text("metadata", "uid") is { } uid
        ? new WrittenMaintenance
        {
            Name = name,
            Uid = uid,
            Generation = json.Number("metadata", "generation") ?? 1,
            Spec = (json["spec"] as JsonObject ?? []).Where(f => f.Value is JsonValue).ToDictionary(f => f.Key, f => f.Value!.ToString(), StringComparer.Ordinal),
            Status = json["status"] as JsonObject ?? [],
        }
        : null;
}
