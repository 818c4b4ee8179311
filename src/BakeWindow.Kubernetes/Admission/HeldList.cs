using System.Text.Json.Nodes;
using BakeWindow.Core.Cluster;
using BakeWindow.Kubernetes.Api;

namespace BakeWindow.Kubernetes.Admission;

/// <summary>
/// The parameter object of the admission policy: a ConfigMap that names the pods that are held now. What it named last goes on being refused while BakeWindow is away, by the API server
/// itself. It is BakeWindow's own, so nothing of a former content is kept.
/// </summary>
public sealed class HeldList(ObjectApi api, string ns)
{
    private static readonly ResourceType ConfigMaps = new("", "v1", "configmaps");

    /// <summary>Makes it name these pods, and why.</summary>
    /// <exception cref="ApiException">It can't be read or written; without the ConfigMap of the component there is nothing to write.</exception>
    public async Task WriteAsync(IReadOnlyList<PodName> pods, string why, CancellationToken ct)
    {
        var map = await api.FindAsync(AdmissionPermissions.GetHeld, ConfigMaps, ns, AdmissionPermissions.HeldName, ct)
            ?? throw new ApiException(ApiFailure.NotFound, null, $"there is no ConfigMap {ns}/{AdmissionPermissions.HeldName}; apply deploy/components/admission-policy, which brings it");
        var list = pods.Count == 0 ? "none" : string.Join(',', pods);
        if ((string?)map["data"]?["pods"] == list && (string?)map["data"]?["why"] == why)
        {
            return;
        }

        var patch = new JsonObject { ["data"] = new JsonObject { ["pods"] = list, ["why"] = why } };
        await api.PatchAsync(AdmissionPermissions.PatchHeld, ConfigMaps, ns, AdmissionPermissions.HeldName, patch, ct);
    }
}
