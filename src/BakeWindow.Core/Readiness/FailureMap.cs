using BakeWindow.Core.Cluster;
using BakeWindow.Core.Rights;

namespace BakeWindow.Core.Readiness;

/// <summary>What stands where, what one node or zone takes with it when it fails, and what would make that less. Pure: follows from the cluster and what is declared.</summary>
/// <param name="Losses">What each place takes with it, what stops most bakers first.</param>
/// <param name="Advice">What would make it less.</param>
public sealed record FailureMap(IReadOnlyList<FailureMap.Loss> Losses, IReadOnlyList<FailureMap.Remedy> Advice)
{
    /// <summary>What fails.</summary>
    public enum PlaceKind
    {
        /// <summary>One node.</summary>
        Node,

        /// <summary>A failure domain of more than one node.</summary>
        Domain,

        /// <summary>One pod of a forwarder or signer.</summary>
        Forwarder,
    }

    /// <summary>What goes with one place.</summary>
    /// <param name="Kind">What kind of place.</param>
    /// <param name="Place">Its name.</param>
    /// <param name="Bakers">What of each baker goes.</param>
    public sealed record Loss(PlaceKind Kind, string Place, IReadOnlyList<BakerLoss> Bakers)
    {
        /// <summary>How many bakers it stops.</summary>
        public int Stopped => Bakers.Count(b => b.Stops);
    }

    /// <summary>What of one baker goes with a place.</summary>
    /// <param name="Baker">Whose.</param>
    /// <param name="Goes">Role by role, with how many of how many.</param>
    /// <param name="Stops">It stops: it has no pod left of a kind that it can't bake without.</param>
    /// <param name="CutOff">Its node is left without a sentry that is Ready.</param>
    public sealed record BakerLoss(BakerAddress Baker, IReadOnlyList<RoleLoss> Goes, bool Stops, bool CutOff);

    /// <summary>How many pods of a role go.</summary>
    public sealed record RoleLoss(WorkloadRole Role, int Go, int Of);

    /// <summary>Something that would make a loss smaller.</summary>
    /// <param name="Code">Which kind, kebab case, never renamed.</param>
    /// <param name="Baker">Whose.</param>
    /// <param name="Places">The nodes that it is about.</param>
    /// <param name="Words">What is so, what to do, and what that gains.</param>
    public sealed record Remedy(string Code, BakerAddress Baker, IReadOnlyList<string> Places, string Words);

    /// <summary>Draws the map.</summary>
    public static FailureMap Of(ClusterView cluster, IReadOnlyList<ProtectedWorkload> workloads)
    {
        var placed = workloads.SelectMany(w => Placement.PodsOf(w, cluster).Where(p => p.Lives && p.Node is not null).Select(p => new Placed(w, p))).ToList();
        var nodes = placed.Select(p => p.Pod.Node!).Distinct(StringComparer.Ordinal).Select(n => Take(PlaceKind.Node, n, placed, p => p.Pod.Node == n));
        var domains = cluster.Nodes.Values.GroupBy(FailureDomains.Of, StringComparer.Ordinal).Where(d => d.Key != FailureDomains.Whole && d.Count() > 1)
            .Select(d => d.Select(n => n.Name).ToHashSet(StringComparer.Ordinal) is var within ? Take(PlaceKind.Domain, d.Key, placed, p => within.Contains(p.Pod.Node!)) : null!);
        var forwarders = placed.Where(p => p.Workload.Role is WorkloadRole.Signer).Select(f => f.Pod.Name).Distinct().Select(name => Take(PlaceKind.Forwarder, name.ToString(), placed, p => p.Pod.Name == name));
        return new FailureMap(
            [.. nodes.Concat(domains).Concat(forwarders).Where(l => l.Bakers.Count > 0).OrderByDescending(l => l.Stopped).ThenBy(l => l.Kind).ThenBy(l => l.Place, StringComparer.Ordinal)],
            [.. placed.Select(p => p.Workload.Baker).Distinct().OrderBy(b => b.Value, StringComparer.Ordinal).SelectMany(b => Remedies(b, [.. placed.Where(p => p.Workload.Baker == b)], cluster))]);
    }

