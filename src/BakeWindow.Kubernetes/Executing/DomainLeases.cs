using System.Security.Cryptography;
using System.Text;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Maintenance;
using BakeWindow.Kubernetes.Api;
using k8s.Models;

namespace BakeWindow.Kubernetes.Executing;

/// <summary>
/// The lock of a failure domain: a Lease in BakeWindow's namespace whose holder is the maintenance and whose <c>leaseTransitions</c> is the fence: it grows
/// with each new holder, and with each process that takes a maintenance up. A released Lease stays, with an empty holder, so that the fence goes on growing.
/// </summary>
internal sealed class DomainLeases(LeaseObjects leases, ClusterSettings settings)
{
    private const int Tries = 5;

    /// <summary>The name of a domain's Lease: readable, a DNS name whatever the domain is called, and different for different domains.</summary>
    public static string NameOf(string domain)
    {
        var readable = new string([.. domain.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-').Take(40)]).Trim('-');
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(domain)))[..8];
        return readable.Length == 0 ? $"bakewindow-{hash}" : $"bakewindow-{readable}-{hash}";
    }

    /// <summary>Takes the lock; the holder that has it already keeps its fence.</summary>
    /// <param name="domain">The failure domain.</param>
    /// <param name="maintenance">The holder.</param>
    /// <param name="ct">Calls it off.</param>
    /// <param name="terms">On what terms a neighbour has it; null for a maintenance of ours.</param>
    public Task<CommandOutcome> TakeAsync(string domain, string maintenance, CancellationToken ct, GrantTerms? terms = null) => WriteAsync(domain, lease =>
    {
        var me = Me(maintenance);
        var ours = IsHeldBy(lease, me);
        return ours || IsFree(lease) ? new Wish(me.ToString(), Anew: !ours) : HeldBy(lease);
    }, maintenance, ct, terms);

    /// <summary>Takes the lock under a higher fence, also from itself: the process that held it until now is not this one.</summary>
    public Task<CommandOutcome> TakeOverAsync(string domain, string maintenance, CancellationToken ct) => WriteAsync(domain, lease =>
        IsHeldBy(lease, Me(maintenance)) || IsFree(lease) ? new Wish(Me(maintenance).ToString(), Anew: true) : HeldBy(lease), maintenance, ct);

    /// <summary>Says that the holder is alive. What nobody else has taken meanwhile it still holds under the same fence.</summary>
    public Task<CommandOutcome> RenewAsync(string domain, string maintenance, long fence, CancellationToken ct) => WriteAsync(domain, lease =>
    {
        var me = Me(maintenance);
        var free = string.IsNullOrEmpty(lease.Spec.HolderIdentity);
        return !free && !IsHeldBy(lease, me) ? HeldBy(lease)
            : lease.Spec.LeaseTransitions == fence ? new Wish(me.ToString(), Anew: false)
            : free ? new Wish(new CommandOutcome.HeldBy("somebody else")) : new Wish(new CommandOutcome.Superseded(lease.Spec.LeaseTransitions ?? 0));
    }, null, ct);

    /// <summary>Gives the lock back. One that somebody else holds, or the same maintenance under a higher fence, is left alone.</summary>
    public async Task<CommandOutcome> ReleaseAsync(string domain, LockHolder holder, long? fence, CancellationToken ct)
    {
        for (var turn = 0; turn < Tries; turn++)
        {
            if (await leases.FindAsync(NameOf(domain), ct) is not { } lease || !IsHeldBy(lease, holder) || lease.Spec.LeaseTransitions > fence)
            {
                return new CommandOutcome.Done();
            }

            try
            {
                lease.Metadata.Annotations?.Remove(Mark.Grant);
                await leases.WriteAsync(lease, "", anew: false, 1, ct);
                return new CommandOutcome.Done();
            }
            catch (ApiException e) when (e.Failure is ApiFailure.Conflict)
            {
                // Renewed or taken meanwhile; look again.
            }
        }

        return ChangedByOthers(domain);
    }

