using BakeWindow.Core.Cluster;

namespace BakeWindow.Kubernetes.Executing;

/// <summary>
/// What a drain has to do with the pods of a node. Protected pods come last, when nothing else is left: as long as anything else holds the drain up, the baker is not disturbed for it.
/// </summary>
/// <param name="Leaving">Already on their way out.</param>
/// <param name="Others">To be evicted first.</param>
/// <param name="Protected">To be evicted when no other is left.</param>
/// <param name="Refusals">Pods that must not be evicted, each with its reason and its mend.</param>
internal sealed record DrainOrder(IReadOnlyList<PodView> Leaving, IReadOnlyList<PodView> Others, IReadOnlyList<PodView> Protected, IReadOnlyList<string> Refusals)
{
    /// <summary>Sorts the pods of a node. Mirror pods, DaemonSet pods and finished pods stay where they are.</summary>
    public static DrainOrder Of(IEnumerable<PodView> pods, IReadOnlyList<ProtectedWorkload> workloads, bool loseEmptyDir)
    {
        var going = pods.Where(p => p is { IsMirror: false, ControllerKind: not "DaemonSet", Phase: not ("Succeeded" or "Failed") })
            .OrderBy(p => p.Name.ToString(), StringComparer.Ordinal).ToList();
        var staying = going.Where(p => !p.Terminating).ToList();
        bool IsProtected(PodView pod) => workloads.Any(w => w.Selects(pod));

        return new DrainOrder(
            [.. going.Where(p => p.Terminating)],
            [.. staying.Where(p => !IsProtected(p))],
            [.. staying.Where(IsProtected)],
            [.. staying.Select(p => WhyNot(p, loseEmptyDir)).OfType<string>()]);
    }

    /// <summary>All that should be gone.</summary>
    public IEnumerable<PodView> All => Leaving.Concat(Others).Concat(Protected);

    private static string? WhyNot(PodView pod, bool loseEmptyDir) =>
        pod.ControllerKind is null ? $"pod {pod.Name} has no controller and would not come back: delete it yourself, or let a StatefulSet or Deployment own it"
        : pod.UsesEmptyDir && !loseEmptyDir ? $"pod {pod.Name} has an emptyDir volume whose content would be lost: set Policy:LoseEmptyDir, or move the data"
        : null;
}
