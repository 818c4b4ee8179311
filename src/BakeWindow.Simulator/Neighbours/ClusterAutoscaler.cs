using System.Text.Json.Nodes;

namespace BakeWindow.Simulator.Neighbours;

/// <summary>
/// cluster-autoscaler's rule for scaling down (kubernetes/autoscaler, FAQ): it passes over nodes with <c>scale-down-disabled</c> and nodes with a pod that says <c>safe-to-evict: "false"</c>; else it
/// taints the node and evicts, and gives the node up when a pod is still there after max-pod-eviction-time, two minutes.
/// </summary>
public sealed class ClusterAutoscaler(ClusterCalls calls, TimeProvider time)
{
    private const string Prefix = "cluster-autoscaler.kubernetes.io/";
    private static readonly TimeSpan MaxPodEvictionTime = TimeSpan.FromMinutes(2);

    private (string Node, DateTimeOffset Since)? attempt;

    /// <summary>Wants a node away.</summary>
    /// <returns>Why it does not try; null: it has begun.</returns>
    public async Task<string?> ScaleDownAsync(string node)
    {
        var body = await calls.FindAsync($"api/v1/nodes/{node}") ?? throw new InvalidOperationException($"there is no node {node}");
        if (ClusterCalls.Annotation(body, Prefix + "scale-down-disabled") == "true")
        {
            return "scale-down-disabled";
        }

        if ((await calls.PodsOnAsync(node)).Any(p => ClusterCalls.Annotation(p, Prefix + "safe-to-evict") == "false"))
        {
            return "a pod is not safe to evict";
        }

        await TaintAsync(node, true);
        attempt = (node, time.GetUtcNow());
        return null;
    }

    /// <summary>Goes on with the node.</summary>
    /// <returns>How it stands: empty, given up, or under way.</returns>
    public async Task<string> StepAsync()
    {
        var (node, since) = attempt ?? throw new InvalidOperationException("nothing has begun");
        var left = (await calls.PodsOnAsync(node)).Where(p => !ClusterCalls.StaysInDrains(p)).ToList();
        if (left.Count == 0)
        {
            return "empty";
        }

        if (time.GetUtcNow() - since >= MaxPodEvictionTime)
        {
            await TaintAsync(node, false);
            attempt = null;
            return "given up";
        }

        foreach (var pod in left)
        {
            await calls.EvictAsync(pod);
        }

        return "under way";
    }

    private Task<int> TaintAsync(string node, bool on) => calls.PatchAsync($"api/v1/nodes/{node}", new JsonObject
    {
        ["spec"] = new JsonObject { ["taints"] = on ? new JsonArray(new JsonObject { ["key"] = "ToBeDeletedByClusterAutoscaler", ["effect"] = "NoSchedule" }) : null },
    });
}
