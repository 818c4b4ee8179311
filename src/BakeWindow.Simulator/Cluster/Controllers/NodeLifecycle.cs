using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster.Store;

namespace BakeWindow.Simulator.Cluster.Controllers;

/// <summary>Says Unknown of a node that is silent, sets the taints that follow from what a node is, and takes the ready mark from pods of a lost node.</summary>
internal sealed class NodeLifecycle
{
    private const string Unschedulable = "node.kubernetes.io/unschedulable";
    private const string Unreachable = "node.kubernetes.io/unreachable";
    private const string NotReady = "node.kubernetes.io/not-ready";

    private static readonly TimeSpan TaintsGoWithin = TimeSpan.FromSeconds(2);

    private readonly ClusterState cluster;

    public NodeLifecycle(ClusterState cluster)
    {
        this.cluster = cluster;
        cluster.Store.Subscribe(Notice);
    }

    private void Notice(Change change)
    {
        if (change.Key.Resource == ResourceCatalog.Leases && change.Key.Namespace == "kube-node-lease" && change.After is not null)
        {
            Listen(change.Key.Name, cluster.Options.NodeGrace);
        }
        else if (change.Key.Resource == ResourceCatalog.Nodes && change.After is { } node)
        {
            var name = change.Key.Name;
            cluster.Agenda.Once($"taints/{name}", cluster.Options.TaintDelay, () => SetTaints(name, "NoSchedule"));
            var isReady = Conditions.Find(node, "Ready").Text("status") == "True";
            cluster.Agenda.Once($"no-execute/{name}/{isReady}", isReady ? TaintsGoWithin : cluster.Options.NoExecuteDelay, () => SetTaints(name, "NoExecute"));
        }
    }

    // One check is enough to wait for: it looks at the last renewal when it comes.
    private void Listen(string node, TimeSpan wait) => cluster.Agenda.Once($"silence/{node}", wait, () =>
    {
        var renewed = Stamps.Read(cluster.Store.Find(ResourceCatalog.Leases, "kube-node-lease", node).Text("spec", "renewTime"));
        var left = renewed + cluster.Options.NodeGrace - cluster.Now;
        if (left > TimeSpan.Zero)
        {
            Listen(node, left.Value);
        }
        else
        {
            Lose(node);
        }
    });

    private void Lose(string name)
    {
        const string Silent = "Kubelet stopped posting node status.";
        var lost = cluster.Writes.Edit(new ObjectKey(ResourceCatalog.Nodes, "", name), node =>
        {
            foreach (var type in (string[])["MemoryPressure", "DiskPressure", "PIDPressure", "Ready"])
            {
                Conditions.Write(node, type, "Unknown", cluster.Now, "NodeStatusUnknown", Silent);
            }
        });
        if (lost is null)
        {
            return;
        }

        cluster.Events.Tell(lost, "Normal", "NodeNotReady", $"Node {name} status is now: NodeNotReady", "node-controller");
        foreach (var pod in cluster.Store.All(ResourceCatalog.Pods).Where(pod => pod.Text("spec", "nodeName") == name && Conditions.Holds(pod, "Ready")))
        {
            cluster.Writes.Edit(
                new ObjectKey(ResourceCatalog.Pods, pod.Namespace(), pod.Name()),
                body => Conditions.Write(body, "Ready", "False", cluster.Now));
        }
    }

    private void SetTaints(string name, string effect)
    {
        if (cluster.Store.Find(ResourceCatalog.Nodes, "", name) is not { } node)
        {
            return;
        }

        var health = Conditions.Find(node, "Ready").Text("status") switch { "True" => null, "False" => NotReady, "Unknown" => Unreachable, _ => null };
        Put(name, Unschedulable, "NoSchedule", effect, node.Flag("spec", "unschedulable"));
        Put(name, Unreachable, effect, effect, health == Unreachable);
        Put(name, NotReady, effect, effect, health == NotReady);
    }

    private void Put(string node, string taint, string itsEffect, string effect, bool wanted)
    {
        if (itsEffect != effect)
        {
            return;
        }

        cluster.Writes.Edit(new ObjectKey(ResourceCatalog.Nodes, "", node), body =>
        {
            var spec = body.Need("spec");
            var there = body.Rows("spec", "taints").FirstOrDefault(row => row.Text("key") == taint && row.Text("effect") == effect);
            if (wanted && there is null)
            {
                if (spec["taints"] is not JsonArray list)
                {
                    list = [];
                    spec["taints"] = list;
                }

                list.Add((JsonNode)new JsonObject { ["key"] = taint, ["effect"] = effect, ["timeAdded"] = Stamps.Seconds(cluster.Now) });
            }
            else if (!wanted && there is not null)
            {
                spec["taints"]!.AsArray().Remove(there);
                if (spec["taints"] is JsonArray { Count: 0 })
                {
                    spec.Remove("taints");
                }
            }
        });
    }
}
