using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster.Api;
using BakeWindow.Simulator.Cluster.Rules;
using BakeWindow.Simulator.Cluster.Store;

namespace BakeWindow.Simulator.Cluster.Writing;

/// <summary>The one way into the store, for callers of the API and controllers alike: defaults, rules, versions, generations.</summary>
internal sealed class Writes(ClusterState cluster)
{
    private static readonly string[] ServerOwned = ["uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation", "selfLink"];

    /// <summary>Creates an object, or refuses. A dry run answers the same and stores nothing. Who may say no is asked with the object complete.</summary>
    public JsonObject Create(ResourceKind resource, string ns, JsonObject asked, bool dryRun = false, Action<JsonObject>? admit = null)
    {
        var view = resource;
        resource = view.StoredAs ?? view;
        var body = Ordered(resource, asked);
        var meta = body.Meta();
        if (resource.Namespaced)
        {
            meta["namespace"] = ns;
        }
        else
        {
            meta.Remove("namespace");
        }

        if (body.Name().Length == 0 && body.Text("metadata", "generateName") is { Length: > 0 } prefix)
        {
            meta["name"] = prefix + cluster.Names.Suffix();
        }

        foreach (var name in (string[])["resourceVersion", "managedFields", .. ServerOwned])
        {
            meta.Remove(name);
        }

        Tidy.Object(resource, body);
        Demand(view, body, null);
        DemandNamespace(resource, ns, body.Name());
        meta["uid"] = cluster.Names.Uid();
        meta["creationTimestamp"] = Stamps.Seconds(cluster.Now);
        if (resource.CountsGenerations)
        {
            meta["generation"] = 1;
        }

        if (resource.HasStatus && resource != ResourceCatalog.Nodes)
        {
            body.Remove("status");
            if (resource.Custom is null)
            {
                body["status"] = new JsonObject();
            }
        }

        Defaults.Apply(resource, body, cluster.Names, isNew: true);
        admit?.Invoke(body);
        var key = new ObjectKey(resource, resource.Namespaced ? ns : "", body.Name());
        return cluster.Store.Find(key) is not null ? throw Refusals.AlreadyExists(resource, body.Name())
            : dryRun ? body
            : cluster.Store.Put(key, body);
    }

    /// <summary>Replaces an object by a changed one. What belongs to the server, and the other section (spec or status), stays as it is. Who may say no is asked with the object after and before.</summary>
    public JsonObject Update(ObjectKey key, JsonObject asked, Section section, bool dryRun = false, Action<JsonObject, JsonObject>? admit = null)
    {
        var before = cluster.Store.Find(key) ?? throw Refusals.NotFound(key.Resource, key.Name);
        var body = Ordered(key.Resource.StoredAs ?? key.Resource, asked);
        KeepServerOwned(key, body, before);
        KeepOtherSection(key.Resource, ref body, before, section);
        Tidy.Object(key.Resource, body);
        Defaults.Apply(key.Resource, body, cluster.Names, isNew: false);
        if (key.Resource.CountsGenerations && !JsonNode.DeepEquals(Spec(key.Resource, body), Spec(key.Resource, before)))
        {
            body.Meta()["generation"] = before.Generation() + 1;
        }

        var isSame = JsonNode.DeepEquals(body, before);
        if (!isSame)
        {
            Demand(key.Resource, body, before);
        }

        admit?.Invoke(body, before);
        if (isSame)
        {
            return before;
        }

        if (dryRun)
        {
            return body;
        }

        var after = cluster.Store.Put(key, body);
        return IsDone(after) ? cluster.Store.Remove(key) : after;
    }

    /// <summary>A controller's edit: of nothing when the object is gone, and none when it changes nothing.</summary>
    public JsonObject? Edit(ObjectKey key, Action<JsonObject> edit)
    {
        if (cluster.Store.Find(key) is not { } before)
        {
            return null;
        }

        var body = before.Copy();
        edit(body);
        Tidy.Object(key.Resource, body);
        if (key.Resource.CountsGenerations && !JsonNode.DeepEquals(Spec(key.Resource, body), Spec(key.Resource, before)))
        {
            body.Meta()["generation"] = before.Generation() + 1;
        }

        if (JsonNode.DeepEquals(body, before))
        {
            return before;
        }

        var after = cluster.Store.Put(key, body);
        return IsDone(after) ? cluster.Store.Remove(key) : after;
    }

