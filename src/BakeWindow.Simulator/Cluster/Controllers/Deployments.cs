using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster.Store;

namespace BakeWindow.Simulator.Cluster.Controllers;

/// <summary>
/// One ReplicaSet for each template. A new template gets all its pods at once, and the old ones go when those are ready: simpler than maxSurge and
/// maxUnavailable, and never below the wanted number. While it is paused a new template waits.
/// </summary>
internal sealed class Deployments
{
    private const string Hash = "pod-template-hash";

    private readonly ClusterState cluster;

    public Deployments(ClusterState cluster)
    {
        this.cluster = cluster;
        cluster.Store.Subscribe(Notice);
    }

    private void Notice(Change change)
    {
        var name = change.Key.Resource == ResourceCatalog.Deployments ? change.Key.Name
            : change.Key.Resource == ResourceCatalog.ReplicaSets ? change.Shown.Controller().Text("name")
            : null;
        if (name is not null)
        {
            var key = new ObjectKey(ResourceCatalog.Deployments, change.Key.Namespace, name);
            cluster.Agenda.Once($"deployments/{key.Path}", cluster.Options.Reaction, () => Reconcile(key));
        }
    }

    private void Reconcile(ObjectKey key)
    {
        if (cluster.Store.Find(key) is not { } deployment || deployment.IsTerminating() || !cluster.IsOpen(key.Namespace))
        {
            return;
        }

        var hash = SeededNames.Hash(deployment.At("spec", "template")!.ToJsonString());
        var own = cluster.Store.All(ResourceCatalog.ReplicaSets, key.Namespace).Where(set => set.IsControlledBy(deployment)).ToList();
        var wanted = deployment.Whole("spec", "replicas") ?? 1;
        var current = own.Find(set => set.Label(Hash) == hash);
        var isPaused = deployment.Flag("spec", "paused");
        if (current is null && !isPaused && cluster.Store.Find(ResourceCatalog.ReplicaSets, key.Namespace, $"{deployment.Name()}-{hash}") is null)
        {
            cluster.Writes.Create(ResourceCatalog.ReplicaSets, key.Namespace, ReplicaSet(deployment, hash, wanted));
        }
        else if (current is not null)
        {
            Scale(current, wanted);
        }

        var isReady = !isPaused && current.Whole("status", "readyReplicas") >= wanted;
        foreach (var old in own.Where(set => set.Label(Hash) != hash && isReady))
        {
            Scale(old, 0);
        }

        WriteStatus(key, own, current);
    }

    private void Scale(JsonObject set, long replicas) =>
        cluster.Writes.Edit(new ObjectKey(ResourceCatalog.ReplicaSets, set.Namespace(), set.Name()), body => body.Need("spec")["replicas"] = replicas);

    private static JsonObject ReplicaSet(JsonObject deployment, string hash, long replicas)
    {
        var template = deployment.Part("spec", "template")!.Copy();
        template.Need("metadata").Need("labels")[Hash] = hash;
        var selector = deployment.Part("spec", "selector")?.Copy() ?? [];
        selector.Need("matchLabels")[Hash] = hash;
        return new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["name"] = $"{deployment.Name()}-{hash}",
                ["labels"] = template.Part("metadata", "labels")!.Copy(),
                ["ownerReferences"] = new JsonArray(Metadata.OwnerReference(deployment, "apps/v1", "Deployment")),
            },
            ["spec"] = new JsonObject { ["replicas"] = replicas, ["selector"] = selector, ["template"] = template },
        };
    }

    private void WriteStatus(ObjectKey key, List<JsonObject> own, JsonObject? current) => cluster.Writes.Edit(key, body =>
    {
        var ready = own.Sum(set => set.Whole("status", "readyReplicas") ?? 0);
        var wanted = body.Whole("spec", "replicas") ?? 1;
        var status = body.Need("status");
        status["observedGeneration"] = body.Generation();
        status["replicas"] = own.Sum(set => set.Whole("status", "replicas") ?? 0);
        status["updatedReplicas"] = current.Whole("status", "replicas") ?? 0;
        status["readyReplicas"] = ready;
        status["availableReplicas"] = ready;
        status["unavailableReplicas"] = Math.Max(0, wanted - ready);
        Conditions.Write(
            body,
            "Available",
            ready >= wanted ? "True" : "False",
            cluster.Now,
            ready >= wanted ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
            ready >= wanted ? "Deployment has minimum availability." : "Deployment does not have minimum availability.");
    });
}
