using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster.Access;
using BakeWindow.Simulator.Cluster.Api;
using BakeWindow.Simulator.Cluster.Store;
using BakeWindow.Simulator.Cluster.Writing;

namespace BakeWindow.Simulator.Cluster.Controllers;

/// <summary>What every controller of pods does: notice its own, find them, make them, delete them.</summary>
internal sealed class OwnedPods(ClusterState cluster, ResourceKind owners, TimeSpan? delay = null)
{
    private readonly Caller self = Caller.ServiceAccount("kube-system", owners == ResourceCatalog.DaemonSets ? "daemon-set-controller" : $"{owners.Singular}-controller");
    private Action<ObjectKey>? look;

    /// <summary>Calls for a look at an owner when it, or a pod of it, changes.</summary>
    public void Listen(Action<ObjectKey> reconcile)
    {
        look = reconcile;
        cluster.Store.Subscribe(change => Notice(change, reconcile));
    }

    private void Notice(Change change, Action<ObjectKey> reconcile)
    {
        if (change.Key.Resource == owners)
        {
            Plan(change.Key, reconcile);
        }
        else if (change.Key.Resource == ResourceCatalog.Pods && (change.Shown.Controller() ?? change.Before?.Controller()) is { } owner && owner.Text("kind") == owners.Kind)
        {
            Plan(new ObjectKey(owners, change.Key.Namespace, owner.Text("name") ?? ""), reconcile);
        }
    }

    /// <summary>Pods of an owner, by name.</summary>
    public List<JsonObject> Of(JsonObject owner) => [.. cluster.Store.All(ResourceCatalog.Pods, owner.Namespace()).Where(pod => pod.IsControlledBy(owner))];

    /// <summary>A pod from the owner's template.</summary>
    public JsonObject FromTemplate(JsonObject owner, JsonNode? template)
    {
        var pod = new JsonObject
        {
            ["metadata"] = template.Part("metadata")?.Copy() ?? [],
            ["spec"] = template.Part("spec")?.Copy() ?? [],
        };
        pod.Meta()["ownerReferences"] = new JsonArray(Metadata.OwnerReference(owner, owners.GroupVersion, owners.Kind));
        pod.Meta()["generateName"] = owner.Name() + "-";
        return pod;
    }

    /// <summary>Makes a pod. A template that is no pod, or a name that is taken, is told as an event; the next change tries again.</summary>
    public void Create(JsonObject owner, JsonObject pod)
    {
        if (!cluster.IsOpen(owner.Namespace()))
        {
            return;
        }

        try
        {
            cluster.Writes.Create(ResourceCatalog.Pods, owner.Namespace(), pod);
        }
        catch (ApiRefusal refusal)
        {
            cluster.Events.Tell(owner, "Warning", "FailedCreate", $"Error creating: {refusal.Message}", $"{owners.Singular}-controller");
        }
    }

    public void Delete(JsonObject pod)
    {
        if (!pod.IsTerminating())
        {
            var key = new ObjectKey(ResourceCatalog.Pods, pod.Namespace(), pod.Name());
            cluster.OwnDeletes.Delete(self, key, pod.Uid(), new DeleteOptions(), () => Look(pod));
        }
    }

    // Somebody said no: look again later at what is wanted then.
    private void Look(JsonObject pod)
    {
        if (look is not null && pod.Controller().Text("name") is { } owner)
        {
            Plan(new ObjectKey(owners, pod.Namespace(), owner), look);
        }
    }

    public static bool IsActive(JsonObject pod) => !pod.IsTerminating() && pod.Text("status", "phase") is not ("Succeeded" or "Failed");

    public static bool IsReady(JsonObject pod) => !pod.IsTerminating() && pod.Text("status", "phase") == "Running" && Conditions.Holds(pod, "Ready");

    // Later than the disruption controller looks: a pod that is gone is missed there for a moment.
    private void Plan(ObjectKey key, Action<ObjectKey> reconcile) =>
        cluster.Agenda.Once($"{owners.Plural}/{key.Path}", delay ?? 3 * cluster.Options.Reaction, () => reconcile(key));
}
