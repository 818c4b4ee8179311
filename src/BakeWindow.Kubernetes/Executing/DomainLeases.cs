using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using BakeWindow.Core.Maintenance;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Marks;
using BakeWindow.Kubernetes.Rbac;
using k8s;
using k8s.Models;

namespace BakeWindow.Kubernetes.Executing;

/// <summary>
/// The lock of a failure domain: a Lease in BakeWindow's namespace whose holder is the maintenance and whose <c>leaseTransitions</c> is the fence: it grows
/// with each new holder. A released Lease stays, with an empty holder, so that the fence goes on growing.
/// </summary>
internal sealed class DomainLeases(ClusterApi api, ClusterSettings settings, TimeProvider time)
{
    private const int Tries = 5;

    // What each lease said when it was first seen to say so, and when that was, by this process' own monotonic clock. Clocks of two machines are never compared.
    private readonly ConcurrentDictionary<string, (string Holder, string Version, long Since)> observed = new(StringComparer.Ordinal);

    private string Own => settings.Namespace;

    /// <summary>The name of a domain's Lease: readable, a DNS name whatever the domain is called, and different for different domains.</summary>
    public static string NameOf(string domain)
    {
        var readable = new string([.. domain.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-').Take(40)]).Trim('-');
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(domain)))[..8];
        return readable.Length == 0 ? $"bakewindow-{hash}" : $"bakewindow-{readable}-{hash}";
    }

    /// <summary>Takes the lock or renews it.</summary>
    /// <param name="domain">The failure domain.</param>
    /// <param name="maintenance">The holder.</param>
    /// <param name="ct">Calls it off.</param>
    /// <param name="grant">What a neighbour's lock is about, to be noted on it; null for a maintenance of ours.</param>
    /// <param name="lasts">How long it stays a lock when nobody renews it; null: as set.</param>
    public async Task<CommandOutcome> TakeAsync(string domain, string maintenance, CancellationToken ct, string? grant = null, TimeSpan? lasts = null)
    {
        var name = NameOf(domain);
        var seconds = (int)(lasts ?? settings.LeaseDuration).TotalSeconds;
        for (var turn = 0; turn < Tries; turn++)
        {
            var lease = await FindAsync(name, ct);
            try
            {
                if (lease is null)
                {
                    return Taken(await CreateAsync(domain, name, maintenance, grant, seconds, ct));
                }

                var holder = lease.Spec.HolderIdentity ?? "";
                if (holder.Length > 0 && holder != maintenance && !HasExpired(name, lease))
                {
                    return new CommandOutcome.HeldBy(holder);
                }

                if (holder != maintenance)
                {
                    lease.Spec.HolderIdentity = maintenance;
                    lease.Spec.AcquireTime = Micro();
                    lease.Spec.LeaseTransitions = (lease.Spec.LeaseTransitions ?? 0) + 1;
                }

                lease.Spec.LeaseDurationSeconds = seconds;
                Note(lease.Metadata, grant);
                return Taken(await ReplaceAsync(lease, ct));
            }
            catch (ApiException e) when (e.Failure is ApiFailure.Conflict)
            {
                // Somebody was quicker; look at what they made of it.
            }
        }

        return new CommandOutcome.Unavailable($"Lease {Own}/{name} was changed by others {Tries} times in a row");
    }

    /// <summary>Gives the lock back. One that somebody else holds is left alone.</summary>
    public async Task<CommandOutcome> ReleaseAsync(string domain, string maintenance, CancellationToken ct)
    {
        var name = NameOf(domain);
        for (var turn = 0; turn < Tries; turn++)
        {
            if (await FindAsync(name, ct) is not { } lease || lease.Spec.HolderIdentity != maintenance)
            {
                return new CommandOutcome.Done();
            }

            try
            {
                lease.Spec.HolderIdentity = "";
                Note(lease.Metadata, null);
                lease.Spec.LeaseDurationSeconds = 1;
                await ReplaceAsync(lease, ct);
                return new CommandOutcome.Done();
            }
            catch (ApiException e) when (e.Failure is ApiFailure.Conflict)
            {
                // Renewed or taken meanwhile; look again.
            }
        }

        return new CommandOutcome.Unavailable($"Lease {Own}/{name} was changed by others {Tries} times in a row");
    }

