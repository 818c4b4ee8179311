using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Planning;

namespace BakeWindow.Core.Disruptions;

/// <summary>
/// Answers the API server's question about one disruption. It explains, and it covers the ways round the floor; the floor alone must hold what is held, for a webhook may be down. So it
/// lets through whatever it has no reason to hold, and never anything that is protected and not known to be safe.
/// </summary>
/// <param name="OwnNamespace">BakeWindow's own namespace, of which nothing is ever refused.</param>
/// <param name="Rollouts">What becomes of rollouts.</param>
public sealed record DisruptionGuard(string OwnNamespace, RolloutPolicy Rollouts = RolloutPolicy.Warn)
{
    private const string System = "kube-system";
    private const string Kubelets = "system:nodes";
    private const string SystemAccounts = "system:serviceaccounts:kube-system";

    /// <summary>Answers.</summary>
    /// <param name="world">The world.</param>
    /// <param name="emptying">Names of the workloads that a maintenance of ours is evicting.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="now">The present.</param>
    public DisruptionAnswer Answer(World world, IReadOnlySet<string> emptying, DisruptionRequest request, DateTimeOffset now) =>
        Exempt(request) is { } why ? Let(why)
        : request.Kind is DisruptionKind.Rollout ? OfRollout(world, request, now)
        : OfPod(world, emptying, request, now);

    // What is never refused, whatever the world is like: else a cluster could not tidy up, or BakeWindow could not be mended.
    private string? Exempt(DisruptionRequest request) => request switch
    {
        { Namespace: var ns } when ns == OwnNamespace || ns == System => "exempt-namespace",
        // The last delete of a pod that has ended is the kubelet's; without it the pod would stay for ever.
        { Kind: DisruptionKind.Delete, Groups: var groups } when groups.Contains(Kubelets) => "kubelet",
        // Garbage collection, the end of a namespace, taints that already decided: what asked for it is where it can be held.
        { Kind: DisruptionKind.Delete, Groups: var groups } when groups.Contains(SystemAccounts) => "system-controller",
        { Kind: DisruptionKind.Rollout } when Rollouts is RolloutPolicy.Off => "rollouts-off",
        { Kind: DisruptionKind.Rollout, ReplacesPods: false } => "replaces-no-pod",
        { Kind: DisruptionKind.Delete, Name.Length: 0 } => "collection",
        _ => null,
    };

    private static DisruptionAnswer OfPod(World world, IReadOnlySet<string> emptying, DisruptionRequest request, DateTimeOffset now)
    {
        var declared = world.Workloads.Where(w => w.Namespace == request.Namespace).ToList();
        if (declared.Count == 0)
        {
            return Let("not-protected");
        }

        var cluster = world.Cluster ?? ClusterView.Unseen;
        var seen = Placement.Find(new PodName(request.Namespace, request.Name), cluster, world.Workloads);
        if ((request.Pod ?? seen) is not { } pod)
        {
            // A pod that is not there is the API server's to say; but where nothing is seen, any name may be a baker's.
            return cluster.Connected ? Let("pod-unknown") : Refuse("cluster-unknown", "Can't know: the cluster is not being seen, so it is not known whether this pod is a baker's.", null);
        }

        var workloads = declared.Where(w => w.Selects(pod)).ToList();
        if (workloads.Count == 0)
        {
            return Let("not-protected");
        }

        if (pod.Terminating || pod.Phase is "Succeeded" or "Failed")
        {
            return Let("leaving-already");
        }

        if (pod.Node is not { } node)
        {
            return Let("runs-nowhere");
        }

        // The floor of these workloads is open for that maintenance; what it is open for is its own node or workload, and there for whoever lends a hand or was given the node.
        if (workloads.TrueForAll(w => emptying.Contains(w.Name)) && (world.Active.Any(a => (a.Evicting || a.InOthersHands) && a.Node == node) || IsRolledOut(world, workloads)))
        {
            return Let("maintenance");
        }

        return OfVerdict(Gatekeeper.Decide(world, new GateRequest { Node = node, Client = request.User, FloorAside = request.Kind is DisruptionKind.Delete }, now));
    }

    private DisruptionAnswer OfRollout(World world, DisruptionRequest request, DateTimeOffset now)
    {
        var workloads = world.Workloads.Where(w => w.Namespace == request.Namespace && w.Selector.Matches(request.PodLabels)).ToList();
        if (workloads.Count == 0)
        {
            return Let("not-protected");
        }

        if (IsRolledOut(world, workloads))
        {
            return Let("maintenance");
        }

        var pods = workloads.SelectMany(w => Placement.PodsOf(w, world.Cluster ?? ClusterView.Unseen));
        var nodes = pods.Select(p => p.Node).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var questions = nodes.Count > 0
            ? nodes.Select(n => new GateRequest { Node = n, Client = request.User, FloorAside = true })
            : [new GateRequest { Bakers = [.. workloads.Select(w => w.Baker).Distinct()], Client = request.User, FloorAside = true }];
        var verdicts = questions.Select(q => Gatekeeper.Decide(world, q, now)).ToList();
        var answer = OfVerdict(verdicts.Find(v => v is not Verdict.Allowed) ?? verdicts[0]);
        return answer is DisruptionAnswer.Refuse refused && Rollouts is RolloutPolicy.Warn
            ? new DisruptionAnswer.Warn(refused.Message) { Reason = refused.Reason, NextSafeAt = refused.NextSafeAt, Verdict = refused.Verdict }
            : answer;
    }

    // A maintenance that works on a workload and no node has begun to replace its pods, after it asked the gate; it asks again before each.
    private static bool IsRolledOut(World world, List<ProtectedWorkload> workloads) =>
        world.Active.Any(a => a.Evicting && a.Node.Length == 0 && workloads.TrueForAll(w => a.Bakers.Contains(w.Baker)));

    private static DisruptionAnswer OfVerdict(Verdict verdict) => verdict is Verdict.Allowed
        ? Let(verdict.Reason.Kebab())
        : new DisruptionAnswer.Refuse(DisruptionMessage.Of(verdict)) { Reason = verdict.Reason.Kebab(), NextSafeAt = verdict.NextSafeAt, Verdict = verdict };

    private static DisruptionAnswer.LetThrough Let(string why) => new() { Reason = why };

    private static DisruptionAnswer.Refuse Refuse(string reason, string words, DateTimeOffset? next) => new(DisruptionMessage.Of(words)) { Reason = reason, NextSafeAt = next };
}
