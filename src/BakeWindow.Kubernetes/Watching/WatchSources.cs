using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Rbac;
using k8s;
using k8s.Models;

namespace BakeWindow.Kubernetes.Watching;

/// <summary>Where the three watched kinds come from, all namespaces of each.</summary>
internal sealed class WatchSources(k8s.Kubernetes client, TimeProvider time)
{
    private readonly ClusterApi api = new(client, time);

    public WatchSource<V1Node> Nodes() => new("nodes", ListNodesAsync, Stream("api/v1/nodes", Permissions.WatchNodes));

    public WatchSource<V1Pod> Pods() => new("pods", ListPodsAsync, Stream("api/v1/pods", Permissions.WatchPods));

    public WatchSource<V1PodDisruptionBudget> Budgets() =>
        new("poddisruptionbudgets", ListBudgetsAsync, Stream("apis/policy/v1/poddisruptionbudgets", Permissions.WatchBudgets));

    private Task<string> ListNodesAsync(Action<IEnumerable<V1Node>> take, CancellationToken ct) => api.ListAsync(
        Permissions.ListNodes,
        (k, size, token, c) => k.CoreV1.ListNodeAsync(limit: size, continueParameter: token, cancellationToken: c),
        page => take(page.Items),
        ct);

    private Task<string> ListPodsAsync(Action<IEnumerable<V1Pod>> take, CancellationToken ct) => api.ListAsync(
        Permissions.ListPods,
        (k, size, token, c) => k.CoreV1.ListPodForAllNamespacesAsync(limit: size, continueParameter: token, cancellationToken: c),
        page => take(page.Items),
        ct);

    private Task<string> ListBudgetsAsync(Action<IEnumerable<V1PodDisruptionBudget>> take, CancellationToken ct) => api.ListAsync(
        Permissions.ListBudgets,
        (k, size, token, c) => k.PolicyV1.ListPodDisruptionBudgetForAllNamespacesAsync(limit: size, continueParameter: token, cancellationToken: c),
        page => take(page.Items),
        ct);

    private WatchStream Stream(string path, Permission permission) => new(client, path, permission, time);
}
