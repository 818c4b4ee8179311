using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster.Admission;
using BakeWindow.Simulator.Cluster.Rules;
using BakeWindow.Simulator.Cluster.Store;
using BakeWindow.Simulator.Cluster.Writing;

namespace BakeWindow.Simulator.Cluster.Api;

/// <summary>POST, PUT, PATCH and DELETE of objects.</summary>
internal sealed class ObjectVerbs(ClusterState cluster)
{
    private const string JobWarning =
        "child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning";

    private readonly RequestAdmission admission = new(cluster);

    public ApiAnswer Create(ApiRequest request, ResourceKind resource, string ns)
    {
        var dryRun = DryRun(request, "CreateOptions");
        var asked = Decode(request, resource, ns);
        if (asked.Name().Length == 0 && asked.Text("metadata", "generateName") is { Length: > 0 } prefix)
        {
            asked.Meta()["name"] = request.Talk.DrawnName ??= prefix + cluster.Names.Suffix();
        }

        return Answer(request, resource, 201, cluster.Writes.Create(resource, ns, asked, dryRun, admission.OfCreate(request, resource, ns, dryRun)));
    }

    public ApiAnswer Replace(ApiRequest request, ObjectKey key, Section section)
    {
        var dryRun = DryRun(request, "UpdateOptions");
        var asked = Decode(request, key.Resource, key.Namespace);
        if (asked.Name() is { Length: > 0 } name && name != key.Name)
        {
            throw Refusals.BadRequest($"the name of the object ({name}) does not match the name on the URL ({key.Name})");
        }

        if (cluster.Store.Find(key) is null && key.Resource.CreatesOnUpdate && section == Section.Spec)
        {
            return CreateByUpdate(request, key, asked, dryRun);
        }

        var before = cluster.Store.Find(key) ?? throw Refusals.NotFound(key.Resource, key.Name);
        if (asked.Version().Length == 0 && !key.Resource.UpdatesUnconditionally)
        {
            // The server names the resource here, not the kind.
            var cause = Cause.Invalid("metadata.resourceVersion", "0x0", "must be specified for an update");
            throw Refusals.Invalid(key.Resource.Group, key.Resource.Plural, key.Name, [cause]);
        }

        if (asked.Uid().Length > 0 && asked.Uid() != before.Uid())
        {
            throw LostUid(key, asked, before);
        }

        return Answer(request, key.Resource, 200, cluster.Writes.Update(key, asked, section, dryRun, admission.OfUpdate(request, key, section, dryRun)));
    }

    public ApiAnswer Patch(ApiRequest request, ObjectKey key, Section section)
    {
        var dryRun = DryRun(request, "PatchOptions");
        Patching.DemandType(request, key.Resource);

        var before = cluster.Store.Find(key) ?? throw Refusals.NotFound(key.Resource, key.Name);
        var after = Patching.Patched(request, key.Resource, before);
        return Answer(request, key.Resource, 200, cluster.Writes.Update(key, after, section, dryRun, admission.OfUpdate(request, key, section, dryRun)));
    }

    public ApiAnswer Delete(ApiRequest request, ObjectKey key)
    {
        var options = ReadOptions(request);
        if (key.Resource == ResourceCatalog.Jobs && options.Propagation is null)
        {
            request.Warnings.Add(JobWarning);
        }

        var (body, gone) = cluster.Deletes.Delete(key, options, admission.OfDelete(request, key, key.Name, options));
        return gone && !key.Resource.ReturnsDeleted
            ? ApiAnswer.Json(200, Deleted(key, body))
            : Answer(request, key.Resource, 200, body);
    }

    public ApiAnswer DeleteCollection(ApiRequest request, ResourceKind resource, string? ns)
    {
        var options = ReadOptions(request);
        var chosen = ListOptions.Read(request, resource);
        var keys = cluster.Store.All(resource, ns)
            .Where(body => chosen.Labels.Matches(body) && chosen.Fields.Matches(body))
            .Select(body => new ObjectKey(resource, body.Namespace(), body.Name()))
            .ToList();

        // Webhooks hear of all before the first one goes.
        var reviews = new List<AdmissionReview>();
        keys.ForEach(key => cluster.Deletes.Delete(key, options with { DryRun = true }, RequestAdmission.Collect(request, key, options, reviews)));
        cluster.Admission.Ask(reviews, request.Talk);
        var deleted = keys.ConvertAll(key => cluster.Deletes.Delete(key, options, admission.OfDelete(request, key, "", options)).Body);
        var meta = new JsonObject { ["resourceVersion"] = cluster.Store.Version.ToString(System.Globalization.CultureInfo.InvariantCulture) };
        var form = Representation.Choose(request.Accept);
        return ApiAnswer.Json(200, form.List(resource, deleted, meta, cluster.Now), form.ContentType);
    }

