using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster.Custom;
using BakeWindow.Simulator.Cluster.Store;

namespace BakeWindow.Simulator.Cluster.Writing;

/// <summary>Deletion: at once, or graceful for pods, or held by finalizers.</summary>
internal sealed class Deletes(ClusterState cluster)
{
    /// <summary>
    /// Deletes an object that is there. Answers with it as it is now (terminating, or its last state) and whether it is gone. Who may say no is asked with the
    /// object and the grace that it gets (pods only); of a pod that goes at once twice, the second time with its deletion already written, as the server does.
    /// </summary>
    public (JsonObject Body, bool Gone) Delete(ObjectKey key, DeleteOptions options, Action<JsonObject, long?>? admit = null)
    {
        var before = cluster.Store.Find(key) ?? throw Api.Refusals.NotFound(key.Resource, key.Name);
        options.DemandPreconditions(key, before);
        var body = before.Copy();
        var grace = key.Resource == ResourceCatalog.Pods ? GraceOf(before, options) : 0;
        Finalize(key, body, options);
        if (!Mark(key.Resource, body, grace))
        {
            // Terminating already, with no more time than is asked now.
            return (before, false);
        }

        var isPod = key.Resource == ResourceCatalog.Pods;
        admit?.Invoke(before, isPod ? grace : options.Grace);
        if (isPod && grace == 0)
        {
            admit?.Invoke(body, grace);
        }

        var waits = grace > 0 || body.HasFinalizers() || body.Rows("spec", "finalizers").Count > 0;
        if (options.DryRun)
        {
            return (body, !waits);
        }

        if (waits)
        {
            return (JsonNode.DeepEquals(body, before) ? before : cluster.Store.Put(key, body), false);
        }

        // A pod is first seen with no grace left, then gone; everything else is gone at once.
        if (key.Resource == ResourceCatalog.Pods && !JsonNode.DeepEquals(body, before))
        {
            cluster.Store.Put(key, body);
        }

        return (cluster.Store.Remove(key), true);
    }

    private static long GraceOf(JsonObject pod, DeleteOptions options)
    {
        if (pod.Text("spec", "nodeName") is null || pod.Text("status", "phase") is "Succeeded" or "Failed")
        {
            return 0;
        }

        // Below zero counts as one second.
        return Math.Max(options.Grace ?? pod.Whole("spec", "terminationGracePeriodSeconds") ?? 30, options.Grace < 0 ? 1 : 0);
    }

    // A second delete can only shorten the time: the end moves by the difference of the graces.
    private bool Mark(ResourceKind resource, JsonObject body, long grace)
    {
        var meta = body.Meta();
        var end = cluster.Now + TimeSpan.FromSeconds(grace);
        if (Stamps.Read(body.Text("metadata", "deletionTimestamp")) is { } formerEnd)
        {
            var former = body.Whole("metadata", "deletionGracePeriodSeconds") ?? 0;
            if (grace >= former && former > 0)
            {
                return false;
            }

            end = former > 0 ? formerEnd - TimeSpan.FromSeconds(former - grace) : formerEnd;
        }
        else if (body.Generation() > 0 && resource != ResourceCatalog.Definitions)
        {
            meta["generation"] = body.Generation() + 1;
        }

        meta["deletionTimestamp"] = Stamps.Seconds(end);
        if (resource == ResourceCatalog.Namespaces)
        {
            body.Need("status")["phase"] = "Terminating";
        }
        else if (resource == ResourceCatalog.Definitions)
        {
            CustomDefinitions.MarkTerminating(body, cluster.Now);
        }
        else
        {
            meta["deletionGracePeriodSeconds"] = grace;
        }

        return true;
    }

    private static void Finalize(ObjectKey key, JsonObject body, DeleteOptions options)
    {
        var way = options.Propagation ?? (key.Resource == ResourceCatalog.Jobs ? "Orphan" : "Background");
        var finalizer = way switch { "Foreground" => "foregroundDeletion", "Orphan" => "orphan", _ => null };
        if (key.Resource == ResourceCatalog.Pods || finalizer is null || body.Rows("metadata", "finalizers").Any(row => row.Text() == finalizer))
        {
            return;
        }

        var list = body.Meta()["finalizers"] as JsonArray ?? [];
        body.Meta()["finalizers"] = new JsonArray([.. list.Select(row => row?.DeepClone()), finalizer]);
    }
}
