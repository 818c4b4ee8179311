using BakeWindow.Simulator.Cluster.Store;

namespace BakeWindow.Simulator.Cluster.Controllers;

/// <summary>Keeps a number of equal pods; a terminating one is replaced at once, under a new name.</summary>
internal sealed class ReplicaSets
{
    private readonly ClusterState cluster;
    private readonly OwnedPods pods;

    public ReplicaSets(ClusterState cluster)
    {
        this.cluster = cluster;
        pods = new OwnedPods(cluster, ResourceCatalog.ReplicaSets);
        pods.Listen(Reconcile);
    }

    private void Reconcile(ObjectKey key)
    {
        if (cluster.Store.Find(key) is not { } set)
        {
            return;
        }

        if (!set.IsTerminating())
        {
            var active = pods.Of(set).FindAll(OwnedPods.IsActive);
            var wanted = set.Whole("spec", "replicas") ?? 1;
            for (var missing = wanted - active.Count; missing > 0; missing--)
            {
                pods.Create(set, pods.FromTemplate(set, set.At("spec", "template")));
            }

            // The unready go first.
            foreach (var surplus in active.OrderBy(OwnedPods.IsReady).Take((int)Math.Max(0, active.Count - wanted)))
            {
                pods.Delete(surplus);
            }
        }

        cluster.Writes.Edit(key, body =>
        {
            var own = pods.Of(body).FindAll(OwnedPods.IsActive);
            var ready = own.Count(OwnedPods.IsReady);
            var status = body.Need("status");
            status["replicas"] = own.Count;
            status["fullyLabeledReplicas"] = own.Count;
            status["readyReplicas"] = ready;
            status["availableReplicas"] = ready;
            status["observedGeneration"] = body.Generation();
        });
    }
}
