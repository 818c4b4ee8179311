using BakeWindow.Core.Cluster;
using BakeWindow.Core.Granting;
using BakeWindow.Core.Maintenance;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Executing;
using BakeWindow.Kubernetes.Marks;
using k8s;
using k8s.Models;

namespace BakeWindow.Kubernetes.Granting;

/// <summary>Locks of failure domains in the hands of neighbours: the same Leases as those of BakeWindow's own maintenances, so that neither gets in the other's way.</summary>
public sealed class GrantLocks(IKubernetes client, ClusterSettings settings, TimeProvider time)
{
    // Longer than the grant: its end is told by BakeWindow, and by the Lease only when BakeWindow is gone.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(10);

    private readonly LeaseObjects objects = new(new ClusterApi(client, time), settings.Namespace, time);

    private DomainLeases Leases => new(objects, settings);

    /// <summary>Takes the lock, or renews it and writes down what is new about it.</summary>
    /// <param name="grant">What it is about.</param>
    /// <param name="left">How much of its time is left.</param>
    /// <param name="ct">Calls it off.</param>
    public Task<CommandOutcome> TakeAsync(Grant grant, TimeSpan left, CancellationToken ct) =>
        TellAsync(Leases.TakeAsync(grant.Domain, grant.Holder, ct, new GrantTerms(GrantText.Write(grant), left > TimeSpan.Zero ? left + Grace : Grace)));

    /// <summary>Gives it back. One that somebody else holds by now is left alone.</summary>
    public Task<CommandOutcome> ReleaseAsync(Grant grant, CancellationToken ct) => TellAsync(Leases.ReleaseAsync(grant.Domain, Leases.Me(grant.Holder), fence: null, ct));

    /// <summary>Every lock in a neighbour's hands.</summary>
    /// <exception cref="ApiException">It can't be read.</exception>
    public async Task<IReadOnlyList<Grant>> ListAsync(CancellationToken ct) => [.. (await objects.ListAsync(ct)).Select(Read).OfType<Grant>()];

    private static Grant? Read(V1Lease lease) =>
        lease.Metadata.Annotations?.TryGetValue(Mark.Grant, out var text) is true && GrantText.Read(text) is { } grant && grant.Holder == LockHolder.Read(lease.Spec?.HolderIdentity ?? "").Maintenance ? grant : null;

    private static async Task<CommandOutcome> TellAsync(Task<CommandOutcome> asked)
    {
        try
        {
            return await asked;
        }
        catch (ApiException e)
        {
            return e.Failure is ApiFailure.Forbidden or ApiFailure.Refused ? new CommandOutcome.Refused(e.Message) : new CommandOutcome.Unavailable(e.Message);
        }
    }
}
