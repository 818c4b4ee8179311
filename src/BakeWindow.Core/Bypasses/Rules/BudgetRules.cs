using BakeWindow.Core.Cluster;

namespace BakeWindow.Core.Bypasses.Rules;

/// <summary>Is each protected pod under exactly one PodDisruptionBudget, and one that holds?</summary>
internal static class BudgetRules
{
    private const string OneBudget = "one budget a pod";

    public static IEnumerable<Bypass> Of(AuditScene scene)
    {
        if (!scene.Facts.Saw(AuditKinds.Pods) || !scene.Facts.Saw(AuditKinds.Budgets))
        {
            return [];
        }

        return [.. scene.Facts.Workloads.SelectMany(w => OfWorkload(scene, w)), .. scene.Facts.Budgets.Where(b => b.ExpectedPods is 0 && b.Covers.Count == 0).Select(Idle)];
    }

    private static IEnumerable<Bypass> OfWorkload(AuditScene scene, ProtectedWorkload workload)
    {
        var pods = scene.PodsOf(workload);
        if (pods.Count == 0)
        {
            yield return scene.About(workload, new BypassSubject("Workload", workload.Namespace, workload.Name), BypassCode.WorkloadMatchesNothing, BypassSeverity.Warning,
                $"No pod in namespace {workload.Namespace} bears {workload.Selector}, so nothing of workload {workload.Name} is protected.",
                $"kubectl -n {workload.Namespace} get pods --show-labels, then mend BakeWindow:Workloads (Namespace, Selector) of {workload.Name}");
            yield break;
        }

        var over = scene.Facts.Budgets.Where(b => pods.Any(p => b.Covers.Contains(p.Pod.Name))).ToList();
        var doubled = pods.FirstOrDefault(p => over.Count(b => b.Covers.Contains(p.Pod.Name)) > 1);
        if (doubled is not null)
        {
            yield return Doubled(scene, workload, doubled, over);
            yield break;
        }

        var covered = pods.Count(p => over.Exists(b => b.Covers.Contains(p.Pod.Name)));
        if (covered == 0)
        {
            yield return scene.About(workload, new BypassSubject("Workload", workload.Namespace, workload.Name), BypassCode.NoBudget, BypassSeverity.Critical,
                $"No PodDisruptionBudget covers the {pods.Count} pods of workload {workload.Name}: every eviction goes through.",
                $"BakeWindow makes one by itself; see why it could not: kubectl -n {workload.Namespace} auth can-i create poddisruptionbudgets.policy --as=system:serviceaccount:bakewindow:bakewindow");
        }
        else if (covered < pods.Count)
        {
            yield return scene.About(workload, Subject(over[0]), BypassCode.BudgetCoversSome, BypassSeverity.Critical,
                $"{over[0].Name} covers {covered} of the {pods.Count} pods of workload {workload.Name}; the others can be evicted at any time.",
                $"kubectl -n {workload.Namespace} edit poddisruptionbudget {over[0].Name.Name} # let its selector be {workload.Selector}");
        }

        foreach (var budget in over)
        {
            foreach (var finding in OfBudget(scene, workload, pods, budget))
            {
                yield return finding;
            }
        }
    }

    private static IEnumerable<Bypass> OfBudget(AuditScene scene, ProtectedWorkload workload, IReadOnlyList<PodFact> pods, BudgetFact budget)
    {
        var patch = $"kubectl -n {budget.Name.Namespace} patch poddisruptionbudget {budget.Name.Name} --type=merge -p";
        if (budget.Owner is FloorOwner.Foreign)
        {
            yield return scene.About(workload, Subject(budget), BypassCode.BudgetNotAdopted, budget.DisruptionsAllowed > 0 ? BypassSeverity.Critical : BypassSeverity.Warning,
                $"{budget.Name} is somebody else's and BakeWindow does not drive it; it lets {budget.DisruptionsAllowed} go now, whatever the rights say.",
                $"Let BakeWindow adopt it: grant the role bakewindow-protect in namespace {budget.Name.Namespace} (deploy/components/protect), and see its log for why it did not");
        }

        if (pods.Any(p => p.Pod.ControllerKind is null) && (budget.MaxUnavailable is not null || budget.MinAvailable?.EndsWith('%') is true))
        {
            yield return scene.About(workload, Subject(budget), BypassCode.BudgetOverBarePods, BypassSeverity.Warning,
                $"{budget.Name} says {(budget.MaxUnavailable is { } max ? $"maxUnavailable {max}" : $"minAvailable {budget.MinAvailable}")} over pods without a controller. The disruption controller can't count those, so it blocks always, also when the window is open; whoever must drain will force.",
                $"{patch} '{{\"spec\":{{\"maxUnavailable\":null,\"minAvailable\":{pods.Count}}}}}', or run the pods by a StatefulSet");
        }

        if (budget is { Closed: true, UnreadyMayGo: true })
        {
            yield return scene.About(workload, Subject(budget), BypassCode.UnreadyMayGo, BypassSeverity.Warning,
                $"{budget.Name} is closed, but unhealthyPodEvictionPolicy AlwaysAllow lets a pod go as soon as it is not Ready: a baker that is catching up before its turn can be evicted.",
                $"{patch} '{{\"spec\":{{\"unhealthyPodEvictionPolicy\":\"IfHealthyBudget\"}}}}'");
        }
    }

    private static Bypass Doubled(AuditScene scene, ProtectedWorkload workload, PodFact pod, List<BudgetFact> over)
    {
        var both = over.Where(b => b.Covers.Contains(pod.Pod.Name)).ToList();
        var surplus = both.Find(b => b.Owner is FloorOwner.Foreign) ?? both[^1];
        return scene.About(workload, Subject(surplus), BypassCode.TwoBudgets, BypassSeverity.Critical,
            $"Pod {pod.Pod.Name} is under {both.Count} PodDisruptionBudgets ({string.Join(", ", both.Select(b => b.Name.Name))}). The API answers every eviction with 500: drains abort or never end, and people then delete by force.",
            $"kubectl -n {surplus.Name.Namespace} delete poddisruptionbudget {surplus.Name.Name} # {OneBudget}; BakeWindow adopts the one that stays");
    }

    private static Bypass Idle(BudgetFact budget) => new()
    {
        Code = BypassCode.BudgetMatchesNothing,
        Severity = BypassSeverity.Info,
        Subject = Subject(budget),
        Why = $"{budget.Name} matches no pod: what it was meant to hold is not held by it.",
        Mend = $"kubectl -n {budget.Name.Namespace} get pods --show-labels, then mend its selector or delete it",
    };

    private static BypassSubject Subject(BudgetFact budget) => new("PodDisruptionBudget", budget.Name.Namespace, budget.Name.Name);
}