    /// <summary>A terminating object without finalizers and without grace has nothing left to wait for.</summary>
    private static bool IsDone(JsonObject body) =>
        body.IsTerminating() && !body.HasFinalizers() && (body.Whole("metadata", "deletionGracePeriodSeconds") ?? 0) == 0
        && body.Rows("spec", "finalizers").Count == 0;

    private static void KeepServerOwned(ObjectKey key, JsonObject body, JsonObject before)
    {
        var meta = body.Meta();
        var old = before.Meta();
        if (body.Version().Length > 0 && body.Version() != before.Version())
        {
            throw Refusals.Stale(key.Resource, key.Name);
        }

        if (body.Uid().Length > 0 && body.Uid() != before.Uid())
        {
            throw Refusals.Invalid(key.Resource, key.Name, Cause.Invalid("metadata.uid", $"\"{body.Uid()}\"", "field is immutable"));
        }

        meta.Remove("managedFields");
        meta["name"] = key.Name;
        meta["resourceVersion"] = before.Version();
        foreach (var name in (string[])["namespace", .. ServerOwned])
        {
            meta.Remove(name);
            if (old[name] is { } value)
            {
                meta[name] = value.DeepClone();
            }
        }
    }

    private static void KeepOtherSection(ResourceKind resource, ref JsonObject body, JsonObject before, Section section)
    {
        if (!resource.HasStatus)
        {
            return;
        }

        if (resource.Custom is not null && section == Section.Status)
        {
            // Of a custom resource its status alone can be written there, not even labels.
            var status = body["status"]?.DeepClone();
            body = before.Copy();
            body["status"] = status;
            return;
        }

        var kept = section == Section.Spec ? "status" : "spec";
        body.Remove(kept);
        if (before[kept] is { } value)
        {
            body[kept] = value.DeepClone();
        }
    }

    private static JsonObject Spec(ResourceKind resource, JsonObject body)
    {
        var spec = body.Copy();
        spec.Remove("metadata");
        if (resource.HasStatus)
        {
            spec.Remove("status");
        }

        return spec;
    }

    private static void Demand(ResourceKind resource, JsonObject body, JsonObject? before)
    {
        if (ObjectRules.Check(resource, body, before) is { Count: > 0 } causes)
        {
            throw Refusals.Invalid(resource.StoredAs ?? resource, body.Name(), causes);
        }
    }

    private void DemandNamespace(ResourceKind resource, string ns, string name)
    {
        if (!resource.Namespaced)
        {
            return;
        }

        var home = cluster.Store.Find(ResourceCatalog.Namespaces, "", ns) ?? throw Refusals.NotFound(ResourceCatalog.Namespaces, ns);
        if (home.IsTerminating())
        {
            var details = Refusals.Details(name, resource.Group, resource.Plural);
            details["causes"] = new JsonArray(new JsonObject
            {
                ["reason"] = "NamespaceTerminating", ["message"] = $"namespace {ns} is being terminated", ["field"] = "metadata.namespace",
            });
            throw new ApiRefusal(
                403, "Forbidden", $"{resource.QualifiedPlural} \"{name}\" is forbidden: unable to create new content in namespace {ns} because it is being terminated", details);
        }
    }

    // Kind and version first, as the server writes them, whatever the client sent.
    private static JsonObject Ordered(ResourceKind resource, JsonObject asked)
    {
        var body = new JsonObject { ["kind"] = resource.Kind, ["apiVersion"] = resource.GroupVersion, ["metadata"] = asked.Part("metadata")?.Copy() ?? [] };
        foreach (var (name, value) in asked)
        {
            if (name is not ("kind" or "apiVersion" or "metadata"))
            {
                body[name] = value?.DeepClone();
            }
        }

        resource.Custom?.Schema.FillIn(body);
        return body;
    }
}
