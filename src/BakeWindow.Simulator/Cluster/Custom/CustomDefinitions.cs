using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster.Store;
using BakeWindow.Simulator.Cluster.Writing;

namespace BakeWindow.Simulator.Cluster.Custom;

/// <summary>Accepts CustomResourceDefinitions, serves their kinds, and clears away after one that is deleted.</summary>
internal sealed class CustomDefinitions
{
    /// <summary>Holds a definition until its objects are gone.</summary>
    public const string Cleanup = "customresourcecleanup.apiextensions.k8s.io";

    // Real servers take one to two seconds.
    private static readonly TimeSpan CleanupTakes = TimeSpan.FromSeconds(1);

    private readonly ClusterState cluster;

    public CustomDefinitions(ClusterState cluster)
    {
        this.cluster = cluster;
        cluster.Store.Subscribe(Notice);
    }

    /// <summary>Accepts the names of a definition and serves its kinds.</summary>
    public void Establish(ObjectKey key)
    {
        cluster.Writes.Edit(key, body =>
        {
            body.Need("status")["acceptedNames"] = body.At("spec", "names")?.DeepClone();
            Conditions.Write(body, "NamesAccepted", "True", cluster.Now, "NoConflicts", "no conflicts found");
            Conditions.Write(body, "Established", "True", cluster.Now, "InitialNamesAccepted", "the initial names have been accepted");
        });
    }

    /// <summary>What the deletion of a definition writes into it at once.</summary>
    public static void MarkTerminating(JsonObject definition, DateTimeOffset now)
    {
        definition.Meta()["finalizers"] = JsonReading.List(Cleanup);
        Conditions.Write(
            definition, "Terminating", "True", now, "InstanceDeletionPending", "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon");
    }

    private void Notice(Change change)
    {
        if (change.Key.Resource != ResourceCatalog.Definitions)
        {
            return;
        }

        if (change.After is not { } definition)
        {
            cluster.Kinds.Define(change.Key.Name, []);
        }
        else if (definition.IsTerminating())
        {
            cluster.Agenda.Once($"undefine/{change.Key.Name}", CleanupTakes, () => CleanUp(change.Key));
        }
        else if (Conditions.Holds(definition, "Established"))
        {
            cluster.Kinds.Define(change.Key.Name, CustomKinds.Read(definition));
        }
        else
        {
            cluster.Agenda.Once($"establish/{change.Key.Name}", cluster.Options.Reaction, () => Establish(change.Key));
        }
    }

    private void CleanUp(ObjectKey key)
    {
        if (cluster.Store.Find(key) is not { } definition)
        {
            return;
        }

        var kind = CustomKinds.Read(definition)[0];
        var left = cluster.Store.All(kind).Select(body => new ObjectKey(kind, body.Namespace(), body.Name())).ToList();
        foreach (var one in left.Where(one => !cluster.Store.Find(one)!.IsTerminating()))
        {
            cluster.Deletes.Delete(one, new DeleteOptions());
        }

        if (cluster.Store.All(kind).Count > 0)
        {
            // Something holds one of them: look again.
            cluster.Agenda.Once($"undefine/{key.Name}", CleanupTakes, () => CleanUp(key));
            return;
        }

        cluster.Writes.Edit(key, body => body.Meta().Remove("finalizers"));
    }
}
