using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster.Access;
using BakeWindow.Simulator.Cluster.Store;
using BakeWindow.Simulator.Cluster.Writing;

namespace BakeWindow.Simulator.Cluster.Controllers;

/// <summary>Removes what belonged to an owner that is gone, ends foreground and orphaning deletions, and empties namespaces that are being deleted.</summary>
internal sealed class GarbageCollector
{
    /// <summary>A namespace is emptied some seconds after it was deleted, so that what is just being created shows up first.</summary>
    private static readonly TimeSpan NamespaceRest = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan AfterRelease = TimeSpan.FromMilliseconds(200);

    private static readonly Caller Collector = Caller.ServiceAccount("kube-system", "generic-garbage-collector");
    private static readonly Caller Namespaces = Caller.ServiceAccount("kube-system", "namespace-controller");

    private readonly ClusterState cluster;
    private readonly Dictionary<string, HashSet<ObjectKey>> owned = new(StringComparer.Ordinal);

    public GarbageCollector(ClusterState cluster)
    {
        this.cluster = cluster;
        cluster.Store.Subscribe(Notice);
    }

    private void Notice(Change change)
    {
        Remember(change);
        if (change.After is null || change.After.IsTerminating())
        {
            Plan(change.Key, change.Shown.Uid());
        }

        foreach (var owner in change.Shown.Rows("metadata", "ownerReferences"))
        {
            // The owner may wait for this one to go.
            if (change.After is null && OwnerKey(change.Key.Namespace, owner) is { } key)
            {
                Plan(key, owner.Text("uid") ?? "");
            }
        }

        if (change.After is null && change.Key.Namespace.Length > 0 && cluster.Store.Find(ResourceCatalog.Namespaces, "", change.Key.Namespace) is { } home && home.IsTerminating())
        {
            Plan(new ObjectKey(ResourceCatalog.Namespaces, "", change.Key.Namespace), home.Uid());
        }
    }

    private void Remember(Change change)
    {
        if (JsonNode.DeepEquals(change.Before.At("metadata", "ownerReferences"), change.After.At("metadata", "ownerReferences")))
        {
            return;
        }

        foreach (var owner in change.Before.Rows("metadata", "ownerReferences"))
        {
            owned.GetValueOrDefault(owner.Text("uid") ?? "")?.Remove(change.Key);
        }

        foreach (var uid in change.After.Rows("metadata", "ownerReferences").Select(owner => owner.Text("uid") ?? ""))
        {
            (owned.TryGetValue(uid, out var keys) ? keys : owned[uid] = []).Add(change.Key);
        }
    }

    private void Plan(ObjectKey key, string uid) => cluster.Agenda.Once(
        $"collect/{key.Resource.Plural}/{key.Path}/{uid}",
        key.Resource == ResourceCatalog.Namespaces ? NamespaceRest : cluster.Options.Reaction,
        () => Collect(key, uid));

    private void Collect(ObjectKey key, string uid)
    {
        var owner = cluster.Store.Find(key) is { } there && there.Uid() == uid ? there : null;
        if (owner is null && key.Resource == ResourceCatalog.Jobs && Owned(uid).Exists(pod => cluster.Store.Find(pod)?.HasFinalizers() is true))
        {
            // A job's controller takes its mark off the pods before the collector comes to them, as recorded.
            cluster.Agenda.Once($"collect/{key.Resource.Plural}/{key.Path}/{uid}/released", cluster.Options.Reaction + AfterRelease, () => Delete(Collector, Owned(uid)));
        }
        else if (owner is null)
        {
            Delete(Collector, Owned(uid));
        }
        else if (key.Resource == ResourceCatalog.Namespaces && owner.IsTerminating())
        {
            Empty(key);
        }
        else if (Waits(owner, "foregroundDeletion"))
        {
            Delete(Collector, Owned(uid));
            if (Owned(uid).Count == 0)
            {
                Release(key, "foregroundDeletion");
            }
        }
        else if (Waits(owner, "orphan"))
        {
            foreach (var dependent in Owned(uid))
            {
                cluster.Writes.Edit(dependent, body => Disown(body, uid));
            }

            Release(key, "orphan");
        }
    }

    private void Empty(ObjectKey key)
    {
        var inside = cluster.Kinds.All.Where(resource => resource is { Namespaced: true, StoredAs: null })
            .SelectMany(resource => cluster.Store.All(resource, key.Name).Select(body => new ObjectKey(resource, key.Name, body.Name())))
            .ToList();
        Delete(Namespaces, inside);
        if (inside.TrueForAll(one => cluster.Store.Find(one) is null))
        {
            cluster.Writes.Edit(key, body => body.Need("spec").Remove("finalizers"));
        }
    }

    private void Delete(Caller self, List<ObjectKey> keys)
    {
        foreach (var key in keys)
        {
            if (cluster.Store.Find(key) is { } body && !body.IsTerminating())
            {
                cluster.OwnDeletes.Delete(self, key, body.Uid(), new DeleteOptions { Uid = body.Uid(), Propagation = "Background" }, () => Delete(self, [key]));
            }
        }
    }

    private List<ObjectKey> Owned(string uid) =>
        [.. owned.GetValueOrDefault(uid, []).OrderBy(key => key.Resource.QualifiedPlural, StringComparer.Ordinal).ThenBy(key => key.Path, StringComparer.Ordinal)];

    private void Release(ObjectKey key, string finalizer) => cluster.Writes.Edit(key, body =>
        body.Meta()["finalizers"] = new JsonArray([.. body.Rows("metadata", "finalizers").Where(row => row.Text() != finalizer).Select(row => row?.DeepClone())]));

    private static void Disown(JsonObject body, string uid) => body.Meta()["ownerReferences"] =
        new JsonArray([.. body.Rows("metadata", "ownerReferences").Where(owner => owner.Text("uid") != uid).Select(owner => owner?.DeepClone())]);

    private static bool Waits(JsonObject owner, string finalizer) =>
        owner.IsTerminating() && owner.Rows("metadata", "finalizers").Any(row => row.Text() == finalizer);

    private ObjectKey? OwnerKey(string ns, JsonNode? owner) =>
        cluster.Kinds.OfKind(owner.Text("apiVersion"), owner.Text("kind")) is { } found ? new ObjectKey(found, found.Namespaced ? ns : "", owner.Text("name") ?? "") : null;
}
