using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster.Store;

namespace BakeWindow.Simulator.Cluster.Admission;

/// <summary>The names that expressions about a request know.</summary>
internal static class AdmissionVariables
{
    public static readonly IReadOnlyList<string> OfWebhooks = ["object", "oldObject", "request", "authorizer"];

    public static readonly IReadOnlyList<string> OfPolicies = [.. OfWebhooks, "params", "namespaceObject", "variables"];

    public static Dictionary<string, object?> Of(AdmissionReview review, AdmissionReview asked, ClusterState cluster)
    {
        var request = review.Request("", asked);
        request.Remove("object");
        request.Remove("oldObject");
        return new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["object"] = review.Object,
            ["oldObject"] = review.OldObject,
            ["request"] = request,
            ["namespaceObject"] = review.Namespace.Length == 0 ? null : cluster.Store.Find(ResourceCatalog.Namespaces, "", review.Namespace),
        };
    }
}
