using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster.Store;

namespace BakeWindow.Simulator.Cluster.Rules;

/// <summary>
/// Fields that the server doesn't know are dropped with a warning. Known fields are listed only where BakeWindow and kubectl write; elsewhere everything
/// passes.
/// </summary>
internal static class FieldRules
{
    private static readonly string[] Standard = ["apiVersion", "kind", "metadata", "spec", "status"];

    private static readonly Dictionary<string, string[]> Known = new(StringComparer.Ordinal)
    {
        ["Node"] = Standard,
        ["Node.spec"] = ["configSource", "externalID", "podCIDR", "podCIDRs", "providerID", "taints", "unschedulable"],
        ["Node.spec.taints"] = ["effect", "key", "timeAdded", "value"],
        ["Pod"] = Standard,
        ["PodDisruptionBudget"] = Standard,
        ["PodDisruptionBudget.spec"] = ["maxUnavailable", "minAvailable", "selector", "unhealthyPodEvictionPolicy"],
        ["Lease"] = Standard,
        ["Lease.spec"] = ["acquireTime", "holderIdentity", "leaseDurationSeconds", "leaseTransitions", "preferredHolder", "renewTime", "strategy"],
        ["Eviction"] = ["apiVersion", "deleteOptions", "kind", "metadata"],
    };

    /// <summary>Removes what is not known and names it, e.g. spec.taints[0].$patch.</summary>
    public static IReadOnlyList<string> Prune(ResourceKind resource, JsonObject body) => resource.Custom?.Schema.Prune(body) ?? Prune(resource.Kind, body);

    public static IReadOnlyList<string> Prune(string kind, JsonObject body)
    {
        var unknown = new List<string>();
        Prune(kind, "", body, unknown);
        return unknown;
    }

    private static void Prune(string type, string at, JsonNode? node, List<string> unknown)
    {
        if (node is JsonArray list)
        {
            for (var i = 0; i < list.Count; i++)
            {
                Prune(type, $"{at[..^1]}[{i}].", list[i], unknown);
            }
        }
        else if (node is JsonObject part && Known.TryGetValue(type, out var known))
        {
            foreach (var name in part.Select(pair => pair.Key).ToList())
            {
                if (known.Contains(name))
                {
                    Prune($"{type}.{name}", $"{at}{name}.", part[name], unknown);
                }
                else
                {
                    unknown.Add(at + name);
                    part.Remove(name);
                }
            }
        }
    }
}
