using BakeWindow.Core.Time;

namespace BakeWindow.Core.Bypasses.Rules;

/// <summary>Karpenter evicts politely, unless it is told to force, and replaces nodes by age whatever its budgets say.</summary>
internal static class KarpenterRules
{
    public static IEnumerable<Bypass> Of(AuditScene scene)
    {
        var pools = scene.Facts.Neighbours.OfType<Neighbour.NodePool>().ToList();
        foreach (var pool in pools)
        {
            var patch = $"kubectl patch nodepool {pool.Subject.Name} --type=merge -p";
            if (pool.ForcesAfter is { } after)
            {
                yield return scene.About(pool.Nodes, pool.Subject, BypassCode.KarpenterForces, BypassSeverity.Critical,
                    $"NodePool {pool.Subject.Name} sets terminationGracePeriod {DurationText.Human(after)}: then it deletes pods past PodDisruptionBudget, webhook and do-not-disrupt.",
                    $"{patch} '{{\"spec\":{{\"template\":{{\"spec\":{{\"terminationGracePeriod\":null}}}}}}}}' # nodes that are there keep theirs until they are replaced");
            }

            if (pool.ExpiresAfter is { } age)
            {
                yield return scene.About(pool.Nodes, pool.Subject, BypassCode.KarpenterExpires, BypassSeverity.Warning,
                    $"NodePool {pool.Subject.Name} replaces nodes that are {DurationText.Human(age)} old, at whatever hour that is; its budgets of disruption don't cover it{(pool.ForcesAfter is null ? ", only the floor holds" : ", and after terminationGracePeriod nothing holds")}.",
                    $"{patch} '{{\"spec\":{{\"template\":{{\"spec\":{{\"expireAfter\":\"Never\"}}}}}}}}', and replace nodes by bakewindow maintenance request");
            }
        }

        foreach (var claim in scene.Facts.Neighbours.OfType<Neighbour.NodeClaim>())
        {
            IReadOnlyList<string> node = claim.Node is { } name ? [name] : [];
            if (claim.Deleting)
            {
                yield return scene.About(node, claim.Subject, BypassCode.KarpenterTerminating, BypassSeverity.Critical,
                    $"Karpenter is taking {claim.Node ?? "its node"} away now{(claim.ForcesAfter is { } left ? $" and forces {DurationText.Human(left)} after it began" : "; only the floor holds")}.",
                    "Move the baker in a safe window: bakewindow windows --node " + (claim.Node ?? claim.Subject.Name));
            }
            else if (claim.ForcesAfter is { } own && pools.Find(p => p.Subject.Name == claim.Pool)?.ForcesAfter != own)
            {
                yield return scene.About(node, claim.Subject, BypassCode.KarpenterForces, BypassSeverity.Critical,
                    $"NodeClaim {claim.Subject.Name} was made with terminationGracePeriod {DurationText.Human(own)}, whatever its NodePool says now: then pods of {claim.Node ?? "its node"} are deleted past every protection.",
                    "A claim can't be changed: replace the node in a safe window (bakewindow maintenance request), after its NodePool has none");
            }
        }
    }
}
