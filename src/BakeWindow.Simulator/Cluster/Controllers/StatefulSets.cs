using System.Globalization;
using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster.Store;

namespace BakeWindow.Simulator.Cluster.Controllers;

/// <summary>Pods with stable names: made again under the same name only when the former one is gone, one after the other, the highest replaced first.</summary>
internal sealed class StatefulSets
{
    /// <summary>Annotation of the set: the nodes of its pods by ordinal, as local volumes would bind them; comma separated.</summary>
    public const string Pinned = "sim.bakewindow.io/pinned-to";

    private readonly ClusterState cluster;
    private readonly OwnedPods pods;
    private readonly Dictionary<string, JsonNode?> templates = new(StringComparer.Ordinal);

    public StatefulSets(ClusterState cluster)
    {
        this.cluster = cluster;
        pods = new OwnedPods(cluster, ResourceCatalog.StatefulSets);
        pods.Listen(Reconcile);
    }

    private void Reconcile(ObjectKey key)
    {
        if (cluster.Store.Find(key) is not { } set)
        {
            return;
        }

        var update = $"{set.Name()}-{SeededNames.Hash(set.At("spec", "template")!.ToJsonString())}";
        templates[set.Uid() + update] = set.At("spec", "template");
        var current = set.Text("status", "currentRevision") ?? update;
        var own = pods.Of(set);
        if (!set.IsTerminating())
        {
            Act(set, own, update, current);
        }

        WriteStatus(key, pods.Of(set), update, current);
    }

    private void Act(JsonObject set, List<JsonObject> own, string update, string current)
    {
        var replicas = (int)(set.Whole("spec", "replicas") ?? 1);
        var partition = set.Whole("spec", "updateStrategy", "rollingUpdate", "partition") ?? 0;
        var inOrder = set.Text("spec", "podManagementPolicy") != "Parallel";
        for (var ordinal = 0; ordinal < replicas; ordinal++)
        {
            var pod = own.Find(one => one.Name() == Name(set, ordinal));
            if (pod is null)
            {
                // Recorded: under OnDelete a pod that was deleted comes back with the newest template.
                Create(set, ordinal, ordinal < partition && Rolls(set) ? current : update);
            }
            else if (pod.Text("status", "phase") is "Succeeded" or "Failed")
            {
                pods.Delete(pod);
            }

            if (inOrder && (pod is null || !OwnedPods.IsReady(pod)))
            {
                return;
            }
        }

        if (own.Where(pod => Ordinal(pod) >= replicas).MaxBy(Ordinal) is { } last)
        {
            pods.Delete(last);
            return;
        }

        if (Rolls(set) && own.TrueForAll(OwnedPods.IsReady)
            && own.Where(pod => Ordinal(pod) >= partition && pod.Label("controller-revision-hash") != update).MaxBy(Ordinal) is { } old)
        {
            pods.Delete(old);
        }
    }

    private void Create(JsonObject set, int ordinal, string revision)
    {
        var template = templates.GetValueOrDefault(set.Uid() + revision) ?? set.At("spec", "template");
        var pod = pods.FromTemplate(set, template);
        var name = Name(set, ordinal);
        pod.Meta()["name"] = name;
        var labels = pod.Meta().Need("labels");
        labels["apps.kubernetes.io/pod-index"] = ordinal.ToString(CultureInfo.InvariantCulture);
        labels["controller-revision-hash"] = revision;
        labels["statefulset.kubernetes.io/pod-name"] = name;
        pod.Need("spec")["hostname"] = name;
        if (set.Text("spec", "serviceName") is { } service)
        {
            pod.Need("spec")["subdomain"] = service;
        }

        if (set.Annotation(Pinned)?.Split(',').ElementAtOrDefault(ordinal)?.Trim() is { Length: > 0 } node)
        {
            pod.Need("spec").Need("nodeSelector")["kubernetes.io/hostname"] = node;
        }

        pods.Create(set, pod);
    }

    private void WriteStatus(ObjectKey key, List<JsonObject> own, string update, string current) => cluster.Writes.Edit(key, set =>
    {
        var replicas = set.Whole("spec", "replicas") ?? 1;
        var updated = own.Count(pod => pod.Label("controller-revision-hash") == update && !pod.IsTerminating());
        var ready = own.Count(OwnedPods.IsReady);
        var rolled = updated == replicas && own.Count == updated && ready == replicas;
        if (rolled)
        {
            current = update;
        }

        var status = set.Need("status");
        status["observedGeneration"] = set.Generation();
        status["replicas"] = own.Count;
        Count(status, "readyReplicas", ready);
        Count(status, "currentReplicas", own.Count(pod => pod.Label("controller-revision-hash") == current && !pod.IsTerminating()));
        Count(status, "updatedReplicas", updated);
        status["currentRevision"] = current;
        status["updateRevision"] = update;
        status["collisionCount"] ??= 0;
        status["availableReplicas"] = ready;
    });

    // Counts of zero are left out, as the server does.
    private static void Count(JsonObject status, string name, int count)
    {
        if (count == 0)
        {
            status.Remove(name);
        }
        else
        {
            status[name] = count;
        }
    }

    private static bool Rolls(JsonObject set) => set.Text("spec", "updateStrategy", "type") == "RollingUpdate";

    private static string Name(JsonObject set, int ordinal) => string.Create(CultureInfo.InvariantCulture, $"{set.Name()}-{ordinal}");

    private static int Ordinal(JsonObject pod) =>
        int.TryParse(pod.Name().AsSpan(pod.Name().LastIndexOf('-') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var ordinal) ? ordinal : -1;
}
