using System.Text.Json.Nodes;

namespace BakeWindow.Simulator.Neighbours;

/// <summary>
/// Karpenter's own rules, as its documentation (karpenter.sh/docs/concepts/disruption) has them. Voluntary disruption passes over a node that says do-not-disrupt, or whose pods do, and takes
/// no more nodes of a pool than the least of its budgets lets it; expiry asks neither. A drain leaves pods that say do-not-disrupt until terminationGracePeriod is over, then deletes them.
/// </summary>
public sealed class Karpenter(ClusterCalls calls, TimeProvider time)
{
    private const string DoNotDisrupt = "karpenter.sh/do-not-disrupt";

    private readonly Dictionary<string, DateTimeOffset> draining = [];

    /// <summary>What became of eviction calls: the status, and how it was read.</summary>
    public List<(int Status, string Read)> Evictions { get; } = [];

    /// <summary>Wants to consolidate a node.</summary>
    /// <returns>Why it does not; null: the drain has begun.</returns>
    public async Task<string?> ConsolidateAsync(string node)
    {
        var body = await calls.FindAsync($"api/v1/nodes/{node}") ?? throw new InvalidOperationException($"there is no node {node}");
        if (ClusterCalls.Annotation(body, DoNotDisrupt) == "true")
        {
            return "the node says do-not-disrupt";
        }

        if ((await calls.PodsOnAsync(node)).Any(p => ClusterCalls.Annotation(p, DoNotDisrupt) == "true"))
        {
            return "a pod says do-not-disrupt";
        }

        if (await PoolAsync(body) is { } pool && Budgets(pool).Any(b => (string?)b["nodes"] is "0" or "0%"))
        {
            return "the pool's budget is used up";
        }

        await BeginAsync(node);
        return null;
    }

    /// <summary>A node's time is over: nothing is asked.</summary>
    public Task ExpireAsync(string node) => BeginAsync(node);

    /// <summary>Goes on with every drain.</summary>
    public async Task StepAsync()
    {
        foreach (var (node, since) in draining)
        {
            var grace = await calls.FindAsync($"api/v1/nodes/{node}") is { } body && await PoolAsync(body) is { } pool ? Seconds((string?)pool["spec"]?["template"]?["spec"]?["terminationGracePeriod"]) : null;
            foreach (var pod in (await calls.PodsOnAsync(node)).Where(p => !ClusterCalls.StaysInDrains(p)))
            {
                if (grace is { } patience && time.GetUtcNow() >= since + patience)
                {
                    await calls.DeleteAsync($"api/v1/namespaces/{(string?)pod["metadata"]!["namespace"]}/pods/{(string?)pod["metadata"]!["name"]}");
                }
                else if (ClusterCalls.Annotation(pod, DoNotDisrupt) != "true")
                {
                    await EvictAsync(pod);
                }
            }
        }
    }

    /// <summary>One eviction, and how its answer is read: what is gone, or was replaced, counts as done; a budget means later; anything else is tried again too.</summary>
    public async Task<string> EvictAsync(JsonObject pod)
    {
        var status = await calls.EvictAsync(pod);
        var read = status switch { 200 or 201 or 404 or 409 => "done", 429 => "later, NodeFailedToDrain", _ => "again" };
        Evictions.Add((status, read));
        return read;
    }

    private async Task BeginAsync(string node)
    {
        await calls.PatchAsync($"api/v1/nodes/{node}", new JsonObject { ["spec"] = new JsonObject { ["taints"] = new JsonArray(new JsonObject { ["key"] = "karpenter.sh/disrupted", ["effect"] = "NoSchedule" }) } });
        draining[node] = time.GetUtcNow();
    }

    private async Task<JsonObject?> PoolAsync(JsonObject node) =>
        (string?)node["metadata"]?["labels"]?["karpenter.sh/nodepool"] is { } name ? await calls.FindAsync($"apis/karpenter.sh/v1/nodepools/{name}") : null;

    // Without a schedule a budget is always in force; one with a schedule is none that a scenario here has.
    private static IEnumerable<JsonObject> Budgets(JsonObject pool) =>
        (pool["spec"]?["disruption"]?["budgets"] as JsonArray ?? []).OfType<JsonObject>().Where(b => b["schedule"] is null);

    private static TimeSpan? Seconds(string? duration) => duration is { Length: > 1 } && duration[^1] == 's' ? TimeSpan.FromSeconds(int.Parse(duration[..^1], System.Globalization.CultureInfo.InvariantCulture)) : null;
}
