using System.Globalization;
using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster.Store;

namespace BakeWindow.Simulator.Cluster.Api;

/// <summary>The failures of the API in its own words. Reasons, codes and details are those of a 1.32 server.</summary>
internal static class Refusals
{
    public static ApiRefusal NoSuchResource() =>
        new(404, "NotFound", "the server could not find the requested resource", []);

    public static ApiRefusal NotFound(ResourceKind resource, string name) =>
        new(404, "NotFound", $"{resource.QualifiedPlural} \"{name}\" not found", Details(name, resource.Group, resource.Plural));

    public static ApiRefusal AlreadyExists(ResourceKind resource, string name) =>
        new(409, "AlreadyExists", $"{resource.QualifiedPlural} \"{name}\" already exists", Details(name, resource.Group, resource.Plural));

    /// <summary>The writer read an older version than the one that is stored.</summary>
    public static ApiRefusal Stale(ResourceKind resource, string name) =>
        Conflict(resource, name, "the object has been modified; please apply your changes to the latest version and try again");

    public static ApiRefusal Conflict(ResourceKind resource, string name, string why) =>
        new(409, "Conflict", $"Operation cannot be fulfilled on {resource.QualifiedPlural} \"{name}\": {why}", Details(name, resource.Group, resource.Plural));

    /// <summary>A precondition of a delete or an eviction doesn't hold. These messages name the kind, not the resource.</summary>
    public static ApiRefusal Precondition(ResourceKind resource, string name, string why) =>
        new(409, "Conflict", $"Operation cannot be fulfilled on {resource.QualifiedKind} \"{name}\": {why}", Details(name, resource.Group, resource.Kind));

    public static ApiRefusal BadRequest(string message) => new(400, "BadRequest", message);

    public static ApiRefusal MethodNotAllowed() =>
        new(405, "MethodNotAllowed", "the server does not allow this method on the requested resource", []);

    public static ApiRefusal Unauthorized() => new(401, "Unauthorized", "Unauthorized");

    public static ApiRefusal NotAcceptable() =>
        new(406, "NotAcceptable", "406: Not Acceptable\n\nAvailable representations: application/json, application/json;stream=watch", []);

    public static ApiRefusal TooLarge(int limit) =>
        new(413, "RequestEntityTooLarge", $"Request entity too large: limit is {limit.ToString(CultureInfo.InvariantCulture)}");

    public static ApiRefusal UnknownBody() =>
        new(415, "UnsupportedMediaType", "the body of the request was in an unknown format - accepted media types include: application/json, application/vnd.kubernetes.protobuf");

    public static ApiRefusal NotAPatch() => new(415, "UnsupportedMediaType", "415: Unsupported Media Type", []);

    public static ApiRefusal NotACustomPatch() => new(
        415,
        "UnsupportedMediaType",
        "the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml");

    /// <summary>A JSON patch that can't be carried out; the server says no more than this.</summary>
    public static ApiRefusal PatchFailed() => new(422, "Invalid", "the server rejected our request due to an error in our request", []);

    /// <summary>The patched document is not one of the kind any more.</summary>
    public static ApiRefusal PatchBreaks(string why) =>
        Invalid("", "", "", [new Cause("FieldValueInvalid", $"Invalid value: {why}", "patch")]);

    public static ApiRefusal Expired(string message) => new(410, "Expired", message);

    public static ApiRefusal TooOldToList() => Expired("The resourceVersion for the provided list is too old.");

    public static ApiRefusal TooOldToWatch(long asked, long oldest) =>
        Expired(string.Create(CultureInfo.InvariantCulture, $"too old resource version: {asked} ({oldest})"));

    public static ApiRefusal FromTheFuture(long asked, long current) => new(
        504,
        "Timeout",
        string.Create(CultureInfo.InvariantCulture, $"Timeout: Too large resource version: {asked}, current: {current}"),
        new JsonObject { ["causes"] = new JsonArray(new JsonObject { ["reason"] = "ResourceVersionTooLarge", ["message"] = "Too large resource version" }) },
        retryAfter: 1);

    public static ApiRefusal Invalid(ResourceKind resource, string name, params IReadOnlyList<Cause> causes) =>
        Invalid(resource.Group, resource.Kind, name, causes);

    public static ApiRefusal Invalid(string group, string kind, string name, IReadOnlyList<Cause> causes)
    {
        var subject = group.Length == 0 ? kind : $"{kind}.{group}";
        var told = causes.Select(cause => $"{cause.Field}: {cause.Message}").Distinct(StringComparer.Ordinal).ToList();
        var details = Details(name, group, kind);
        details["causes"] = new JsonArray([.. causes.Select(JsonNode (cause) => new JsonObject
        {
            ["reason"] = cause.Reason, ["message"] = cause.Message, ["field"] = cause.Field,
        })]);
        var list = told.Count == 1 ? told[0] : $"[{string.Join(", ", told)}]";
        return new ApiRefusal(422, "Invalid", $"{subject} \"{name}\" is invalid: {list}", details);
    }

    public static JsonObject Details(string name, string group, string kind)
    {
        var details = new JsonObject();
        if (name.Length > 0)
        {
            details["name"] = name;
        }

        if (group.Length > 0)
        {
            details["group"] = group;
        }

        if (kind.Length > 0)
        {
            details["kind"] = kind;
        }

        return details;
    }
}