    /// <summary>Why what is done under this fence must not be done (any more); null when the maintenance holds the lock.</summary>
    public async Task<CommandOutcome?> WhyNotAsync(string name, LockHolder holder, long fence, CancellationToken ct)
    {
        var lease = await leases.FindAsync(name, ct);
        return lease?.Spec.HolderIdentity switch
        {
            null or "" => new CommandOutcome.HeldBy($"nobody (Lease {leases.Namespace}/{name} is not held any more)"),
            _ when !IsHeldBy(lease, holder) => new CommandOutcome.HeldBy(lease.Spec.HolderIdentity),
            _ when lease.Spec.LeaseTransitions > fence => new CommandOutcome.Superseded(lease.Spec.LeaseTransitions ?? 0),
            _ when leases.HasExpired(lease, settings.LeaseDuration) => new CommandOutcome.Unavailable($"Lease {leases.Namespace}/{name} could not be renewed in time, so that somebody else may take it any moment"),
            _ => null,
        };
    }

    /// <summary>The holder as this installation writes it.</summary>
    public LockHolder Me(string maintenance) => new(maintenance, settings.Installation());

    private async Task<CommandOutcome> WriteAsync(string domain, Func<V1Lease, Wish> decide, string? create, CancellationToken ct, GrantTerms? terms = null)
    {
        var name = NameOf(domain);
        var seconds = (int)(terms?.Lasts ?? settings.LeaseDuration).TotalSeconds;
        for (var turn = 0; turn < Tries; turn++)
        {
            try
            {
                if (await leases.FindAsync(name, ct) is not { } lease)
                {
                    var annotations = new Dictionary<string, string>(StringComparer.Ordinal) { [Mark.Domain] = domain };
                    return create is null
                        ? new CommandOutcome.HeldBy($"nobody (Lease {leases.Namespace}/{name} is gone)")
                        : Taken(await leases.CreateAsync(name, Me(create).ToString(), seconds, Note(annotations, terms), ct));
                }

                var wish = decide(lease);
                lease.Metadata.Annotations = Note(lease.Metadata.Annotations ?? new Dictionary<string, string>(StringComparer.Ordinal), terms);
                return wish.No ?? Taken(await leases.WriteAsync(lease, wish.Holder, wish.Anew, seconds, ct));
            }
            catch (ApiException e) when (e.Failure is ApiFailure.Conflict)
            {
                // Somebody was quicker; look at what they made of it.
            }
        }

        return ChangedByOthers(domain);
    }

    private CommandOutcome.Unavailable ChangedByOthers(string domain) =>
        new($"Lease {leases.Namespace}/{NameOf(domain)} was changed by others {Tries} times in a row");

    private bool IsFree(V1Lease lease) => string.IsNullOrEmpty(lease.Spec.HolderIdentity) || leases.HasExpired(lease, settings.LeaseDuration);

    private static bool IsHeldBy(V1Lease lease, LockHolder holder) => lease.Spec.HolderIdentity is { Length: > 0 } text && LockHolder.Read(text).IsOrMayBe(holder);

    // A lock that a neighbour had says so no longer once a maintenance of ours has it.
    private static IDictionary<string, string> Note(IDictionary<string, string> annotations, GrantTerms? terms)
    {
        if (terms is null)
        {
            annotations.Remove(Mark.Grant);
        }
        else
        {
            annotations[Mark.Grant] = terms.Note;
        }

        return annotations;
    }

    private static Wish HeldBy(V1Lease lease) => new(new CommandOutcome.HeldBy(lease.Spec.HolderIdentity ?? ""));

    private static CommandOutcome.LeaseTaken Taken(V1Lease lease) => new(lease.Spec.LeaseTransitions ?? 0);

    // What a lease as it was just read should say, or why nothing is written.
    private readonly record struct Wish(string Holder, bool Anew, CommandOutcome? No = null)
    {
        public Wish(CommandOutcome no)
            : this("", false, no)
        {
        }
    }
}

/// <summary>On what terms a neighbour has a lock.</summary>
/// <param name="Note">What it is about, to be written on the Lease.</param>
/// <param name="Lasts">How long it stays a lock when nobody renews it.</param>
internal sealed record GrantTerms(string Note, TimeSpan Lasts);
