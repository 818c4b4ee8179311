using BakeWindow.Core.Cluster;
using BakeWindow.Kubernetes.Marks;
using BakeWindow.Kubernetes.Protecting;
using k8s.Models;

namespace BakeWindow.Kubernetes.Watching;

/// <summary>A PodDisruptionBudget of the API as a fact of Core.</summary>
internal static class FloorFacts
{
    public static FloorView Of(V1PodDisruptionBudget budget) => new()
    {
        Namespace = budget.Metadata.NamespaceProperty,
        Name = budget.Metadata.Name,
        Selector = Selectors.Text(budget.Spec?.Selector),
        Owner = OwnerOf(budget),
        DisruptionsAllowed = budget.Status?.DisruptionsAllowed ?? 0,
        Observed = IsObserved(budget),
        Closed = LetsNothingGo(budget.Spec),
    };

    /// <summary>Whose it is. The name alone proves nothing: anybody may choose it.</summary>
    public static FloorOwner OwnerOf(V1PodDisruptionBudget budget)
    {
        var managed = budget.Metadata.Labels?.TryGetValue(Mark.ManagedBy, out var by) is true && by == Mark.BakeWindow;
        return managed && NodeFacts.Annotation(budget.Metadata, Mark.Workload) is not null ? FloorOwner.Ours
            : NodeFacts.Annotation(budget.Metadata, Mark.Former) is not null ? FloorOwner.Adopted
            : FloorOwner.Foreign;
    }

    /// <summary>
    /// The disruption controller has seen the newest spec. Until then the API refuses every eviction, so a closed floor needs no waiting and an opened one does.
    /// </summary>
    public static bool IsObserved(V1PodDisruptionBudget budget) => budget.Status?.ObservedGeneration >= (budget.Metadata.Generation ?? 1);

    private static bool LetsNothingGo(V1PodDisruptionBudgetSpec? spec) => spec?.MaxUnavailable?.Value is "0" or "0%" || spec?.MinAvailable?.Value is "100%";
}
