using System.Text.Json.Nodes;

namespace BakeWindow.Simulator.Neighbours;

/// <summary>
/// Cluster API's rules for a Machine that is to go and a Cluster that is to be upgraded. The Machine waits at every <c>pre-drain</c> hook before it is drained, unless its whole Cluster is being
/// deleted, which asks no hook; a drain past its time-out is cut off. A version waits at every <c>before-upgrade</c> hook.
/// </summary>
public sealed class MachineController(ClusterCalls calls, TimeProvider time, string version = "v1beta2")
{
    private const string PreDrain = "pre-drain.delete.hook.machine.cluster.x-k8s.io";
    private const string BeforeUpgrade = "before-upgrade.hook.cluster.cluster.x-k8s.io";

    private DateTimeOffset? drainSince;

    /// <summary>One look at a Machine that is to be deleted.</summary>
    /// <param name="ns">Its namespace.</param>
    /// <param name="name">Its name.</param>
    /// <param name="clusterGoes">Its whole Cluster is being deleted.</param>
    /// <returns>How it stands: waiting at hooks, draining, or gone.</returns>
    public async Task<string> ReconcileDeleteAsync(string ns, string name, bool clusterGoes = false)
    {
        var machine = await calls.FindAsync($"apis/cluster.x-k8s.io/{version}/namespaces/{ns}/machines/{name}") ?? throw new InvalidOperationException($"there is no Machine {name}");
        if (!clusterGoes && Hooks(machine, PreDrain) is { Count: > 0 } hooks)
        {
            return $"waiting for {string.Join(", ", hooks)}";
        }

        var node = (string)machine["status"]!["nodeRef"]!["name"]!;
        drainSince ??= time.GetUtcNow();
        var left = (await calls.PodsOnAsync(node)).Where(p => !ClusterCalls.StaysInDrains(p)).ToList();
        var limit = machine["spec"]?["deletion"]?["nodeDrainTimeoutSeconds"] is JsonValue v ? TimeSpan.FromSeconds(v.GetValue<int>()) : TimeSpan.Zero;
        var late = limit > TimeSpan.Zero && time.GetUtcNow() - drainSince >= limit;
        if (left.Count > 0 && !late && machine["metadata"]?["annotations"]?["machine.cluster.x-k8s.io/exclude-node-draining"] is null)
        {
            await calls.CordonAsync(node, true);
            foreach (var pod in left)
            {
                await calls.EvictAsync(pod);
            }

            return "draining";
        }

        // The machine is switched off with whatever is left on it.
        foreach (var pod in left)
        {
            await calls.DeleteAsync($"api/v1/namespaces/{(string?)pod["metadata"]!["namespace"]}/pods/{(string?)pod["metadata"]!["name"]}");
        }

        return "gone";
    }

    /// <summary>Whether a new version may go from a Cluster to its machines.</summary>
    public async Task<string> ReconcileUpgradeAsync(string ns, string name)
    {
        var cluster = await calls.FindAsync($"apis/cluster.x-k8s.io/{version}/namespaces/{ns}/clusters/{name}") ?? throw new InvalidOperationException($"there is no Cluster {name}");
        return Hooks(cluster, BeforeUpgrade) is { Count: > 0 } hooks ? $"annotation {string.Join(", ", hooks)} is set" : "upgrading";
    }

    private static List<string> Hooks(JsonObject json, string prefix) =>
        [.. (json["metadata"]?["annotations"] as JsonObject ?? []).Select(a => a.Key).Where(k => k.StartsWith(prefix, StringComparison.Ordinal))];
}
