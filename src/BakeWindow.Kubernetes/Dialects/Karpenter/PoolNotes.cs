using System.Text.Json.Nodes;

namespace BakeWindow.Kubernetes.Dialects.Karpenter;

/// <summary>What in a node pool goes round budgets, annotations and PodDisruptionBudgets.</summary>
internal static class PoolNotes
{
    public static IEnumerable<DialectNote> Of(JsonObject pool)
    {
        var name = pool.Text("metadata", "name");
        var grace = pool.Text("spec", "template", "spec", "terminationGracePeriod");
        // v1beta1 has it elsewhere.
        var expires = pool.Text("spec", "template", "spec", "expireAfter") ?? pool.Text("spec", "disruption", "expireAfter");
        if (grace is not null)
        {
            yield return new DialectNote("termination-grace-period", true,
                $"NodePool {name} has terminationGracePeriod {grace}: that long after a node's end has begun Karpenter deletes its pods, past PodDisruptionBudgets, webhooks and do-not-disrupt",
                $"kubectl patch nodepool {name} --type=json -p '[{{\"op\":\"remove\",\"path\":\"/spec/template/spec/terminationGracePeriod\"}}]'");
        }

        if (expires is not null && expires != "Never")
        {
            yield return new DialectNote("expire-after", true,
                $"NodePool {name} lets nodes expire after {expires}: expiry asks no budget and no annotation; the drain of an expired node waits for the floor{(grace is null ? "" : $", but no longer than {grace}")}",
                $"kubectl patch nodepool {name} --type=merge -p '{{\"spec\":{{\"template\":{{\"spec\":{{\"expireAfter\":\"Never\"}}}}}}}}'; roll nodes by BakeWindow's maintenances instead");
        }
    }
}
