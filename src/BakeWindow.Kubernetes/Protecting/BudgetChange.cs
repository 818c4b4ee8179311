using BakeWindow.Core.Cluster;
using BakeWindow.Kubernetes.Marks;
using BakeWindow.Kubernetes.Watching;
using k8s.Models;

namespace BakeWindow.Kubernetes.Protecting;

/// <summary>What has to be written on a budget as it was just read. Pure; an empty patch means that it says so already.</summary>
internal static class BudgetChange
{
    /// <summary>Makes it say what is wanted; on a budget of somebody else's, with the note of what it said before.</summary>
    public static MergePatch Say(ProtectedWorkload workload, V1PodDisruptionBudget budget, FloorSpec wanted)
    {
        var standing = FloorSpec.Of(budget.Spec);
        var patch = new MergePatch(budget.Metadata);
        if (!wanted.IsSaidBy(standing))
        {
            Set(patch, wanted);
        }

        if (FloorFacts.OwnerOf(budget) is not FloorOwner.Ours)
        {
            var note = NodeFacts.Annotation(budget.Metadata, Mark.Former);
            var kept = Adoption.Of(note, standing, wanted).Write();
            return kept == note ? patch : patch.Annotate(Mark.Former, kept);
        }

        // One of ours that is shared keeps the selector of the workload it was made for.
        var selector = Selectors.Of(workload.Selector);
        return NodeFacts.Annotation(budget.Metadata, Mark.Workload) != workload.Name || Selectors.Text(budget.Spec?.Selector) == Selectors.Text(selector)
            ? patch
            : patch.Set("selector", Selectors.Json(budget.Spec?.Selector, selector));
    }

    /// <summary>Gives an adopted budget back: it says again what its owner wants.</summary>
    public static MergePatch GiveBack(V1PodDisruptionBudget budget, Adoption adoption) =>
        Set(new MergePatch(budget.Metadata).Annotate(Mark.Former, null), adoption.Former);

    private static MergePatch Set(MergePatch patch, FloorSpec spec)
    {
        foreach (var (field, value) in spec.Fields())
        {
            patch.Set(field, value);
        }

        return patch;
    }
}
