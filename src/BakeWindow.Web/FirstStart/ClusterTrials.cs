using BakeWindow.Core.Cluster;
using BakeWindow.Kubernetes;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Rbac;

namespace BakeWindow.Web.FirstStart;

/// <summary>Tries the way to a cluster live: does the API server answer, which rights are missing, are the baker's pods there?</summary>
public sealed class ClusterTrials(TimeProvider time)
{
    private const string Own = "bakewindow";

    // What is left out works without a drain: BakeWindow only answers and protects then.
    private static readonly IReadOnlyList<Permission> Needed = [.. Permissions.All.Where(p => !p.Role.OptIn)];

    /// <summary>Tries it.</summary>
    public async Task<IReadOnlyList<Trial>> TryAsync(StartForm form, CancellationToken ct)
    {
        if (!form.WantsCluster)
        {
            return [];
        }

        try
        {
            using var client = KubernetesConnection.Open(form.Cluster == "file" ? form.Kubeconfig.Length > 0 ? form.Kubeconfig : "(empty)" : null, form.Context);
            var api = new ObjectApi(client, time);
            List<Trial> trials = [await RightsAsync(api, form, ct)];
            trials.Add(await NodesAsync(api, ct));
            trials.Add(await PodsAsync(api, form, ct));
            return trials;
        }
        catch (KubernetesConfigException e)
        {
            return [new Trial("Way to the cluster", false, e.Message)];
        }
    }

    private static async Task<Trial> RightsAsync(ObjectApi api, StartForm form, CancellationToken ct)
    {
        var space = form.Namespace.Length > 0 ? form.Namespace : RbacManifest.ProtectedNamespace;
        try
        {
            var missing = await new AccessCheck(api).MissingAsync(Needed, space, Own, ct);
            return missing.Count == 0
                ? new Trial("Rights", true, $"all {Needed.Count} that watching and protecting take are granted")
                : new Trial("Rights", false, $"{missing.Count} of {Needed.Count} are missing: {string.Join(", ", missing.Select(m => m.ToString()).Distinct())}")
                {
                    Mend = RbacManifest.Of(missing).Replace($"  namespace: {RbacManifest.ProtectedNamespace}\n", $"  namespace: {space}\n", StringComparison.Ordinal),
                };
        }
        catch (ApiException e)
        {
            return new Trial("Rights", false, e.Message);
        }
    }

    private static async Task<Trial> NodesAsync(ObjectApi api, CancellationToken ct)
    {
        try
        {
            var nodes = await api.ListAsync(Permissions.ListNodes, ResourceType.Nodes, null, null, ct) ?? [];
            return new Trial("Nodes", nodes.Count > 0, $"{nodes.Count} are seen");
        }
        catch (ApiException e)
        {
            return new Trial("Nodes", false, e.Message);
        }
    }

    private static async Task<Trial> PodsAsync(ObjectApi api, StartForm form, CancellationToken ct)
    {
        if (form.Namespace.Length == 0)
        {
            return new Trial("Pods of the baker", null, "not tried: write their namespace");
        }

        if (form.Selector.Length == 0)
        {
            return new Trial("Pods of the baker", null, "not tried: write a label selector like app=baker");
        }

        if (!LabelSelector.TryParse(form.Selector, out _, out var error))
        {
            return new Trial("Pods of the baker", false, error);
        }

        try
        {
            var pods = await api.ListAsync(Permissions.ListPods, ResourceType.Pods, form.Namespace, form.Selector, ct) ?? [];
            return pods.Count == 0
                ? new Trial("Pods of the baker", false, $"none in namespace {form.Namespace} bears {form.Selector}") { Mend = $"kubectl -n {form.Namespace} get pods --show-labels" }
                : new Trial("Pods of the baker", true, string.Join(", ", pods.Take(5).Select(p => (string?)p["metadata"]?["name"])));
        }
        catch (ApiException e)
        {
            return new Trial("Pods of the baker", false, e.Message);
        }
    }
}
