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

    /// <summary>Makes it name these pods and their nodes, and why.</summary>
    /// <exception cref="ApiException">It can't be read or written; without the ConfigMap of the component there is nothing to write.</exception>
    public async Task WriteAsync(IReadOnlyList<PodView> pods, string why, CancellationToken ct)
    {
        var map = await api.FindAsync(AdmissionPermissions.GetHeld, ConfigMaps, ns, AdmissionPermissions.HeldName, ct)
            ?? throw new ApiException(ApiFailure.NotFound, null, $"there is no ConfigMap {ns}/{AdmissionPermissions.HeldName}; apply deploy/components/admission-policy, which brings it");
        var data = new JsonObject { ["pods"] = List(pods.Select(p => p.Name.ToString())), ["nodes"] = List(pods.Select(p => p.Node).OfType<string>()), ["why"] = why };
        if (data.All(d => JsonNode.DeepEquals(map["data"]?[d.Key], d.Value)))
        {
            return;
        }

        var patch = new JsonObject { ["data"] = data };
        await api.PatchAsync(AdmissionPermissions.PatchHeld, ConfigMaps, ns, AdmissionPermissions.HeldName, patch, ct);
    }

    // Never empty: an expression that splits it must find something that is nobody's name.
    private static string List(IEnumerable<string> names) => string.Join(',', names.Distinct(StringComparer.Ordinal)) is { Length: > 0 } list ? list : "none";
}
