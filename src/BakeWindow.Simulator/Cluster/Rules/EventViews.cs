using System.Text.Json.Nodes;

namespace BakeWindow.Simulator.Cluster.Rules;

/// <summary>The two forms of an event: core/v1, in which it is stored, and events.k8s.io/v1, which gives the same fields other names.</summary>
internal static class EventViews
{
    private static readonly (string Core, string New)[] Names =
    [
        ("eventTime", "eventTime"), ("series", "series"), ("reportingComponent", "reportingController"), ("reportingInstance", "reportingInstance"), ("action", "action"),
        ("reason", "reason"), ("involvedObject", "regarding"), ("related", "related"), ("message", "note"), ("type", "type"), ("source", "deprecatedSource"),
        ("firstTimestamp", "deprecatedFirstTimestamp"), ("lastTimestamp", "deprecatedLastTimestamp"), ("count", "deprecatedCount"),
    ];

    public static JsonObject ToNew(JsonObject core) => Renamed(core, "events.k8s.io/v1", Names.Select(pair => (pair.Core, pair.New)));

    public static JsonObject ToCore(JsonObject shown) => Renamed(shown, "v1", Names.Select(pair => (pair.New, pair.Core)));

    private static JsonObject Renamed(JsonObject body, string version, IEnumerable<(string From, string To)> names)
    {
        var renamed = new JsonObject { ["kind"] = "Event", ["apiVersion"] = version, ["metadata"] = body["metadata"]?.DeepClone() };
        foreach (var (from, to) in names)
        {
            // An empty reporter is not written in the new form, and filled in again in the old one.
            if (body.ContainsKey(from) && !(version != "v1" && from.StartsWith("reporting", StringComparison.Ordinal) && string.IsNullOrEmpty(body.Text(from))))
            {
                renamed[to] = body[from]?.DeepClone();
            }
        }

        return renamed;
    }
}
