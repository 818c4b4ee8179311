using System.Text.Json.Nodes;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Healing;
using BakeWindow.Core.Maintenance;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Dialects.NodeMaintenance;
using BakeWindow.Kubernetes.Executing;
using BakeWindow.Kubernetes.Rbac;
using k8s;
using k8s.Models;

namespace BakeWindow.Kubernetes.Healing;

/// <summary>
/// Finds what BakeWindow left behind in the cluster, whoever died over it, and takes it off: cordons and tickets of maintenances that have ended or that no journal knows, their marks on
/// workloads, their NodeMaintenances, locks that nobody works under. Looking writes nothing. What neighbours were told is the dialects' to give back, and floors follow the gate.
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
        var workloads = await WorkloadsAsync(ct);
        var emptied = await NodeMaintenancesAsync(ct);
        var holders = nodes.Select(MarkOf).Concat(emptied.Select(OwnObjects.MarkOfNodeMaintenance)).OfType<CordonMark>().Select(m => m.Holder)
            .Concat(workloads.Select(w => WorkloadResidue.MarkOf(w.Json)).OfType<RolloutMark>().Select(m => m.Holder))
            .Concat(held.Select(HolderOf));
        var known = new Dictionary<string, MaintenanceRecord>(StringComparer.Ordinal);
        foreach (var id in holders.Select(h => h.Maintenance).Distinct(StringComparer.Ordinal))
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
            .. emptied.Select(e => OwnObjects.NodeMaintenance(e, mark => judge.WhyDead(mark, SeenFor($"{e["metadata"]?["uid"]} {CordonMarkText.Write(mark)}", now)))).OfType<Residue.OfNodeMaintenance>(),
            // Its operator uncordons when its NodeMaintenance has gone; what was before is known by the node's mark until then.
            .. nodes.Where(n => MarkOf(n) is not { } on || !emptied.Any(e => OwnObjects.MarkOfNodeMaintenance(e)?.Holder == on.Holder)).Select(n => NodeResidue.Of(n, mark => judge.WhyDead(mark, SeenFor($"{n["metadata"]?["uid"]} {CordonMarkText.Write(mark)}", now)))).OfType<Residue.OnNode>(),
            .. workloads.Select(w => WorkloadResidue.Of(w.Kind, w.Json, mark => judge.WhyDead(mark, SeenFor($"{w.Json["metadata"]?["uid"]} {mark.Write()}", now)))).OfType<Residue.OnWorkload>(),
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
                return await PatchAsync(Permissions.PatchNode, ResourceType.Nodes, null, node.Node, node.Patch, ct);
            case Residue.OnWorkload { Workload: var w } workload:
                return await PatchAsync(Permissions.PatchWorkload(w.Kind), TypeOf(w.Kind), w.Namespace, w.Name, workload.Patch, ct);
            case Residue.OfNodeMaintenance one:
                await objects.DeleteAsync(NodeMaintenancePermissions.Delete, NodeMaintenanceObject.Type, null, one.Name, one.Uid, ct);
                return true;
            case Residue.OfLock held:
                return await locks.ReleaseAsync(held.Domain, LockHolder.Read(held.Holder), held.Fence, ct) is CommandOutcome.Done;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private async Task<bool> PatchAsync(Permission permission, ResourceType type, string? ns, string name, JsonObject patch, CancellationToken ct)
    {
        try
        {
            await objects.PatchAsync(permission, type, ns, name, (JsonObject)patch.DeepClone(), ct);
            return true;
        }
        catch (ApiException e) when (e.Failure is ApiFailure.Conflict or ApiFailure.NotFound)
        {
            return false;
        }
    }

    private async Task<IReadOnlyList<(WorkloadKind Kind, JsonObject Json)>> WorkloadsAsync(CancellationToken ct)
    {
        var all = new List<(WorkloadKind, JsonObject)>();
        foreach (var ns in settings.Workloads.Select(w => w.Namespace).Distinct(StringComparer.Ordinal))
        {
            foreach (var kind in Enum.GetValues<WorkloadKind>())
            {
                all.AddRange((await ListAsync(Permissions.ListWorkloads(kind), TypeOf(kind), ns, ct)).Select(w => (kind, w)));
            }
        }

        return all;
    }

    private async Task<IReadOnlyList<JsonObject>> NodeMaintenancesAsync(CancellationToken ct) =>
        settings.SeesNodeMaintenances ? await ListAsync(NodeMaintenancePermissions.List, NodeMaintenanceObject.Type, null, ct) : [];

    // Roles that come with a component: without it nothing could be marked either.
    private async Task<IReadOnlyList<JsonObject>> ListAsync(Permission permission, ResourceType type, string? ns, CancellationToken ct)
    {
        try
        {
            return await objects.ListAsync(permission, type, ns, null, ct) ?? [];
        }
        catch (ApiException e) when (e.Failure is ApiFailure.Forbidden)
        {
            return [];
        }
    }

    private static ResourceType TypeOf(WorkloadKind kind) => new("apps", "v1", Permissions.PluralOf(kind));

    private TimeSpan SeenFor(string what, Dictionary<string, long> now) =>
        time.GetElapsedTime(now[what] = seen.TryGetValue(what, out var since) ? since : time.GetTimestamp());

    // A lock in a neighbour's hands stands in no journal; who gave it ends it, and its own time does.
    private static bool IsLock(V1Lease lease) => lease.Spec?.HolderIdentity is { Length: > 0 } && lease.Metadata.Annotations is { } notes && notes.ContainsKey(Mark.Domain) && !notes.ContainsKey(Mark.Grant);

    private static LockHolder HolderOf(V1Lease lease) => LockHolder.Read(lease.Spec.HolderIdentity);

    private static CordonMark? MarkOf(JsonObject node) => CordonMarkText.Read((string?)node["metadata"]?["annotations"]?[Mark.Cordon]);
}
