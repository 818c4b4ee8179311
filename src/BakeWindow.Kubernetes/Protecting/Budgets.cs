using BakeWindow.Core.Cluster;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Marks;
using BakeWindow.Kubernetes.Rbac;
using BakeWindow.Kubernetes.Watching;
using k8s;
using k8s.Models;

namespace BakeWindow.Kubernetes.Protecting;

/// <summary>Reads and writes PodDisruptionBudgets; every write holds for the version that was read, or for nothing.</summary>
internal sealed class Budgets(ClusterApi api)
{
    /// <summary>The workload's pods that are not finished, and which budget is their floor.</summary>
    public async Task<(IReadOnlyList<PodView> Pods, FloorTarget Target)> ReadAsync(ProtectedWorkload workload, CancellationToken ct)
    {
        var pods = await PodsAsync(workload, ct);
        return (pods, FloorTarget.Of(workload, pods, await InAsync(workload.Namespace, ct)));
    }

    /// <summary>Budgets of a namespace that BakeWindow set or adopted and no declared workload of it is under.</summary>
    public async Task<IReadOnlyList<V1PodDisruptionBudget>> UnclaimedAsync(string ns, IReadOnlyList<ProtectedWorkload> declared, CancellationToken ct)
    {
        var marked = FloorTarget.Unclaimed(await InAsync(ns, ct), declared, []);
        if (marked.Count == 0)
        {
            return [];
        }

        var pods = new List<PodView>();
        foreach (var workload in declared)
        {
            pods.AddRange(await PodsAsync(workload, ct));
        }

        return FloorTarget.Unclaimed(marked, declared, pods);
    }

    private async Task<IReadOnlyList<PodView>> PodsAsync(ProtectedWorkload workload, CancellationToken ct)
    {
        var pods = new List<PodView>();
        await api.ListAsync(
            Permissions.ListPods,
            (k, size, token, c) => k.CoreV1.ListNamespacedPodAsync(
                workload.Namespace, labelSelector: workload.Selector.Text, limit: size, continueParameter: token, cancellationToken: c),
            page => pods.AddRange(page.Items.Select(PodFacts.Of).Where(p => p.Phase is not ("Succeeded" or "Failed"))),
            ct);
        return pods;
    }

    private async Task<IReadOnlyList<V1PodDisruptionBudget>> InAsync(string ns, CancellationToken ct)
    {
        var budgets = new List<V1PodDisruptionBudget>();
        await api.ListAsync(
            Permissions.ListBudgets,
            (k, size, token, c) => k.PolicyV1.ListNamespacedPodDisruptionBudgetAsync(ns, limit: size, continueParameter: token, cancellationToken: c),
            page => budgets.AddRange(page.Items),
            ct);
        return budgets;
    }

    /// <summary>Makes a budget of our own. Conflict when one of that name is there.</summary>
    public Task<V1PodDisruptionBudget> CreateAsync(ProtectedWorkload workload, FloorSpec wanted, CancellationToken ct)
    {
        var budget = new V1PodDisruptionBudget
        {
            ApiVersion = "policy/v1",
            Kind = "PodDisruptionBudget",
            Metadata = new V1ObjectMeta
            {
                Name = $"bakewindow-{workload.Name}",
                NamespaceProperty = workload.Namespace,
                Labels = new Dictionary<string, string>(StringComparer.Ordinal) { [Mark.ManagedBy] = Mark.BakeWindow },
                Annotations = new Dictionary<string, string>(StringComparer.Ordinal) { [Mark.Workload] = workload.Name },
            },
            Spec = new V1PodDisruptionBudgetSpec
            {
                MinAvailable = wanted.MinAvailable is { } min ? (IntOrString)min : null,
                MaxUnavailable = wanted.MaxUnavailable is { } max ? (IntOrString)max : null,
                UnhealthyPodEvictionPolicy = wanted.UnhealthyPodEvictionPolicy,
                Selector = Selectors.Of(workload.Selector),
            },
        };
        return api.AskAsync(
            Permissions.CreateBudget, (k, c) => k.PolicyV1.CreateNamespacedPodDisruptionBudgetAsync(budget, workload.Namespace, cancellationToken: c), ct);
    }

    /// <summary>Writes a patch on the version it was decided on.</summary>
    public Task<V1PodDisruptionBudget> PatchAsync(V1PodDisruptionBudget budget, MergePatch patch, CancellationToken ct) => api.AskAsync(
        Permissions.PatchBudget, (k, c) => k.PolicyV1.PatchNamespacedPodDisruptionBudgetAsync(
            patch.Build(), budget.Metadata.Name, budget.Metadata.NamespaceProperty, cancellationToken: c), ct);

    /// <summary>Deletes exactly this budget; one that is gone is fine.</summary>
    public async Task DeleteAsync(V1PodDisruptionBudget budget, CancellationToken ct)
    {
        var options = new V1DeleteOptions { Preconditions = new V1Preconditions { Uid = budget.Metadata.Uid, ResourceVersion = budget.Metadata.ResourceVersion } };
        await api.FindAsync(
            Permissions.DeleteBudget, (k, c) => k.PolicyV1.DeleteNamespacedPodDisruptionBudgetAsync(
                budget.Metadata.Name, budget.Metadata.NamespaceProperty, options, cancellationToken: c), ct);
    }
}
