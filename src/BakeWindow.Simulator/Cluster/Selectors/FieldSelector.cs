using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster.Api;
using BakeWindow.Simulator.Cluster.Store;

namespace BakeWindow.Simulator.Cluster.Selectors;

/// <summary>A choice by the few fields that a kind lets be chosen by.</summary>
internal sealed class FieldSelector
{
    private static readonly string[] ForAll = ["metadata.name", "metadata.namespace"];

    private readonly List<(string[] Path, string Value, bool Equal)> terms = [];

    public bool IsEverything => terms.Count == 0;

    /// <summary>The name that is asked for, if only one name can match.</summary>
    public string? SingleName => terms.Find(term => term.Equal && term.Path is ["metadata", "name"]).Value;

    public static FieldSelector Parse(string? text, ResourceKind resource)
    {
        var selector = new FieldSelector();
        foreach (var term in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var (field, value, equal) = Split(term);
            if (!ForAll.Contains(field) && !Own(resource).Contains(field))
            {
                throw Refusals.BadRequest($"field label not supported: {field}");
            }

            selector.terms.Add((field.Split('.'), value, equal));
        }

        return selector;
    }

    public bool Matches(JsonObject body) => terms.All(term => (Shown(body, term.Path) == term.Value) == term.Equal);

    // A flag that is absent is false, a text that is absent is empty.
    private static string Shown(JsonObject body, string[] path) =>
        path is ["spec", "unschedulable"] ? (body.Flag(path) ? "true" : "false") : body.Text(path) ?? "";

    private static (string Field, string Value, bool Equal) Split(string term)
    {
        foreach (var (sign, equal) in (ReadOnlySpan<(string, bool)>)[("!=", false), ("==", true), ("=", true)])
        {
            if (term.IndexOf(sign, StringComparison.Ordinal) is > 0 and var at)
            {
                return (term[..at], term[(at + sign.Length)..], equal);
            }
        }

        throw Refusals.BadRequest($"invalid selector: '{term}'; can't understand '{term}'");
    }

    private static string[] Own(ResourceKind resource) => resource.RulesOf switch
    {
        "Node" => ["spec.unschedulable"],
        "Pod" => ["spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName", "spec.hostNetwork", "status.phase", "status.podIP", "status.nominatedNodeName"],
        "Namespace" => ["status.phase"],
        "Secret" => ["type"],
        "ReplicaSet" => ["status.replicas"],
        "Job" => ["status.successful"],
        "Event" =>
        [
            "involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid", "involvedObject.apiVersion",
            "involvedObject.resourceVersion", "involvedObject.fieldPath", "reason", "reportingComponent", "source", "type",
        ],
        _ => [],
    };
}
