using BakeWindow.Simulator.Cluster.Access;
using BakeWindow.Simulator.Cluster.Store;
using BakeWindow.Simulator.Cluster.Writing;

namespace BakeWindow.Simulator.Cluster.Api;

/// <summary>One request in, one answer out: who asks, may he, what is it about. Runs under the cluster's lock.</summary>
internal sealed class KubeApi(ClusterState cluster, Rbac rbac, Watching watching)
{
    private readonly Discovery discovery = new(cluster.Kinds);
    private readonly Reading reading = new(cluster);
    private readonly ObjectVerbs verbs = new(cluster);
    private readonly Evicting evicting = new(cluster);
    private readonly Scaling scaling = new(cluster);
    private readonly Reviews reviews = new(rbac, () => cluster.Now);

    public ApiAnswer Answer(ApiRequest request)
    {
        var target = ApiTarget.Parse(request.Path);
        return target is { NamesResource: true } ? AnswerResource(request, target) : AnswerPath(request);
    }

    private ApiAnswer AnswerPath(ApiRequest request)
    {
        rbac.Demand(request.Caller, new AccessRequest(request.Method.ToLowerInvariant()) { Path = request.Path });
        if (Health.At(request.Path, request.Query.ContainsKey("verbose")) is { } health)
        {
            return health;
        }

        var form = Representation.Choose(request.Accept);
        return discovery.At(request.Path, form) is { } document ? ApiAnswer.Json(200, document, form.ContentType)
            : request.Path.StartsWith("/api/", StringComparison.Ordinal) ? throw Refusals.NoSuchResource()
            : Health.NotFound();
    }

    private ApiAnswer AnswerResource(ApiRequest request, ApiTarget target)
    {
        // With a name only the old path form watches; "?watch=true" on one object is a plain GET.
        var isWatch = request.Method == "GET" && (target.IsWatchPath || (target.Name.Length == 0 && request.AskedTrue("watch")));
        rbac.Demand(request.Caller, new AccessRequest(Verb(request, target, isWatch))
        {
            Group = target.Group, Resource = target.Plural, Subresource = target.Subresource, Namespace = target.Namespace, Name = target.Name,
        });
        if (cluster.Kinds.Find(target.Group, target.Version, target.Plural) is not { } resource || (resource.Namespaced == false && target.Namespace.Length > 0))
        {
            return cluster.Kinds.Groups.Any(one => one.Group == target.Group) || target.Group.Length == 0 ? throw Refusals.NoSuchResource() : Health.NotFound();
        }

        var key = new ObjectKey(resource, target.Namespace, target.Name);
        if (target.Subresource.Length > 0)
        {
            return AnswerSubresource(request, target, key);
        }

        if (ResourceCatalog.IsReview(resource))
        {
            return request.Method == "POST" && target.Name.Length == 0 ? reviews.Answer(request, resource) : throw Refusals.MethodNotAllowed();
        }

        var ns = target.Namespace.Length == 0 ? null : target.Namespace;
        return (request.Method, Named: target.Name.Length > 0) switch
        {
            ("GET", true) when isWatch => watching.Open(OfOneName(request, target.Name), resource, ns),
            ("GET", true) => reading.Get(request, key),
            ("GET", false) when isWatch => watching.Open(request, resource, ns),
            ("GET", false) => reading.List(request, resource, ns),
            ("POST", false) when ns is not null || !resource.Namespaced => verbs.Create(request, resource, target.Namespace),
            ("PUT", true) => verbs.Replace(request, key, Section.Spec),
            ("PATCH", true) => verbs.Patch(request, key, Section.Spec),
            ("DELETE", true) => verbs.Delete(request, key),
            ("DELETE", false) when resource.Verbs.Contains("deletecollection") => verbs.DeleteCollection(request, resource, ns),
            _ => throw Refusals.MethodNotAllowed(),
        };
    }

    private ApiAnswer AnswerSubresource(ApiRequest request, ApiTarget target, ObjectKey key)
    {
        if (!key.Resource.Subresources.Contains(target.Subresource))
        {
            throw Refusals.NoSuchResource();
        }

        return (target.Subresource, request.Method) switch
        {
            ("status", "GET") => reading.Get(request, key),
            ("status", "PUT") => verbs.Replace(request, key, Section.Status),
            ("status", "PATCH") => verbs.Patch(request, key, Section.Status),
            ("eviction", "POST") => evicting.Evict(request, target.Namespace, target.Name),
            ("log", "GET") => PodLogs.Answer(cluster.Store.Find(key) ?? throw Refusals.NotFound(key.Resource, key.Name)),
            ("scale", _) => scaling.Answer(request, key),
            _ => throw Refusals.MethodNotAllowed(),
        };
    }

    private static ApiRequest OfOneName(ApiRequest request, string name)
    {
        var query = request.Query.ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
        query["fieldSelector"] = $"metadata.name={name}";
        return request with { Query = new QueryCollection(query) };
    }

    private static string Verb(ApiRequest request, ApiTarget target, bool isWatch) => request.Method switch
    {
        "GET" or "HEAD" => isWatch ? "watch" : target.Name.Length > 0 ? "get" : "list",
        "POST" => "create",
        "PUT" => "update",
        "PATCH" => "patch",
        "DELETE" => target.Name.Length > 0 ? "delete" : "deletecollection",
        var other => other.ToLowerInvariant(),
    };
}