    /// <summary>Who holds the lock instead, when the maintenance does not (any more) hold it under this fence; null when it does.</summary>
    public async Task<string?> HeldInsteadAsync(string domain, string maintenance, long fence, CancellationToken ct)
    {
        var lease = await FindAsync(NameOf(domain), ct);
        return lease?.Spec.HolderIdentity switch
        {
            null or "" => $"nobody (the lock of failure domain {domain} is not held any more)",
            var holder when holder != maintenance => holder,
            _ when lease.Spec.LeaseTransitions != fence => $"{maintenance} under fence {lease.Spec.LeaseTransitions}",
            _ => null,
        };
    }

    private Task<V1Lease?> FindAsync(string name, CancellationToken ct) =>
        api.FindAsync(Permissions.GetLease, (k, c) => k.CoordinationV1.ReadNamespacedLeaseAsync(name, Own, cancellationToken: c), ct);

    private async Task<V1Lease> CreateAsync(string domain, string name, string maintenance, string? grant, int seconds, CancellationToken ct)
    {
        var now = Micro();
        var lease = new V1Lease
        {
            ApiVersion = "coordination.k8s.io/v1",
            Kind = "Lease",
            Metadata = new V1ObjectMeta
            {
                Name = name,
                NamespaceProperty = Own,
                Annotations = new Dictionary<string, string>(StringComparer.Ordinal) { [Mark.Domain] = domain },
            },
            Spec = new V1LeaseSpec { HolderIdentity = maintenance, LeaseDurationSeconds = seconds, AcquireTime = now, RenewTime = now, LeaseTransitions = 1 },
        };
        Note(lease.Metadata, grant);
        try
        {
            return await api.AskAsync(Permissions.CreateLease, (k, c) => k.CoordinationV1.CreateNamespacedLeaseAsync(lease, Own, cancellationToken: c), ct);
        }
        catch (ApiException e) when (e.Failure is ApiFailure.NotFound)
        {
            throw new ApiException(
                ApiFailure.Refused, e.Status, $"namespace \"{Own}\" (Cluster:Namespace) does not exist: create it, or name the one that BakeWindow lives in", e);
        }
    }

    private Task<V1Lease> ReplaceAsync(V1Lease lease, CancellationToken ct)
    {
        // A PUT that changes nothing keeps the version, and then a second writer's PUT from the same version would win too: the time is always a new one.
        lease.Spec.RenewTime = Micro();
        return api.AskAsync(
            Permissions.UpdateLease, (k, c) => k.CoordinationV1.ReplaceNamespacedLeaseAsync(lease, lease.Metadata.Name, Own, cancellationToken: c), ct);
    }

    private bool HasExpired(string name, V1Lease lease)
    {
        var now = time.GetTimestamp();
        var (holder, version) = (lease.Spec.HolderIdentity ?? "", lease.Metadata.ResourceVersion ?? "");
        var first = observed.AddOrUpdate(
            name, _ => (holder, version, now), (_, before) => before.Holder == holder && before.Version == version ? before : (holder, version, now));
        var lasts = TimeSpan.FromSeconds(lease.Spec.LeaseDurationSeconds ?? settings.LeaseDuration.TotalSeconds);
        return time.GetElapsedTime(first.Since, now) > lasts;
    }

    // The API wants exactly six decimals, and the client leaves them out when they are all zero: so they never are.
    private DateTime Micro()
    {
        var ticks = time.GetUtcNow().UtcTicks / TimeSpan.TicksPerMicrosecond;
        return new DateTime((ticks % 1_000_000 == 0 ? ticks + 1 : ticks) * TimeSpan.TicksPerMicrosecond, DateTimeKind.Utc);
    }

    private static void Note(V1ObjectMeta metadata, string? grant)
    {
        if (grant is not null)
        {
            (metadata.Annotations ??= new Dictionary<string, string>(StringComparer.Ordinal))[Mark.Grant] = grant;
        }
        else
        {
            metadata.Annotations?.Remove(Mark.Grant);
        }
    }

    private static CommandOutcome.LeaseTaken Taken(V1Lease lease) => new(lease.Spec.LeaseTransitions ?? 0);
}
