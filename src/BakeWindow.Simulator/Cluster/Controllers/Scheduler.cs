using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster.Store;

namespace BakeWindow.Simulator.Cluster.Controllers;

/// <summary>Gives a node to pods that have none: the fitting one with the fewest pods, the first by name of equals.</summary>
internal sealed class Scheduler
{
    private readonly ClusterState cluster;

    public Scheduler(ClusterState cluster)
    {
        this.cluster = cluster;
        cluster.Store.Subscribe(Notice);
    }

    private void Notice(Change change)
    {
        if (change.Key.Resource == ResourceCatalog.Pods && change is { Before: null, After: { } pod })
        {
            Plan(pod);
        }
        else if (change.Key.Resource == ResourceCatalog.Nodes && change.After is not null)
        {
            foreach (var waiting in cluster.Store.All(ResourceCatalog.Pods))
            {
                Plan(waiting);
            }
        }
    }

    private void Plan(JsonObject pod)
    {
        if (pod.Text("spec", "nodeName") is null && !pod.IsTerminating())
        {
            var key = new ObjectKey(ResourceCatalog.Pods, pod.Namespace(), pod.Name());
            cluster.Agenda.Once($"schedule/{pod.Uid()}", cluster.Options.Reaction, () => Schedule(key));
        }
    }

    private void Schedule(ObjectKey key)
    {
        if (cluster.Store.Find(key) is not { } pod || pod.Text("spec", "nodeName") is not null || pod.IsTerminating())
        {
            return;
        }

        var nodes = cluster.Store.All(ResourceCatalog.Nodes);
        var refusals = nodes.Select(node => (Node: node, Why: Refusal(pod, node))).ToList();
        var chosen = refusals.Where(one => one.Why is null).Select(one => one.Node).MinBy(Load);
        if (chosen is null)
        {
            var reasons = refusals.GroupBy(one => one.Why, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => $"{group.Count()} {group.Key}");
            cluster.Writes.Edit(key, body => Scheduled(body, "False", "Unschedulable", $"0/{nodes.Count} nodes are available: {string.Join(", ", reasons)}."));
            return;
        }

        cluster.Writes.Edit(key, body =>
        {
            body.Need("spec")["nodeName"] = chosen.Name();
            Scheduled(body, "True", null, null);
        });
        cluster.Events.Tell(pod, "Normal", "Scheduled", $"Successfully assigned {key.Path} to {chosen.Name()}", "default-scheduler");
    }

    private void Scheduled(JsonObject pod, string status, string? reason, string? message) =>
        Conditions.Write(pod, "PodScheduled", status, cluster.Now, reason, message)["lastProbeTime"] = null;

    private static string? Refusal(JsonObject pod, JsonObject node)
    {
        if (node.Flag("spec", "unschedulable") && !Tolerations.Bears(pod, new JsonObject { ["key"] = "node.kubernetes.io/unschedulable", ["effect"] = "NoSchedule" }))
        {
            return "node(s) were unschedulable";
        }

        if (!NodeAffinity.Allows(pod.Part("spec") ?? [], node))
        {
            return "node(s) didn't match Pod's node affinity/selector";
        }

        var taint = node.Rows("spec", "taints").FirstOrDefault(row => row.Text("effect") is "NoSchedule" or "NoExecute" && !Tolerations.Bears(pod, row));
        return taint is null ? null : $"node(s) had untolerated taint {{{taint.Text("key")}: {taint.Text("value")}}}";
    }

    private int Load(JsonObject node) =>
        cluster.Store.All(ResourceCatalog.Pods).Count(pod => pod.Text("spec", "nodeName") == node.Name() && pod.Text("status", "phase") is not ("Succeeded" or "Failed"));
}
