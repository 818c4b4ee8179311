using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster.Access;
using BakeWindow.Simulator.Cluster.Store;
using BakeWindow.Simulator.Cluster.Writing;

namespace BakeWindow.Simulator.Cluster.Controllers;

/// <summary>Deletes pods that no longer bear a NoExecute taint of their node. No budget stops it.</summary>
internal sealed class TaintEviction
{
    private static readonly Caller Self = Caller.ServiceAccount("kube-system", "node-controller");

    private readonly ClusterState cluster;

    public TaintEviction(ClusterState cluster)
    {
        this.cluster = cluster;
        cluster.Store.Subscribe(Notice);
    }

    private void Notice(Change change)
    {
        if (change.Key.Resource == ResourceCatalog.Nodes && change.After is { } node && NoExecute(node).Count > 0)
        {
            foreach (var pod in cluster.Store.All(ResourceCatalog.Pods).Where(pod => pod.Text("spec", "nodeName") == change.Key.Name))
            {
                Plan(pod, node);
            }
        }
        else if (change.Key.Resource == ResourceCatalog.Pods && change is { Before: { } before, After: { } after } && before.Text("spec", "nodeName") is null
            && cluster.Store.Find(ResourceCatalog.Nodes, "", after.Text("spec", "nodeName") ?? "") is { } home)
        {
            Plan(after, home);
        }
    }

    private void Plan(JsonObject pod, JsonObject node)
    {
        foreach (var taint in NoExecute(node))
        {
            if (Tolerations.Patience(pod, taint) is { } patience)
            {
                // The patience begins when the pod and the taint are first seen together, not when the taint was added.
                var key = new ObjectKey(ResourceCatalog.Pods, pod.Namespace(), pod.Name());
                cluster.Agenda.Once(
                    $"taint/{pod.Uid()}/{taint.Text("key")}/{taint.Text("timeAdded")}",
                    patience > cluster.Options.Reaction ? patience : cluster.Options.Reaction,
                    () => Evict(key, pod.Uid(), taint));
            }
        }
    }

    // The taint may have gone, and the pod too, since this was planned.
    private void Evict(ObjectKey key, string uid, JsonNode? taint)
    {
        if (cluster.Store.Find(key) is not { } pod || pod.Uid() != uid || pod.IsTerminating()
            || cluster.Store.Find(ResourceCatalog.Nodes, "", pod.Text("spec", "nodeName") ?? "") is not { } node
            || !NoExecute(node).Exists(row => row.Text("key") == taint.Text("key") && row.Text("timeAdded") == taint.Text("timeAdded")))
        {
            return;
        }

        cluster.Events.Tell(pod, "Normal", "TaintManagerEviction", $"Marking for deletion Pod {key.Path}", "taint-eviction-controller");
        cluster.Writes.Edit(key, body => Disruption.Mark(body, "DeletionByTaintManager", "Taint manager: deleting due to NoExecute taint", cluster.Now));
        cluster.OwnDeletes.Delete(Self, key, uid, new DeleteOptions(), () => Evict(key, uid, taint));
    }

    private static List<JsonNode?> NoExecute(JsonObject node) => [.. node.Rows("spec", "taints").Where(row => row.Text("effect") == "NoExecute")];
}