    private static Loss Take(PlaceKind kind, string place, List<Placed> all, Func<Placed, bool> goes) => new(kind, place,
    [
        .. all.GroupBy(p => p.Workload.Baker).OrderBy(b => b.Key.Value, StringComparer.Ordinal).Where(b => b.Any(goes)).Select(b =>
        {
            List<RoleLoss> roles = [.. b.GroupBy(p => p.Workload.Role).OrderBy(r => r.Key).Select(r => new RoleLoss(r.Key, r.Count(goes), r.Count())).Where(r => r.Go > 0)];
            // Of sentries only those that are Ready help; of the rest a pod that is not Ready now may well be the next to serve.
            var sentries = b.Where(p => p.Workload.Role is WorkloadRole.Sentry).ToList();
            return new BakerLoss(b.Key, roles, roles.Exists(r => IsVital(r.Role) && r.Go == r.Of), sentries.Any(goes) && !sentries.Exists(p => !goes(p) && p.Pod.Ready));
        }),
    ]);

    private static bool IsVital(WorkloadRole role) => role is WorkloadRole.Baker or WorkloadRole.Node or WorkloadRole.Signer;

    private static IEnumerable<Remedy> Remedies(BakerAddress baker, List<Placed> own, ClusterView cluster)
    {
        List<string> On(WorkloadRole role) => [.. own.Where(p => p.Workload.Role == role).Select(p => p.Pod.Node!).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var (bakers, nodes, sentries, signers) = (On(WorkloadRole.Baker), On(WorkloadRole.Node), On(WorkloadRole.Sentry), On(WorkloadRole.Signer));
        if (bakers is [var home] && nodes is [var its] && home != its)
        {
            yield return new Remedy("baker-apart-from-node", baker, [its, home],
                $"The baker stands on {home} and its node on {its}: either one stops it. On one node only that one would, which halves the chance.");
        }

        foreach (var vital in bakers.Concat(nodes).Distinct(StringComparer.Ordinal).Where(sentries.Contains))
        {
            var rest = own.Count(p => p.Workload.Role is WorkloadRole.Sentry && p.Pod.Node != vital);
            yield return new Remedy("sentry-with-baker", baker, [vital],
                $"{vital} carries the baker or its node and a sentry: when it dies both go, and the baker comes back to {(rest == 0 ? "no sentry at all" : rest == 1 ? "one sentry" : $"{rest} sentries")}. With the sentry elsewhere the loss of a node is one fault, not two.");
        }

        if (sentries is [var only] && own.Count(p => p.Workload.Role is WorkloadRole.Sentry) > 1)
        {
            yield return new Remedy("sentries-together", baker, [only], $"All sentries stand on {only}: it takes every way out with it. On two nodes one of them would be left.");
        }
        else if (sentries.Count > 1 && Shared(sentries, cluster) is { } zone)
        {
            yield return new Remedy("sentries-in-one-domain", baker, sentries, $"All sentries stand in failure domain {zone}: what takes that takes every way out with it.");
        }

        if (signers is [var one])
        {
            var count = own.Count(p => p.Workload.Role is WorkloadRole.Signer);
            yield return new Remedy(count > 1 ? "forwarders-together" : "one-forwarder", baker, [one], count > 1
                ? $"All {count} signers or forwarders stand on {one}: it takes every way to the key with it. On two nodes one would be left."
                : bakers.Contains(one)
                    ? $"The one signer or forwarder stands on {one} beside the baker: nothing is lost by that, and the baker can't sign before both are back."
                    : $"The one way to the key stands on {one} and the baker elsewhere: either one stops it. A second forwarder on another node halves that.");
        }
    }

    private static string? Shared(IReadOnlyList<string> nodes, ClusterView cluster)
    {
        var domains = nodes.Select(n => cluster.Nodes.TryGetValue(n, out var node) ? FailureDomains.Of(node) : FailureDomains.Whole).Distinct(StringComparer.Ordinal).ToList();
        return domains is [var one] && one != FailureDomains.Whole ? one : null;
    }

    private sealed record Placed(ProtectedWorkload Workload, PodView Pod);
}
