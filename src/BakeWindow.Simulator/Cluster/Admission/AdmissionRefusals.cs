using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster.Api;

namespace BakeWindow.Simulator.Cluster.Admission;

/// <summary>How the API server passes on a no, in its own words.</summary>
internal static class AdmissionRefusals
{
    /// <summary>A webhook said no: its code, reason and details, its message after a prefix.</summary>
    public static ApiRefusal ByWebhook(string name, JsonObject? status)
    {
        var denied = $"admission webhook \"{name}\" denied the request";
        var told = status.Text("message") is { Length: > 0 } message ? message : status.Text("reason");
        var code = (int)Math.Max(400, status.Whole("code") ?? 0);
        var details = status.Part("details")?.Copy();
        var retryAfter = (int?)details.Whole("retryAfterSeconds");
        details?.Remove("retryAfterSeconds");
        return new ApiRefusal(
            code, status.Text("reason") is { Length: > 0 } reason ? reason : null, string.IsNullOrEmpty(told) ? $"{denied} without explanation" : $"{denied}: {told}", details, retryAfter is > 0 ? retryAfter : null);
    }

    /// <summary>A webhook that fails closed could not be asked.</summary>
    public static ApiRefusal NotAsked(string name, string why)
    {
        var told = $"failed calling webhook \"{name}\": {why}";
        return new ApiRefusal(500, "InternalError", $"Internal error occurred: {told}", new JsonObject { ["causes"] = new JsonArray(new JsonObject { ["message"] = told }) });
    }

    /// <summary>Policies that are not satisfied: the first one's reason, and all that they say. Of a policy there is no 429.</summary>
    public static ApiRefusal ByPolicies(AdmissionReview review, string reason, IReadOnlyList<string> told)
    {
        var code = reason switch { "Forbidden" => 403, "Unauthorized" => 401, "RequestEntityTooLarge" => 413, _ => 422 };
        var details = Refusals.Details(review.Name, review.Resource.Group, review.Resource.Plural);
        details["causes"] = new JsonArray([.. told.Select(JsonNode (message) => new JsonObject { ["message"] = message })]);
        return new ApiRefusal(code, reason, $"{review.Resource.QualifiedPlural} \"{review.Name}\" is forbidden: {told[0]}", details);
    }

    /// <summary>403 about the resource of a request.</summary>
    public static ApiRefusal Forbidden(AdmissionReview review, string why) => new(
        403, "Forbidden", $"{review.Resource.QualifiedPlural} \"{review.Name}\" is forbidden: {why}", Refusals.Details(review.Name, review.Resource.Group, review.Resource.Plural));
}
