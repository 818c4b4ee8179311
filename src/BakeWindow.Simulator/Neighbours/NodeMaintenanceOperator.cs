using System.Globalization;
using System.Text.Json.Nodes;

namespace BakeWindow.Simulator.Neighbours;

/// <summary>
/// medik8s' node-maintenance-operator by its lock's rule (medik8s/common, pkg/lease): it works on a node only under the Lease of that node; a Lease of somebody else is valid while its renewal lies
/// not in the future and its duration is not over, and then it waits. An expired one it takes over. When it loses its own more than three times it uncordons and fails.
/// </summary>
public sealed class NodeMaintenanceOperator(HttpClient http, string node, TimeProvider time)
{
    private const string Holder = "node-maintenance";
    private const string Leases = "apis/coordination.k8s.io/v1/namespaces/medik8s-leases/leases";
    private const int Seconds = 3600;

    private readonly NeighbourApi api = new(http);
    private int losses;

    /// <summary>Running, Succeeded or Failed; null before it has begun.</summary>
    public string? Phase { get; private set; }

    /// <summary>One reconciliation, every 5 s.</summary>
    public async Task ReconcileAsync()
    {
        if (Phase == "Failed")
        {
            return;
        }

        if (!await HoldAsync())
        {
            if (Phase is not null && ++losses > 3)
            {
                await api.CordonAsync(node, false);
                Phase = "Failed";
            }

            return;
        }

        losses = 0;
        await api.CordonAsync(node, true);
        Phase = await api.EvictAllAsync(node) == 0 ? "Succeeded" : "Running";
    }

    /// <summary>The work is over, as far as it ever began: the node is uncordoned, whatever it was before, and the Lease given back.</summary>
    public async Task EndAsync()
    {
        if (Phase is null or "Failed")
        {
            return;
        }

        await api.CordonAsync(node, false);
        var path = $"{Leases}/node-{node}";
        if (NeighbourApi.Text(await api.FindAsync(path), "spec", "holderIdentity") == Holder)
        {
            await api.DeleteAsync(path);
        }
    }

    private async Task<bool> HoldAsync()
    {
        var now = time.GetUtcNow();
        var path = $"{Leases}/node-{node}";
        if (await api.FindAsync(path) is not { } lease)
        {
            return await api.CreateAsync(Leases, new JsonObject
            {
                ["apiVersion"] = "coordination.k8s.io/v1",
                ["kind"] = "Lease",
                ["metadata"] = new JsonObject { ["name"] = $"node-{node}", ["namespace"] = "medik8s-leases" },
                ["spec"] = new JsonObject { ["holderIdentity"] = Holder, ["leaseDurationSeconds"] = Seconds, ["acquireTime"] = Micro(now), ["renewTime"] = Micro(now), ["leaseTransitions"] = 0 },
            });
        }

        if (NeighbourApi.Text(lease, "spec", "holderIdentity") != Holder && IsValid(lease, now))
        {
            return false;
        }

        lease["spec"]!["holderIdentity"] = Holder;
        lease["spec"]!["leaseDurationSeconds"] = Seconds;
        lease["spec"]!["renewTime"] = Micro(now);
        return await api.ReplaceAsync(path, lease);
    }

    private static bool IsValid(JsonObject lease, DateTimeOffset now) =>
        DateTimeOffset.TryParse(NeighbourApi.Text(lease, "spec", "renewTime"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var renewed)
        && lease["spec"]?["leaseDurationSeconds"] is JsonValue seconds && renewed.AddSeconds(seconds.GetValue<int>()) >= now && renewed <= now;

    private static string Micro(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
