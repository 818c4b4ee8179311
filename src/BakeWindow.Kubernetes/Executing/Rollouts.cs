using System.Text.Json;
using System.Text.Json.Nodes;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Maintenance;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Rbac;
using BakeWindow.Kubernetes.Watching;
using k8s;
using k8s.Models;

namespace BakeWindow.Kubernetes.Executing;

/// <summary>Reads and drives the rollouts of workloads. Every write holds for the version that was read, or for nothing, and only while the locks are held.</summary>
internal sealed class Rollouts(ClusterApi api, DomainLeases leases, Evictions evictions)
{
    private const int Tries = 5;

    /// <summary>How it stands.</summary>
    public async Task<CommandOutcome> LookAsync(WorkloadName name, string maintenance, CancellationToken ct)
    {
        if (await FindAsync(name, ct) is not { } workload)
        {
            return new CommandOutcome.WorkloadGone();
        }

        return RolloutFacts.WhyNot(workload) is { } why ? new CommandOutcome.Refused(why)
            : new CommandOutcome.RolloutSeen(RolloutFacts.Of(workload, await PodsOfAsync(name, ct), maintenance));
    }

    /// <summary>Gives the restart.</summary>
    public Task<CommandOutcome> RestartAsync(ClusterCommand.RestartWorkload c, CancellationToken ct) => LockedAsync(c.Maintenance, c.Locks,
        () => ChangeAsync(c.Workload, w => WorkloadChange.Restart(w, c, leases.Me(c.Maintenance)), ct), ct);

    /// <summary>Sets the partition.</summary>
    public Task<CommandOutcome> SetPartitionAsync(ClusterCommand.SetPartition c, CancellationToken ct) => LockedAsync(c.Maintenance, c.Locks,
        () => ChangeAsync(c.Workload, w => WorkloadChange.SetPartition(w, c, leases.Me(c.Maintenance)), ct), ct);

    /// <summary>Evicts one pod, whose floor must be open by now.</summary>
    public Task<CommandOutcome> EvictAsync(ClusterCommand.EvictPod c, CancellationToken ct) => LockedAsync(c.Maintenance, c.Locks,
        () => evictions.OneAsync(c.Pod.Name, c.Pod.Uid, ct), ct);

    /// <summary>Takes the mark off.</summary>
    public async Task<CommandOutcome> RestoreAsync(ClusterCommand.RestoreWorkload c, CancellationToken ct)
    {
        var outcome = await ChangeAsync(c.Workload, w => WorkloadChange.Restore(w, leases.Me(c.Maintenance)), ct);
        // With the workload its mark is gone.
        return outcome is CommandOutcome.WorkloadGone ? new CommandOutcome.Done() : outcome;
    }

    /// <summary>Why nothing may be done under these locks (any more); null when all of them are held.</summary>
    public async Task<CommandOutcome?> WhyNotAsync(string maintenance, IReadOnlyList<DomainLock> locks, CancellationToken ct)
    {
        foreach (var held in locks)
        {
            if (await leases.WhyNotAsync(DomainLeases.NameOf(held.Domain), leases.Me(maintenance), held.Fence, ct) is { } no)
            {
                return no;
            }
        }

        return null;
    }

    private async Task<CommandOutcome> LockedAsync(string maintenance, IReadOnlyList<DomainLock> locks, Func<Task<CommandOutcome>> act, CancellationToken ct) =>
        await WhyNotAsync(maintenance, locks, ct) ?? await act();

    private async Task<CommandOutcome> ChangeAsync(WorkloadName name, Func<WorkloadObject, WorkloadChange> decide, CancellationToken ct)
    {
        for (var turn = 0; turn < Tries; turn++)
        {
            if (await FindAsync(name, ct) is not { } workload)
            {
                return new CommandOutcome.WorkloadGone();
            }

            var (patch, outcome) = decide(workload);
            if (patch is null)
            {
                return outcome;
            }

            try
            {
                await api.AskAsync(Permissions.PatchWorkload(name.Kind), (k, c) => k.CustomObjects.PatchNamespacedCustomObjectAsync(
                    new V1Patch(patch.ToJsonString(), V1Patch.PatchType.MergePatch), "apps", "v1", name.Namespace, Plural(name), name.Name, cancellationToken: c), ct);
                return outcome;
            }
            catch (ApiException e) when (e.Failure is ApiFailure.Conflict or ApiFailure.NotFound)
            {
                // Changed or deleted since it was read: decide anew on what is there now.
            }
        }

        return new CommandOutcome.Unavailable($"{name} was changed by others {Tries} times in a row");
    }

    private async Task<WorkloadObject?> FindAsync(WorkloadName name, CancellationToken ct)
    {
        var found = await api.FindAsync(
            Permissions.GetWorkload(name.Kind), (k, c) => k.CustomObjects.GetNamespacedCustomObjectAsync("apps", "v1", name.Namespace, Plural(name), name.Name, cancellationToken: c), ct);
        return found is JsonElement json ? new WorkloadObject(name, JsonNode.Parse(json.GetRawText())!.AsObject()) : null;
    }

    private async Task<IReadOnlyList<PodView>> PodsOfAsync(WorkloadName name, CancellationToken ct)
    {
        var pods = new List<PodView>();
        await api.ListAsync(
            Permissions.ListPods,
            (k, size, token, c) => k.CoreV1.ListNamespacedPodAsync(name.Namespace, limit: size, continueParameter: token, cancellationToken: c),
            page => pods.AddRange(page.Items.Select(PodFacts.Of).Where(name.Owns)),
            ct);
        return pods;
    }

    private static string Plural(WorkloadName name) => Permissions.PluralOf(name.Kind);
}
