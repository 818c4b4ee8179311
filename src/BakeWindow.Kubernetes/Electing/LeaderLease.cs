using System.Collections.Concurrent;
using BakeWindow.Core.Cluster;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Executing;
using k8s;

namespace BakeWindow.Kubernetes.Electing;

/// <summary>
/// Which of several replicas acts: the holder of the Lease <c>bakewindow-leader</c>. It holds it as long as it renews it; whoever stops gives it back, so that the next need not wait
/// until it runs out. A leader that was paused may believe for a moment that it still is one: what it does in the cluster is fenced by the lock of the failure domain besides.
/// </summary>
public sealed class LeaderLease
{
    private readonly LeaseObjects leases;
    private readonly string me;
    private readonly ConcurrentDictionary<string, string> told = new(StringComparer.Ordinal);

    /// <summary>Makes a candidate; nothing is written yet.</summary>
    /// <param name="client">The way to the cluster.</param>
    /// <param name="settings">What is declared.</param>
    /// <param name="me">A name that no other process has.</param>
    /// <param name="time">The clock.</param>
    public LeaderLease(IKubernetes client, ClusterSettings settings, string me, TimeProvider time)
    {
        this.me = me;
        leases = new LeaseObjects(new ClusterApi(client, time), settings.Namespace, time);
    }

    /// <summary>How long it lasts unless it is renewed.</summary>
    public static TimeSpan Duration { get; } = TimeSpan.FromSeconds(15);

    /// <summary>Has an annotation written with the next renewal, while the Lease is ours.</summary>
    public void Tell(string annotation, string value) => told[annotation] = value;

    /// <summary>Takes it if it is free, renews it if it is ours.</summary>
    /// <returns>The name of who leads, and whether it is this process. Null when the API does not tell.</returns>
    public async Task<(string Holder, bool Mine)?> TryAsync(CancellationToken ct)
    {
        try
        {
            if (await leases.FindAsync(Mark.LeaderLease, ct) is not { } lease)
            {
                await leases.CreateAsync(Mark.LeaderLease, me, Seconds, null, ct);
                return (me, true);
            }

            var holder = lease.Spec.HolderIdentity ?? "";
            if (holder != me && holder.Length > 0 && !leases.HasExpired(lease, Duration))
            {
                return (holder, false);
            }

            foreach (var (annotation, value) in told)
            {
                (lease.Metadata.Annotations ??= new Dictionary<string, string>(StringComparer.Ordinal))[annotation] = value;
            }

            await leases.WriteAsync(lease, me, anew: holder != me, Seconds, ct);
            return (me, true);
        }
        catch (ApiException)
        {
            // Somebody was quicker, or the API is away: it is tried again soon.
            return null;
        }
    }

    /// <summary>Gives it back, if it is ours.</summary>
    public async Task ReleaseAsync(CancellationToken ct)
    {
        try
        {
            if (await leases.FindAsync(Mark.LeaderLease, ct) is { } lease && lease.Spec.HolderIdentity == me)
            {
                await leases.WriteAsync(lease, "", anew: false, 1, ct);
            }
        }
        catch (ApiException)
        {
            // It runs out by itself.
        }
    }

    private static int Seconds => (int)Duration.TotalSeconds;
}
