using BakeWindow.Core.Granting;
using BakeWindow.Core.Maintenance;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Executing;
using BakeWindow.Kubernetes.Marks;
using BakeWindow.Kubernetes.Rbac;
using k8s;
using k8s.Models;

namespace BakeWindow.Kubernetes.Granting;

/// <summary>Locks of failure domains in the hands of neighbours: the same Leases as those of BakeWindow's own maintenances, so that neither gets in the other's way.</summary>
public sealed class GrantLocks(IKubernetes client, ClusterSettings settings, TimeProvider time)
{
    // Longer than the grant: its end is told by BakeWindow, and by the Lease only when BakeWindow is gone.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(10);

    /// <summary>The role that it needs beyond BakeWindow's own.</summary>
    public static RbacRole Role { get; } = new("grants", RbacScope.Own, true, "to see which locks neighbours (FleetLock clients) hold");

    /// <summary>All Leases of BakeWindow's own namespace.</summary>
    public static Permission ListLeases { get; } = new(Role, "coordination.k8s.io", "leases", "list", "who was given a lock, also by another replica or before a restart");

    private readonly ClusterApi api = new(client, time);
    private readonly DomainLeases leases = new(new ClusterApi(client, time), settings, time);

    /// <summary>Takes the lock, or renews it and writes down what is new about it.</summary>
    /// <param name="grant">What it is about.</param>
    /// <param name="left">How much of its time is left.</param>
    /// <param name="ct">Calls it off.</param>
    public Task<CommandOutcome> TakeAsync(Grant grant, TimeSpan left, CancellationToken ct) =>
        TellAsync(leases.TakeAsync(grant.Domain, grant.Holder, ct, GrantText.Write(grant), left > TimeSpan.Zero ? left + Grace : Grace));

    /// <summary>Gives it back. One that somebody else holds by now is left alone.</summary>
    public Task<CommandOutcome> ReleaseAsync(Grant grant, CancellationToken ct) => TellAsync(leases.ReleaseAsync(grant.Domain, grant.Holder, ct));

    /// <summary>Every lock in a neighbour's hands.</summary>
    /// <exception cref="ApiException">It can't be read.</exception>
    public async Task<IReadOnlyList<Grant>> ListAsync(CancellationToken ct)
    {
        var found = new List<Grant>();
        await api.ListAsync<V1LeaseList>(
            ListLeases, (k, size, from, c) => k.CoordinationV1.ListNamespacedLeaseAsync(settings.Namespace, limit: size, continueParameter: from, cancellationToken: c),
            page => found.AddRange(page.Items.Select(Read).OfType<Grant>()), ct);
        return found;
    }

    private static Grant? Read(V1Lease lease) =>
        lease.Metadata.Annotations?.TryGetValue(Mark.Grant, out var text) is true && GrantText.Read(text) is { } grant && grant.Holder == lease.Spec?.HolderIdentity ? grant : null;

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
