using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster.Access;
using BakeWindow.Simulator.Cluster.Store;
using BakeWindow.Simulator.Cluster.Writing;

namespace BakeWindow.Simulator.Cluster.Controllers;

/// <summary>
/// Takes away pods that no kubelet will ever end: those of a node that is gone, after a time of grace, and terminating ones of a node that was declared out of
/// service.
/// </summary>
internal sealed class PodGarbage
{
    private const string OutOfService = "node.kubernetes.io/out-of-service";

    private static readonly Caller Self = Caller.ServiceAccount("kube-system", "pod-garbage-collector");
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(20);

    /// <summary>So long a node must have been gone.</summary>
    private static readonly TimeSpan Quarantine = TimeSpan.FromSeconds(40);

    private readonly ClusterState cluster;
    private readonly Dictionary<string, DateTimeOffset> goneSince = new(StringComparer.Ordinal);

    public PodGarbage(ClusterState cluster)
    {
        this.cluster = cluster;
        cluster.Store.Subscribe(Notice);
    }

    private void Notice(Change change)
    {
        if (change.Key.Resource != ResourceCatalog.Nodes)
        {
            return;
        }

        if (change.After is null)
        {
            goneSince[change.Key.Name] = cluster.Now;
            cluster.Agenda.Once("pod-garbage/gone", Quarantine, Look);
        }
        else
        {
            goneSince.Remove(change.Key.Name);
            if (IsOutOfService(change.After))
            {
                cluster.Agenda.Once("pod-garbage", Round, Look);
            }
        }
    }

    private void Look()
    {
        foreach (var pod in cluster.Store.All(ResourceCatalog.Pods))
        {
            var node = pod.Text("spec", "nodeName") ?? "";
            if (goneSince.TryGetValue(node, out var since) && since + Quarantine <= cluster.Now)
            {
                Take(pod, body => Disruption.Mark(body, "DeletionByPodGC", "PodGC: node no longer exists", cluster.Now));
            }
            else if (pod.IsTerminating() && cluster.Store.Find(ResourceCatalog.Nodes, "", node) is { } home && IsOutOfService(home))
            {
                Take(pod, _ => { });
            }
        }

        var waits = goneSince.Values.Any(since => since + Quarantine > cluster.Now) || cluster.Store.All(ResourceCatalog.Nodes).Any(IsOutOfService);
        if (waits || goneSince.Keys.Any(node => cluster.Store.All(ResourceCatalog.Pods).Any(pod => pod.Text("spec", "nodeName") == node)))
        {
            cluster.Agenda.Once("pod-garbage", Round, Look);
        }
    }

    private void Take(JsonObject pod, Action<JsonObject> mark)
    {
        var key = new ObjectKey(ResourceCatalog.Pods, pod.Namespace(), pod.Name());
        cluster.Writes.Edit(key, body =>
        {
            mark(body);
            if (body.Text("status", "phase") is not ("Succeeded" or "Failed"))
            {
                body.Need("status")["phase"] = "Failed";
            }
        });
        cluster.OwnDeletes.Delete(Self, key, pod.Uid(), new DeleteOptions { Grace = 0 }, Look);
    }

    private static bool IsOutOfService(JsonObject node) =>
        !Conditions.Holds(node, "Ready") && node.Rows("spec", "taints").Any(taint => taint.Text("key") == OutOfService && taint.Text("effect") == "NoExecute");
}
