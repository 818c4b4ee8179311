using System.Text.Json.Nodes;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Rbac;
using k8s;

namespace BakeWindow.Tests.Kubernetes.WritePoints;

/// <summary>
/// What the cluster says, as far as it may not be another after a maintenance: every node, budget, workload and pod without what changes by itself (versions, status, the time of a taint, who manages
/// a field, the node, uid and revision of a pod), without what a restart leaves in the template for good, and who holds which lock.
/// </summary>
internal static class Standing
{
    private static readonly string[] Fleeting = ["resourceVersion", "managedFields", "generation", "creationTimestamp"];

    public static async Task<SortedDictionary<string, string>> OfAsync(Lab lab)
    {
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var node in (await lab.Admin.CoreV1.ListNodeAsync()).Items)
        {
            all[$"node {node.Metadata.Name}"] = Text(node);
        }

        foreach (var budget in (await lab.Admin.PolicyV1.ListPodDisruptionBudgetForAllNamespacesAsync()).Items)
        {
            all[$"budget {budget.Metadata.Name}"] = Text(budget);
        }

        foreach (var set in (await lab.Admin.AppsV1.ListStatefulSetForAllNamespacesAsync()).Items)
        {
            all[$"workload {set.Metadata.Name}"] = Text(set);
        }

        foreach (var pod in (await lab.Admin.CoreV1.ListPodForAllNamespacesAsync()).Items)
        {
            // A released rollout gives the pods their new template; that is its work.
            pod.Metadata.Annotations?.Remove("v");
            pod.Metadata.Uid = null;
            pod.Spec = null;
            all[$"pod {pod.Metadata.Name}"] = Text(pod);
        }

        foreach (var one in await new ObjectApi(lab.Admin, lab.Clock).ListAsync(Permissions.ListNodes, MedikStage.NodeMaintenances, null, null, default) ?? [])
        {
            all[$"nodemaintenance {one["metadata"]!["name"]}"] = Text(one);
        }

        // A lock that was given back stays, so that its fence goes on growing.
        foreach (var lease in (await lab.Admin.CoordinationV1.ListNamespacedLeaseAsync("bakewindow")).Items.Where(l => !string.IsNullOrEmpty(l.Spec.HolderIdentity)))
        {
            all[$"lock {lease.Metadata.Name}"] = lease.Spec.HolderIdentity;
        }

        return all;
    }

    /// <summary>In words what is another than before; empty when nothing is.</summary>
    public static string Difference(IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> after) => string.Join("; ", before.Keys.Union(after.Keys)
        .Where(k => before.GetValueOrDefault(k) != after.GetValueOrDefault(k))
        .Select(k => $"{k} was {before.GetValueOrDefault(k, "absent")} and is {after.GetValueOrDefault(k, "absent")}"));

    internal static string Text(object one)
    {
        var json = JsonNode.Parse(KubernetesJson.Serialize(one))!.AsObject();
        json.Remove("status");
        var metadata = json["metadata"]!.AsObject();
        foreach (var name in Fleeting)
        {
            metadata.Remove(name);
        }

        (metadata["labels"] as JsonObject)?.Remove("controller-revision-hash");
        foreach (var annotated in new[] { metadata, json["spec"]?["template"]?["metadata"] as JsonObject })
        {
            (annotated?["annotations"] as JsonObject)?.Remove("kubectl.kubernetes.io/restartedAt");
            if (annotated?["annotations"] is JsonObject { Count: 0 })
            {
                annotated.Remove("annotations");
            }
        }

        foreach (var taint in json["spec"]?["taints"]?.AsArray() ?? [])
        {
            taint!.AsObject().Remove("timeAdded");
        }

        return json.ToJsonString();
    }
}
