using BakeWindow.Simulator.Cluster;

namespace BakeWindow.Tests.SimulatorCluster.Fidelity;

/// <summary>What stood in the recorded cluster before the first recorded request.</summary>
internal static class Given
{
    public static Dictionary<string, string> App(string name) => new(StringComparer.Ordinal) { ["app"] = name };

    /// <summary>Three nodes; node-a and node-b belong to the pool "main".</summary>
    public static void ThreeNodes(this SimCluster cluster)
    {
        cluster.AddNode("node-a", labels: new Dictionary<string, string>(StringComparer.Ordinal) { ["pool"] = "main" });
        cluster.AddNode("node-b", labels: new Dictionary<string, string>(StringComparer.Ordinal) { ["pool"] = "main" });
        cluster.AddNode("node-c");
    }

    /// <summary>A pod of no controller.</summary>
    public static Task BarePodAsync(this ClusterHost host, string ns, string name, string app, string node = "node-b", int grace = 2, string more = "", string annotations = "")
    {
        host.Cluster.AddNamespace(ns);
        return host.Http.DoAsync("POST", $"/api/v1/namespaces/{ns}/pods", $$"""
            { "apiVersion": "v1", "kind": "Pod", "metadata": { "name": "{{name}}", "labels": { "app": "{{app}}" }, "annotations": { {{annotations}} } },
              "spec": { "terminationGracePeriodSeconds": {{grace}}, "containers": [ { "name": "octez-node", "image": "registry.example.test/octez:1" } ],
                        "nodeSelector": { "kubernetes.io/hostname": "{{node}}" } {{more}} } }
            """);
    }

    /// <summary>A budget; <paramref name="rule"/> is JSON like "maxUnavailable": 0.</summary>
    public static Task BudgetAsync(this ClusterHost host, string ns, string name, string app, string rule)
    {
        host.Cluster.AddNamespace(ns);
        return host.Http.DoAsync("POST", $"/apis/policy/v1/namespaces/{ns}/poddisruptionbudgets", $$$"""
            { "metadata": { "name": "{{{name}}}" }, "spec": { {{{rule}}}, "selector": { "matchLabels": { "app": "{{{app}}}" } } } }
            """);
    }
}
