using System.Collections.Concurrent;
using BakeWindow.Core.Cluster;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Rbac;
using k8s;
using k8s.Models;

namespace BakeWindow.Kubernetes.Executing;

/// <summary>Leases in BakeWindow's own namespace: every write holds for the version that was read, and whether one has run out is told by this process' own monotonic clock.</summary>
internal sealed class LeaseObjects(ClusterApi api, string ns, TimeProvider time)
{
    // What each lease said when it was first seen to say so, and when that was. Clocks of two machines are never compared.
    private readonly ConcurrentDictionary<string, (string Version, long Since)> observed = new(StringComparer.Ordinal);

    public string Namespace => ns;

    public Task<V1Lease?> FindAsync(string name, CancellationToken ct) =>
        api.FindAsync(Permissions.GetLease, (k, c) => k.CoordinationV1.ReadNamespacedLeaseAsync(name, ns, cancellationToken: c), ct);

    public async Task<IReadOnlyList<V1Lease>> ListAsync(CancellationToken ct)
    {
        var all = new List<V1Lease>();
        await api.ListAsync(
            Permissions.ListLeases,
            (k, size, token, c) => k.CoordinationV1.ListNamespacedLeaseAsync(ns, limit: size, continueParameter: token, cancellationToken: c),
            page => all.AddRange(page.Items),
            ct);
        return all;
    }

    /// <summary>Makes one under its first fence. Conflict when it is there.</summary>
    public async Task<V1Lease> CreateAsync(string name, string holder, int seconds, IDictionary<string, string>? annotations, CancellationToken ct)
    {
        var now = Micro();
        var lease = new V1Lease
        {
            ApiVersion = "coordination.k8s.io/v1",
            Kind = "Lease",
            Metadata = new V1ObjectMeta
            {
                Name = name,
                NamespaceProperty = ns,
                Labels = new Dictionary<string, string>(StringComparer.Ordinal) { [Mark.ManagedBy] = Mark.BakeWindow },
                Annotations = annotations,
            },
            Spec = new V1LeaseSpec { HolderIdentity = holder, LeaseDurationSeconds = seconds, AcquireTime = now, RenewTime = now, LeaseTransitions = 1 },
        };
        try
        {
            return Seen(await api.AskAsync(Permissions.CreateLease, (k, c) => k.CoordinationV1.CreateNamespacedLeaseAsync(lease, ns, cancellationToken: c), ct));
        }
        catch (ApiException e) when (e.Failure is ApiFailure.NotFound)
        {
            throw new ApiException(
                ApiFailure.Refused, e.Status, $"namespace \"{ns}\" (Cluster:Namespace) does not exist: create it, or name the one that BakeWindow lives in", e);
        }
    }

    /// <summary>Writes one that was read, as its new or old holder.</summary>
    /// <param name="lease">As it was read; it is changed.</param>
    /// <param name="holder">Who holds it from now on; empty: nobody.</param>
    /// <param name="anew">A higher fence, also for the holder that it has.</param>
    /// <param name="seconds">How long it lasts unless it is renewed.</param>
    /// <param name="ct">Calls it off.</param>
    public async Task<V1Lease> WriteAsync(V1Lease lease, string holder, bool anew, int seconds, CancellationToken ct)
    {
        var now = Micro();
        if (anew)
        {
            lease.Spec.AcquireTime = now;
            lease.Spec.LeaseTransitions = (lease.Spec.LeaseTransitions ?? 0) + 1;
        }

        lease.Spec.HolderIdentity = holder;
        lease.Spec.LeaseDurationSeconds = seconds;
        // A PUT that changes nothing keeps the version, and then a second writer's PUT from the same version would win too: the time is always a new one.
        lease.Spec.RenewTime = now;
        return Seen(await api.AskAsync(
            Permissions.UpdateLease, (k, c) => k.CoordinationV1.ReplaceNamespacedLeaseAsync(lease, lease.Metadata.Name, ns, cancellationToken: c), ct));
    }

    /// <summary>True when nobody has written it for as long as it lasts, as far as this process has seen.</summary>
    public bool HasExpired(V1Lease lease, TimeSpan usual)
    {
        var now = time.GetTimestamp();
        var version = lease.Metadata.ResourceVersion ?? "";
        var first = observed.AddOrUpdate(lease.Metadata.Name, _ => (version, now), (_, before) => before.Version == version ? before : (version, now));
        return time.GetElapsedTime(first.Since, now) > (lease.Spec.LeaseDurationSeconds is { } lasts ? TimeSpan.FromSeconds(lasts) : usual);
    }

    private V1Lease Seen(V1Lease written)
    {
        observed[written.Metadata.Name] = (written.Metadata.ResourceVersion ?? "", time.GetTimestamp());
        return written;
    }

    // The API wants exactly six decimals, and the client leaves them out when they are all zero: so they never are.
    private DateTime Micro()
    {
        var ticks = time.GetUtcNow().UtcTicks / TimeSpan.TicksPerMicrosecond;
        return new DateTime((ticks % 1_000_000 == 0 ? ticks + 1 : ticks) * TimeSpan.TicksPerMicrosecond, DateTimeKind.Utc);
    }
}
