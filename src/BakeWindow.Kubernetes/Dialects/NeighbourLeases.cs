using System.Globalization;
using System.Text.Json.Nodes;
using BakeWindow.Core.Cluster;
using BakeWindow.Core.Healing;
using BakeWindow.Kubernetes.Api;
using BakeWindow.Kubernetes.Rbac;

namespace BakeWindow.Kubernetes.Dialects;

/// <summary>
/// Leases of a neighbour's lock scheme that BakeWindow holds for a while. One that somebody else holds is left alone, whatever its age looks like: only its owner knows what it stands for.
/// It remembers nothing: one of BakeWindow's is recognised by its holder, also after a crash.
/// </summary>
internal sealed class NeighbourLeases(ObjectApi api)
{
    /// <summary>Who holds them.</summary>
    public const string Holder = Mark.BakeWindow;

    private const int Tries = 3;

    // Readers take a Lease whose renewal lies in their future for void (medik8s does): a clock that is ahead must not make it one.
    private static readonly TimeSpan Behind = TimeSpan.FromSeconds(30);

    /// <summary>A Lease that BakeWindow holds.</summary>
    public static bool IsOurs(ClusterObject seen) => seen.Type == ResourceType.Leases && OwnObjects.IsNeighbourLease(seen.Json);

    /// <summary>Takes or renews one.</summary>
    /// <param name="hold">Which.</param>
    /// <param name="lease">As it was read; null: it was not there.</param>
    /// <param name="right">Finds the permission for a verb.</param>
    /// <param name="now">The present.</param>
    /// <param name="ct">Calls it off.</param>
    /// <exception cref="ApiException">It failed, or somebody else holds it.</exception>
    public async Task TakeAsync(LeaseHold hold, JsonObject? lease, Func<ResourceType, string, Permission> right, DateTimeOffset now, CancellationToken ct)
    {
        var on = hold.On;
        for (var turn = 0; turn < Tries; turn++)
        {
            try
            {
                if (lease is null)
                {
                    await api.CreateAsync(right(on.Type, "create"), on.Type, on.Namespace, New(hold, now), ct);
                }
                else if (HolderOf(lease) is { Length: > 0 } other && other != Holder)
                {
                    throw new ApiException(ApiFailure.Held, null, $"{other} holds it: it works on {hold.Node}, or has left its lock behind; it is not taken over");
                }
                else if (!IsFresh(lease, hold, now))
                {
                    Renew(lease, hold, now);
                    await api.ReplaceAsync(right(on.Type, "update"), on.Type, on.Namespace, on.Name, lease, ct);
                }

                return;
            }
            catch (ApiException e) when (e.Failure is ApiFailure.Conflict)
            {
                // Somebody was quicker; look at what they made of it.
                lease = await api.FindAsync(right(on.Type, "get"), on.Type, on.Namespace, on.Name, ct);
            }
        }

        throw new ApiException(ApiFailure.Conflict, null, $"{on} was changed by others {Tries} times in a row");
    }

    /// <summary>Lets one go, as it was read; one that somebody else took meanwhile is his.</summary>
    /// <exception cref="ApiException">It failed; it is tried again.</exception>
    public Task ReleaseAsync(ObjectRef on, JsonObject lease, Func<ResourceType, string, Permission> right, CancellationToken ct) => api.DeleteAsync(
        right(on.Type, "delete"), on.Type, on.Namespace, on.Name, lease.Text("metadata", "uid") ?? "", ct, lease.Text("metadata", "resourceVersion"));

    private static string? HolderOf(JsonObject lease) => lease.Text("spec", "holderIdentity");

    private static bool IsFresh(JsonObject lease, LeaseHold hold, DateTimeOffset now) => HolderOf(lease) == Holder
        && lease.Number("spec", "leaseDurationSeconds") == (int)hold.Lasts.TotalSeconds
        && DateTimeOffset.TryParse(lease.Text("spec", "renewTime"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var renewed)
        && renewed <= now && now - renewed < hold.Lasts / 3;

    private static JsonObject New(LeaseHold hold, DateTimeOffset now) => new()
    {
        ["apiVersion"] = "coordination.k8s.io/v1",
        ["kind"] = "Lease",
        ["metadata"] = new JsonObject
        {
            ["name"] = hold.On.Name,
            ["namespace"] = hold.On.Namespace,
            ["ownerReferences"] = new JsonArray(new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Node", ["name"] = hold.Node, ["uid"] = hold.NodeUid }),
        },
        ["spec"] = new JsonObject
        {
            ["holderIdentity"] = Holder,
            ["leaseDurationSeconds"] = (int)hold.Lasts.TotalSeconds,
            ["acquireTime"] = Micro(now - Behind),
            ["renewTime"] = Micro(now - Behind),
            ["leaseTransitions"] = 0,
        },
    };

    private static void Renew(JsonObject lease, LeaseHold hold, DateTimeOffset now)
    {
        if (lease["spec"] is not JsonObject spec)
        {
            lease["spec"] = spec = [];
        }

        if (HolderOf(lease) != Holder)
        {
            spec["holderIdentity"] = Holder;
            spec["acquireTime"] = Micro(now - Behind);
            spec["leaseTransitions"] = (spec.Number("leaseTransitions") ?? 0) + 1;
        }

        spec["leaseDurationSeconds"] = (int)hold.Lasts.TotalSeconds;
        spec["renewTime"] = Micro(now - Behind);
    }

    // The API takes exactly six decimals.
    private static string Micro(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
