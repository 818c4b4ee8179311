using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster.Api;
using BakeWindow.Simulator.Cluster.Store;

namespace BakeWindow.Simulator.Cluster.Rules;

/// <summary>What is wrong with an event. One with an eventTime is of the new style, also in core/v1; events.k8s.io/v1 asks for more.</summary>
internal static class EventRules
{
    private const int NoteLimit = 1024;
    private static readonly string[] Fixed = ["involvedObject", "reason", "message", "related", "type", "eventTime", "action", "reportingComponent", "reportingInstance"];

    public static IEnumerable<Cause> Check(ResourceKind resource, JsonObject body, JsonObject? before)
    {
        var asksForNew = resource.Group.Length > 0;
        var controller = asksForNew ? "reportingController" : "reportingComponent";
        var causes = body.Text("eventTime") is null ? OldStyle(body) : NewStyle(body, controller);
        return asksForNew ? [.. causes, .. before is null ? Strict(body) : Changed(body, before)] : causes;
    }

    private static IEnumerable<Cause> OldStyle(JsonObject body)
    {
        var about = body.Text("involvedObject", "namespace") ?? "";
        if (body.Namespace() != (about.Length == 0 ? "default" : about))
        {
            yield return Cause.Invalid("involvedObject.namespace", $"\"{about}\"", "does not match event.namespace");
        }
    }

    private static IEnumerable<Cause> NewStyle(JsonObject body, string controller)
    {
        foreach (var (field, shown) in (ReadOnlySpan<(string, string)>)[("reportingComponent", controller), ("reportingInstance", "reportingInstance"), ("action", "action"), ("reason", "reason")])
        {
            if (string.IsNullOrEmpty(body.Text(field)))
            {
                return [Cause.Required(shown)];
            }
        }

        return body.Text("message")?.Length > NoteLimit ? [Cause.Invalid("message", "\"\"", "can have at most 1024 characters")] : [];
    }

    private static IEnumerable<Cause> Strict(JsonObject body)
    {
        if (body.Text("eventTime") is null)
        {
            yield return Cause.Required("eventTime");
        }

        if (body.Text("type") is not ("Normal" or "Warning"))
        {
            yield return Cause.Invalid("type", "\"\"", $"has invalid value: {body.Text("type")}");
        }
    }

    private static IEnumerable<Cause> Changed(JsonObject body, JsonObject before) => Fixed
        .Where(field => !JsonNode.DeepEquals(body[field], before[field]))
        .Select(field => Cause.Invalid(field, body[field]?.ToJsonString(Wire.Options) ?? "null", "field is immutable"));
}
