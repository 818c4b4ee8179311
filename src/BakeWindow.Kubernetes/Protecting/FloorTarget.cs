using BakeWindow.Core.Cluster;
using BakeWindow.Kubernetes.Marks;
using BakeWindow.Kubernetes.Watching;
using k8s.Models;

namespace BakeWindow.Kubernetes.Protecting;

/// <summary>
/// Which PodDisruptionBudget is, or can become, the floor of a workload. Two over one pod make the API refuse every eviction of it, so there is never a second.
/// All cases stand here.
/// </summary>
internal abstract record FloorTarget
{
    private FloorTarget()
    {
    }

    /// <summary>None is there; one may be made.</summary>
    public sealed record Missing : FloorTarget;

    /// <summary>This one.</summary>
    /// <param name="Budget">Ours, or somebody's to be adopted.</param>
    /// <param name="Surplus">One of ours that somebody has since doubled with his own; goes once the other is adopted.</param>
    public sealed record Found(V1PodDisruptionBudget Budget, V1PodDisruptionBudget? Surplus) : FloorTarget;

    /// <summary>None can be, until a person has looked.</summary>
    /// <param name="Why">What is wrong, and the mend.</param>
    /// <param name="Ours">Those concerned that BakeWindow has changed before and so may still close.</param>
    public sealed record Muddled(string Why, IReadOnlyList<V1PodDisruptionBudget> Ours) : FloorTarget;

    /// <summary>Decides from what is in the namespace now.</summary>
    public static FloorTarget Of(ProtectedWorkload workload, IReadOnlyList<PodView> pods, IReadOnlyList<V1PodDisruptionBudget> budgets)
    {
        var labels = pods.Count > 0 ? [.. pods.Select(p => p.Labels)] : new[] { Selectors.LeastLabels(workload.Selector) };
        var own = budgets.FirstOrDefault(b => IsOwn(b, workload));
        var others = budgets.Where(b => b != own && labels.Any(l => Selectors.Matches(b.Spec?.Selector, l)))
            .OrderBy(b => b.Metadata.Name, StringComparer.Ordinal).ToList();
        switch (others)
        {
            case []:
                return own is null ? new Missing() : new Found(own, null);
            case [var other]:
                var covered = labels.Count(l => Selectors.Matches(other.Spec?.Selector, l));
                return covered < labels.Length
                    ? Muddle($"PodDisruptionBudget {Name(other)} covers only {covered} of the {labels.Length} pods of workload {workload.Name}: let it cover all or none")
                    // Of two of ours the first by name stays: both workloads come to the same answer, so that they never take away each other's.
                    : own is null || !IsOurs(other) || string.CompareOrdinal(other.Metadata.Name, own.Metadata.Name) < 0 ? new Found(other, own)
                    : new Found(own, null);
            default:
                var names = string.Join(", ", others.Select(Name));
                return Muddle($"the pods of workload {workload.Name} are under {others.Count} PodDisruptionBudgets ({names}): leave one of them");
        }

        Muddled Muddle(string why) =>
            new(why, [.. others.Append(own).OfType<V1PodDisruptionBudget>().Where(b => FloorFacts.OwnerOf(b) is not FloorOwner.Foreign)]);
    }

    /// <summary>Those of the budgets that BakeWindow set or adopted and that belong to none of the declared workloads: not by name, not by a pod, not by the labels that its pods would have.</summary>
    public static IReadOnlyList<V1PodDisruptionBudget> Unclaimed(
        IReadOnlyList<V1PodDisruptionBudget> budgets, IReadOnlyList<ProtectedWorkload> declared, IReadOnlyList<PodView> pods)
    {
        IReadOnlyDictionary<string, string>[] labels = [.. pods.Select(p => p.Labels), .. declared.Select(w => Selectors.LeastLabels(w.Selector))];
        return [.. budgets.Where(b => FloorFacts.OwnerOf(b) is not FloorOwner.Foreign
            && !declared.Any(w => IsOwn(b, w))
            && !Array.Exists(labels, l => Selectors.Matches(b.Spec?.Selector, l)))];
    }

    /// <summary>Namespace and name, for people.</summary>
    public static string Name(V1PodDisruptionBudget budget) => $"{budget.Metadata.NamespaceProperty}/{budget.Metadata.Name}";

    private static bool IsOwn(V1PodDisruptionBudget budget, ProtectedWorkload workload) =>
        IsOurs(budget) && NodeFacts.Annotation(budget.Metadata, Mark.Workload) == workload.Name;

    private static bool IsOurs(V1PodDisruptionBudget budget) => FloorFacts.OwnerOf(budget) is FloorOwner.Ours;
}
