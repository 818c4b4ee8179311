using System.Globalization;
using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster.Store;

namespace BakeWindow.Simulator.Cluster.Api;

/// <summary>GET of one object and of lists.</summary>
internal sealed class Reading(ClusterState cluster)
{
    public ApiAnswer Get(ApiRequest request, ObjectKey key)
    {
        var form = Representation.Choose(request.Accept);
        var body = cluster.Store.Find(key) ?? throw Refusals.NotFound(key.Resource, key.Name);
        return ApiAnswer.Json(200, form.Object(key.Resource, body, cluster.Now), form.ContentType);
    }

    public ApiAnswer List(ApiRequest request, ResourceKind resource, string? ns)
    {
        var form = Representation.Choose(request.Accept);
        var options = ListOptions.Read(request, resource);
        var (version, all) = Snapshot(resource, options);
        var chosen = all
            .Where(body => (ns is null || body.Namespace() == ns) && options.Labels.Matches(body) && options.Fields.Matches(body))
            .ToList();
        var after = options.Continue is { } token ? ContinueToken.Parse(token).After : null;
        var rest = after is null ? chosen : chosen.FindAll(body => string.CompareOrdinal(Path(resource, body), after) > 0);

        // Any state (version 0) comes from the cache, which gives all at once.
        var page = options.Limit > 0 && options.Version != 0 && rest.Count > options.Limit ? rest[..(int)options.Limit] : rest;
        var meta = new JsonObject { ["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture) };
        if (resource.Custom is not null)
        {
            meta["continue"] = "";
        }

        if (page.Count < rest.Count)
        {
            meta["continue"] = new ContinueToken(version, Path(resource, page[^1])).ToString();
            if (options.Labels.IsEverything && options.Fields.IsEverything)
            {
                meta["remainingItemCount"] = rest.Count - page.Count;
            }
        }

        return ApiAnswer.Json(200, form.List(resource, page, meta, cluster.Now), form.ContentType);
    }

    private (long Version, IReadOnlyList<JsonObject> Bodies) Snapshot(ResourceKind resource, ListOptions options)
    {
        var store = cluster.Store;
        if (options.Continue is { } text)
        {
            var token = ContinueToken.Parse(text);
            return token.Version < 0 ? (store.Version, store.All(resource))
                : store.At(resource, token.Version) is { } then ? (token.Version, then)
                : throw TooOldToContinue(token);
        }

        if (options.Version is > 0 and { } asked)
        {
            if (asked > store.Version)
            {
                throw Refusals.FromTheFuture(asked, store.Version);
            }

            // A limit with a version and no word about the match means exactly that version.
            if (options.Match == "Exact" || (options.Match is null && options.Limit > 0))
            {
                return (asked, store.At(resource, asked) ?? throw Refusals.TooOldToList());
            }
        }

        return (store.Version, store.All(resource));
    }

    private static ApiRefusal TooOldToContinue(ContinueToken token)
    {
        var refusal = Refusals.Expired(
            "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the "
            + "continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects "
            + "that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.");
        refusal.Status.Need("metadata")["continue"] = (token with { Version = -1 }).ToString();
        return refusal;
    }

    private static string Path(ResourceKind resource, JsonObject body) => new ObjectKey(resource, body.Namespace(), body.Name()).Path;
}
