using System.Text.Json.Nodes;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Healing;
using BakeWindow.Core.Maintenance;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Executing;
using BakeWindow.Kubernetes.Rbac;
using k8s;
using k8s.Models;

namespace BakeWindow.Kubernetes.Healing;

/// <summary>
/// Finds what BakeWindow left behind in the cluster, whoever died over it, and takes it off: cordons and tickets of maintenances that have ended or that no journal knows, locks that nobody
/// works under. Looking writes nothing. What neighbours were told is the dialects' to give back, and floors follow the gate.
/// </summary>
public sealed class Healer
{
    private readonly ClusterApi api;
    private readonly ObjectApi objects;
    private readonly ClusterSettings settings;
    private readonly LeaseObjects leases;
    private readonly DomainLeases locks;
    private readonly TimeProvider time;

    // What was seen, and since when by this process' own clock.
    private Dictionary<string, long> seen = new(StringComparer.Ordinal);

    /// <summary>Makes a healer.</summary>
    public Healer(k8s.Kubernetes client, ClusterSettings settings, TimeProvider time)
    {
        (this.settings, this.time) = (settings, time);
        api = new ClusterApi(client, time);
        objects = new ObjectApi(client, time);
        leases = new LeaseObjects(api, settings.Namespace, time);
        locks = new DomainLeases(leases, settings);
    }

    /// <summary>What should not be there. Writes nothing.</summary>
    /// <param name="journal">Finds a maintenance in the journal.</param>
    /// <param name="ct">Calls it off.</param>
    /// <exception cref="ApiException">The cluster does not tell.</exception>
    public async Task<IReadOnlyList<Residue>> FindAsync(Func<string, CancellationToken, Task<MaintenanceRecord?>> journal, CancellationToken ct)
    {
        // The journal is read last: whatever marked something that is seen here stands in it by then.
        var nodes = await objects.ListAsync(Permissions.ListNodes, ResourceType.Nodes, null, null, ct) ?? [];
        var held = (await leases.ListAsync(ct)).Where(IsLock).ToList();
        var marks = nodes.Select(MarkOf).OfType<CordonMark>().ToList();
        var known = new Dictionary<string, MaintenanceRecord>(StringComparer.Ordinal);
        foreach (var id in marks.Select(m => m.Maintenance).Concat(held.Select(l => HolderOf(l).Maintenance)).Distinct(StringComparer.Ordinal))
        {
            if (await journal(id, ct) is { } record)
            {
                known[id] = record;
            }
        }

        var judge = new Judgement(settings.Installation(), settings.Namespace, known, [.. held.Where(l => !leases.HasExpired(l, settings.LeaseDuration)).Select(HolderOf)]);
        var now = new Dictionary<string, long>(StringComparer.Ordinal);
        List<Residue> found =
        [
            .. nodes.Select(n => NodeResidue.Of(n, mark => judge.WhyDead(mark, SeenFor($"{n["metadata"]?["uid"]} {CordonMarkText.Write(mark)}", now)))).OfType<Residue.OnNode>(),
            .. held.Select(l => (Lease: l, Why: judge.WhyDead(HolderOf(l), SeenFor($"{l.Metadata.Name} {l.Spec.HolderIdentity} {l.Spec.LeaseTransitions}", now))))
                .Where(l => l.Why is not null)
                .Select(l => new Residue.OfLock(l.Lease.Metadata.Annotations[Mark.Domain], l.Lease.Spec.HolderIdentity, l.Lease.Spec.LeaseTransitions ?? 0, l.Why!)),
        ];
        seen = now;
        return found;
    }

    /// <summary>Takes one of them off.</summary>
    /// <returns>False when it was changed since it was seen: the next look decides anew.</returns>
    /// <exception cref="ApiException">It can't be done.</exception>
    public async Task<bool> HealAsync(Residue residue, CancellationToken ct)
    {
        switch (residue)
        {
            case Residue.OnNode node:
                try
                {
                    await objects.PatchAsync(Permissions.PatchNode, ResourceType.Nodes, null, node.Node, (JsonObject)node.Patch.DeepClone(), ct);
                    return true;
                }
                catch (ApiException e) when (e.Failure is ApiFailure.Conflict or ApiFailure.NotFound)
                {
                    return false;
                }

            case Residue.OfLock held:
                return await locks.ReleaseAsync(held.Domain, LockHolder.Read(held.Holder), held.Fence, ct) is CommandOutcome.Done;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private TimeSpan SeenFor(string what, Dictionary<string, long> now) =>
        time.GetElapsedTime(now[what] = seen.TryGetValue(what, out var since) ? since : time.GetTimestamp());

    // A lock in a neighbour's hands stands in no journal; who gave it ends it, and its own time does.
    private static bool IsLock(V1Lease lease) => lease.Spec?.HolderIdentity is { Length: > 0 } && lease.Metadata.Annotations is { } notes && notes.ContainsKey(Mark.Domain) && !notes.ContainsKey(Mark.Grant);

    private static LockHolder HolderOf(V1Lease lease) => LockHolder.Read(lease.Spec.HolderIdentity);

    private static CordonMark? MarkOf(JsonObject node) => CordonMarkText.Read((string?)node["metadata"]?["annotations"]?[Mark.Cordon]);
}
