using System.Globalization;
using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster.Store;

namespace BakeWindow.Simulator.Cluster.Controllers;

/// <summary>One pod on each node that fits, also on cordoned and lost ones. A new template replaces one pod after the other, or waits for deletes (OnDelete).</summary>
internal sealed class DaemonSets
{
    private const string Revision = "controller-revision-hash";

    private static readonly (string Taint, string Effect)[] Borne =
    [
        ("node.kubernetes.io/not-ready", "NoExecute"), ("node.kubernetes.io/unreachable", "NoExecute"), ("node.kubernetes.io/disk-pressure", "NoSchedule"),
        ("node.kubernetes.io/memory-pressure", "NoSchedule"), ("node.kubernetes.io/pid-pressure", "NoSchedule"), ("node.kubernetes.io/unschedulable", "NoSchedule"),
    ];

    private readonly ClusterState cluster;
    private readonly OwnedPods pods;

    public DaemonSets(ClusterState cluster)
    {
        this.cluster = cluster;
        pods = new OwnedPods(cluster, ResourceCatalog.DaemonSets);
        pods.Listen(Reconcile);
        cluster.Store.Subscribe(Notice);
    }

    // A new node, or one with other labels or taints, may want a pod.
    private void Notice(Change change)
    {
        if (change.Key.Resource == ResourceCatalog.Nodes
            && !(JsonNode.DeepEquals(change.Before.At("metadata", "labels"), change.After.At("metadata", "labels")) && JsonNode.DeepEquals(change.Before.At("spec", "taints"), change.After.At("spec", "taints"))))
        {
            foreach (var set in cluster.Store.All(ResourceCatalog.DaemonSets))
            {
                var key = new ObjectKey(ResourceCatalog.DaemonSets, set.Namespace(), set.Name());
                cluster.Agenda.Once($"daemonsets/{key.Path}", cluster.Options.Reaction, () => Reconcile(key));
            }
        }
    }

    private void Reconcile(ObjectKey key)
    {
        if (cluster.Store.Find(key) is not { } set)
        {
            return;
        }

        var hosts = cluster.Store.All(ResourceCatalog.Nodes).Where(node => NodeAffinity.Allows(set.Part("spec", "template", "spec") ?? [], node)).ToList();
        if (!set.IsTerminating())
        {
            Act(set, hosts);
        }

        WriteStatus(key, hosts);
    }

    private void Act(JsonObject set, List<JsonObject> hosts)
    {
        var own = pods.Of(set);
        foreach (var host in hosts)
        {
            var there = own.FindAll(pod => Host(pod) == host.Name());
            var pod = Pod(set, host.Name());
            if (there.Count == 0 && host.Rows("spec", "taints").All(taint => taint.Text("effect") == "PreferNoSchedule" || Tolerations.Bears(pod, taint)))
            {
                pods.Create(set, pod);
            }

            there.FindAll(pod => pod.Text("status", "phase") is "Succeeded" or "Failed").ForEach(pods.Delete);
        }

        if (set.Text("spec", "updateStrategy", "type") != "OnDelete" && own.Count == hosts.Count && own.TrueForAll(OwnedPods.IsReady)
            && own.Find(pod => pod.Label(Revision) != RevisionOf(set)) is { } old)
        {
            pods.Delete(old);
        }

        own.FindAll(pod => !hosts.Exists(host => host.Name() == Host(pod))).ForEach(pods.Delete);
    }

    private JsonObject Pod(JsonObject set, string node)
    {
        var pod = pods.FromTemplate(set, set.At("spec", "template"));
        var labels = pod.Meta().Need("labels");
        labels[Revision] = RevisionOf(set);
        labels["pod-template-generation"] = set.Generation().ToString(CultureInfo.InvariantCulture);
        var spec = pod.Need("spec");
        spec.Need("affinity").Need("nodeAffinity")["requiredDuringSchedulingIgnoredDuringExecution"] = new JsonObject
        {
            ["nodeSelectorTerms"] = new JsonArray(new JsonObject
            {
                ["matchFields"] = new JsonArray(new JsonObject { ["key"] = "metadata.name", ["operator"] = "In", ["values"] = JsonReading.List(node) }),
            }),
        };
        var tolerations = spec["tolerations"] as JsonArray ?? [];
        spec["tolerations"] = new JsonArray([
            .. tolerations.Select(row => row?.DeepClone()),
            .. Borne.Select(JsonNode (one) => new JsonObject { ["key"] = one.Taint, ["operator"] = "Exists", ["effect"] = one.Effect }),
        ]);
        return pod;
    }

    private void WriteStatus(ObjectKey key, List<JsonObject> hosts) => cluster.Writes.Edit(key, body =>
    {
        var own = pods.Of(body);
        var ready = own.Count(OwnedPods.IsReady);
        var status = body.Need("status");
        status["currentNumberScheduled"] = own.Count;
        status["numberMisscheduled"] = 0;
        status["desiredNumberScheduled"] = hosts.Count;
        status["numberReady"] = ready;
        status["observedGeneration"] = body.Generation();
        status["updatedNumberScheduled"] = own.Count(pod => pod.Label(Revision) == RevisionOf(body));
        status["numberAvailable"] = ready;
    });

    private static string RevisionOf(JsonObject set) => SeededNames.Hash(set.At("spec", "template")!.ToJsonString());

    private static string? Host(JsonObject pod)
    {
        var terms = pod.Rows("spec", "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms");
        return terms.FirstOrDefault().Rows("matchFields").FirstOrDefault().Rows("values").FirstOrDefault().Text();
    }
}