    /// <summary>Checks ?dryRun= and says whether this is one.</summary>
    public static bool DryRun(ApiRequest request, string options)
    {
        var asked = request.Query["dryRun"].Where(value => !string.IsNullOrEmpty(value)).Select(value => value!).ToList();
        DeleteOptions.Demand(asked, options);
        return asked.Count > 0;
    }

    private ApiAnswer Answer(ApiRequest request, ResourceKind resource, int code, JsonObject body)
    {
        var form = Representation.Choose(request.Accept);
        return ApiAnswer.Json(code, form.Object(resource, body, cluster.Now), form.ContentType);
    }

    private ApiAnswer CreateByUpdate(ApiRequest request, ObjectKey key, JsonObject asked, bool dryRun)
    {
        if (asked.Uid().Length > 0)
        {
            throw LostUid(key, asked, null);
        }

        asked.Meta()["name"] = key.Name;
        return Answer(request, key.Resource, 201, cluster.Writes.Create(key.Resource, key.Namespace, asked, dryRun, admission.OfCreate(request, key.Resource, key.Namespace, dryRun)));
    }

    private static ApiRefusal LostUid(ObjectKey key, JsonObject asked, JsonObject? there) => Refusals.Conflict(
        key.Resource,
        key.Name,
        $"StorageError: invalid object, Code: 4, Key: /registry/{key.Resource.Plural}/{key.Path}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: "
        + $"UID in precondition: {asked.Uid()}, UID in object meta: {there?.Uid()}");

    private static DeleteOptions ReadOptions(ApiRequest request)
    {
        DryRun(request, "DeleteOptions");
        return DeleteOptions.Read(request.Body.IsEmpty ? null : request.Json("DeleteOptions"), request);
    }

    private static JsonObject Deleted(ObjectKey key, JsonObject body)
    {
        var details = Refusals.Details(key.Name, key.Resource.Group, key.Resource.Plural);
        details["uid"] = body.Uid();
        return new JsonObject { ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Success", ["details"] = details };
    }

    // The decoder: form, kind, types, unknown fields; then the namespace of the path.
    private static JsonObject Decode(ApiRequest request, ResourceKind resource, string ns)
    {
        var body = RequestBodies.ReadObject(request, resource.Kind);
        var kind = body.Text("kind") ?? resource.Kind;
        if (kind != resource.Kind)
        {
            var version = body.Text("apiVersion") ?? "v1";
            var shortVersion = version.Split('/')[^1];
            throw Refusals.BadRequest(
                $"{kind} in version \"{shortVersion}\" cannot be handled as a {resource.Kind}: converting ({shortVersion}.{kind}) to (core.{resource.Kind}): unknown conversion");
        }

        if (TypeRules.Problem(resource, body) is { } problem)
        {
            throw Refusals.BadRequest($"{resource.Kind} in version \"{resource.Version}\" cannot be handled as a {resource.Kind}: {problem}");
        }

        if (FieldRules.Prune(resource, body) is { Count: > 0 } unknown)
        {
            if (request.Asked("fieldValidation") == "Strict")
            {
                var told = string.Join(", ", unknown.Select(field => $"unknown field \"{field}\""));
                throw Refusals.BadRequest($"{resource.Kind} in version \"{resource.Version}\" cannot be handled as a {resource.Kind}: strict decoding error: {told}");
            }

            request.Warnings.AddRange(unknown.Select(field => $"unknown field \"{field}\""));
        }

        return resource.Namespaced && body.Namespace() is { Length: > 0 } inside && inside != ns
            ? throw Refusals.BadRequest("the namespace of the provided object does not match the namespace sent on the request")
            : resource.Take(body);
    }
}
