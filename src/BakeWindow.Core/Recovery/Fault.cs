using BakeWindow.Core.Chain;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Readiness;
using BakeWindow.Core.Rights;

namespace BakeWindow.Core.Recovery;

/// <summary>What can be down that a baker needs, in the order in which it is told.</summary>
public enum FaultKind
{
    /// <summary>A machine is not ready, or gone.</summary>
    Machine,

    /// <summary>A workload has no ready pod.</summary>
    Pods,

    /// <summary>The Tezos node is not in sync, or does not answer.</summary>
    TezosNode,

    /// <summary>The path to the key.</summary>
    Signer,
}

/// <summary>Something that is down and keeps a baker from its rights.</summary>
/// <param name="Kind">What kind.</param>
/// <param name="Baker">Whose.</param>
/// <param name="Subject">What: a machine, a workload.</param>
/// <param name="Since">Since when, as far as it was seen.</param>
/// <param name="Words">In words, without figures that move.</param>
public sealed record Fault(FaultKind Kind, BakerAddress Baker, string Subject, DateTimeOffset Since, string Words)
{
    /// <summary>The head when it began; null: none was known.</summary>
    public Level? SinceLevel { get; init; }

    /// <summary>Why it is away, for how long such recoveries last.</summary>
    public RecoveryCause Cause { get; init; }

    /// <summary>The workload that has to come back; null where none is declared.</summary>
    public string? Workload { get; init; }

    /// <summary>It is somebody's work that was let begin, and its time is not over: no accident.</summary>
    public bool Allowed { get; init; }

    /// <summary>The same fault, at whichever look.</summary>
    public bool IsSame(Fault other) => (Kind, Baker, Subject) == (other.Kind, other.Baker, other.Subject);
}

/// <summary>Finds what is down.</summary>
public static class Faults
{
    /// <summary>What is down now. Faults that were known keep their beginning; what can't be seen now is believed to be as it was.</summary>
    /// <param name="before">The faults of the look before.</param>
    /// <param name="recovery">The watch over restarts.</param>
    /// <param name="world">The world.</param>
    /// <param name="now">Now.</param>
    public static IReadOnlyList<Fault> Of(IReadOnlyList<Fault> before, RecoveryState recovery, World world, DateTimeOffset now)
    {
        var found = new List<Fault>();
        if (world.Cluster is { Connected: true } cluster)
        {
            foreach (var workload in world.Workloads.Where(w => w.Role is WorkloadRole.Baker or WorkloadRole.Node or WorkloadRole.Signer))
            {
                found.AddRange(OfWorkload(workload, recovery, cluster, world, now));
            }
        }
        else
        {
            found.AddRange(before.Where(f => f.Kind is FaultKind.Machine or FaultKind.Pods));
        }

        foreach (var baker in world.Bakers)
        {
            found.AddRange(OfBaker(baker, recovery, world, now));
        }

        return [.. found.GroupBy(f => (f.Kind, f.Baker, f.Subject)).Select(g => g.First()).Select(f => before.FirstOrDefault(f.IsSame) is { } known
            ? f with { Since = known.Since < f.Since ? known.Since : f.Since, SinceLevel = known.SinceLevel }
            : f with { SinceLevel = world.Chain?.Head.Level }).OrderBy(f => f.Baker.Value, StringComparer.Ordinal).ThenBy(f => f.Kind).ThenBy(f => f.Subject, StringComparer.Ordinal)];
    }

    private static IEnumerable<Fault> OfWorkload(ProtectedWorkload workload, RecoveryState recovery, ClusterView cluster, World world, DateTimeOffset now)
    {
        var pods = Placement.PodsOf(workload, cluster).Where(p => p.Phase is not ("Succeeded" or "Failed")).ToList();
        var open = (recovery.Workloads.GetValueOrDefault(workload.Name) as WorkloadRecovery.Away)?.Recovery;
        // What was never seen with a pod may be scaled to none on purpose.
        if (pods.Exists(p => p.Ready && !p.Terminating && !IsDown(p.Node, cluster)) || (open is null && pods.Count == 0))
        {
            yield break;
        }

        var (node, since) = (open?.Node ?? pods.Find(p => p.Node is not null)?.Node, open?.Since ?? now);
        var allowed = open is not null && IsAllowed(open, world, now);
        var machine = node is not null && IsDown(node, cluster);
        var cause = open?.Cause ?? (machine ? RecoveryCause.NodeDeath : RecoveryCause.Unknown);
        if (machine)
        {
            yield return new Fault(FaultKind.Machine, workload.Baker, node!, since, $"machine {node} is {(cluster.Nodes.ContainsKey(node!) ? "not ready" : "gone")}") { Cause = RecoveryCause.NodeDeath, Workload = workload.Name, Allowed = allowed };
        }

        yield return new Fault(FaultKind.Pods, workload.Baker, workload.Name, since, pods.Count == 0 ? $"{workload.Name} has no pod" : $"{workload.Name} has no ready pod") { Cause = cause, Workload = workload.Name, Allowed = allowed };
    }

    private static IEnumerable<Fault> OfBaker(BakerFacts baker, RecoveryState recovery, World world, DateTimeOffset now)
    {
        var open = recovery.Open.FirstOrDefault(r => r.Workload.Baker == baker.Baker && r.Workload.Role is WorkloadRole.Node or WorkloadRole.Baker);
        if ((baker.TezosNode is { Standing: PartStanding.Down } node ? node.Words : baker.TezosNode is null && baker.NodeSynced is false ? "its Tezos node is not in sync" : null) is { } words)
        {
            var ours = world.Active.Any(m => m.Evicting && m.Bakers.Contains(baker.Baker) && (m.BackBy is not { } by || now <= by));
            yield return new Fault(FaultKind.TezosNode, baker.Baker, "Tezos node", Earlier(baker.TezosNode?.Since, open?.Since, now), words)
            {
                Cause = open?.Cause ?? RecoveryCause.Unknown, Workload = open?.Workload.Name, Allowed = ours || (open is not null && IsAllowed(open, world, now)),
            };
        }

        if ((baker.Signer is { Standing: PartStanding.Down } signer ? signer.Words : baker.Signer is null && baker.SignerHealthy is false ? "its signer does not serve the key" : null) is { } path)
        {
            // Nobody's reboot of a baker takes the path to the key with it, so nothing excuses this.
            yield return new Fault(FaultKind.Signer, baker.Baker, "signer", baker.Signer?.Since ?? now, path);
        }
    }

    private static bool IsAllowed(OpenRecovery open, World world, DateTimeOffset now) =>
        open.Maintenance is { } id && world.Active.FirstOrDefault(m => m.Id == id) is { } m ? m.BackBy is not { } by || now <= by : open.AllowedUntil is { } until && now <= until;

    private static bool IsDown(string? node, ClusterView cluster) => node is not null && (!cluster.Nodes.TryGetValue(node, out var on) || !on.Ready);

    private static DateTimeOffset Earlier(DateTimeOffset? a, DateTimeOffset? b, DateTimeOffset now)
    {
        var first = a is { } x && b is { } y ? (x < y ? x : y) : a ?? b ?? now;
        return first < now ? first : now;
    }
}
