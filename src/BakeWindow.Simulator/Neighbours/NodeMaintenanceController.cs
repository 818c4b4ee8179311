using System.Text.Json.Nodes;

namespace BakeWindow.Simulator.Neighbours;

/// <summary>
/// medik8s' node-maintenance-operator by its resource: it puts its finalizer on each NodeMaintenance, works on the node under the rule of <see cref="NodeMaintenanceOperator"/> and says in the status
/// how far it is; one that is deleted it ends (uncordons, gives the Lease back) before it lets it go.
/// </summary>
public sealed class NodeMaintenanceController(HttpClient http, TimeProvider time)
{
    private const string All = "apis/nodemaintenance.medik8s.io/v1beta1/nodemaintenances";
    private const string Finalizer = "foregroundDeleteNodeMaintenance";

    private readonly NeighbourApi api = new(http);
    private readonly Dictionary<string, NodeMaintenanceOperator> works = new(StringComparer.Ordinal);

    /// <summary>One reconciliation of each, every 5 s.</summary>
    public async Task ReconcileAsync()
    {
        foreach (var one in await api.ListAsync(All))
        {
            await ReconcileAsync(one);
        }
    }

    private async Task ReconcileAsync(JsonObject one)
    {
        var (path, node) = ($"{All}/{NeighbourApi.Text(one, "metadata", "name")}", NeighbourApi.Text(one, "spec", "nodeName")!);
        var uid = NeighbourApi.Text(one, "metadata", "uid")!;
        var work = works.TryGetValue(uid, out var known) ? known : works[uid] = new NodeMaintenanceOperator(http, node, time);
        if (NeighbourApi.Text(one, "metadata", "deletionTimestamp") is not null)
        {
            await work.EndAsync();
            await api.MergeAsync(path, new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = null } });
            works.Remove(uid);
            return;
        }

        if (one["metadata"]?["finalizers"] is null)
        {
            await api.MergeAsync(path, new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = new JsonArray(Finalizer) } });
        }

        // Done once it is done: what comes onto the node later is nothing to it.
        if (work.Phase is "Succeeded")
        {
            return;
        }

        await work.ReconcileAsync();
        if (work.Phase is not { } phase)
        {
            return;
        }

        var pending = phase == "Succeeded" ? [] : (await api.PodsAsync(node)).Select(p => NeighbourApi.Text(p, "metadata", "name")).ToList();
        await api.MergeAsync($"{path}/status", new JsonObject
        {
            ["status"] = new JsonObject
            {
                ["phase"] = phase,
                ["drainProgress"] = phase == "Succeeded" ? 100 : 0,
                ["pendingPods"] = new JsonArray([.. pending.Select(p => (JsonNode?)p)]),
                ["lastError"] = pending.Count == 0 ? null : "Cannot evict pod as it would violate the pod's disruption budget.",
            },
        });
    }
}
