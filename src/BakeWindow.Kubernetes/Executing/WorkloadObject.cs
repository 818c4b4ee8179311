using System.Text.Json.Nodes;
using BakeWindow.Core.Cluster;

namespace BakeWindow.Kubernetes.Executing;

/// <summary>A StatefulSet, Deployment or DaemonSet as it was read: what a rollout needs of it.</summary>
internal sealed class WorkloadObject(WorkloadName name, JsonObject json)
{
    private const string RestartedAtName = "kubectl.kubernetes.io/restartedAt";

    public WorkloadName Name => name;

    /// <summary>What stands in the place of our mark; null: nothing.</summary>
    public string? MarkText => Text("metadata", "annotations", Mark.Rollout);

    public RolloutMark? Marked => RolloutMark.Read(MarkText);

    public string? RestartedAt => Text("spec", "template", "metadata", "annotations", RestartedAtName);

    public bool Paused => At("spec", "paused") is JsonValue v && v.TryGetValue<bool>(out var paused) && paused;

    /// <summary>The controller replaces pods by itself.</summary>
    public bool ReplacesPods => Text("spec", "updateStrategy", "type") != "OnDelete";

    public int Partition => (int)(Number("spec", "updateStrategy", "rollingUpdate", "partition") ?? 0);

    public int Replicas => (int)(Number("spec", "replicas") ?? 1);

    /// <summary>The controller has seen the newest spec.</summary>
    public bool Observed => (Number("status", "observedGeneration") ?? 0) >= (Number("metadata", "generation") ?? 0);

    /// <summary>What tells a DaemonSet's pod of the newest template from an older one: the API server counts templates apart from generations.</summary>
    public string? TemplateGeneration => Text("metadata", "annotations", "deprecated.daemonset.template.generation") ?? Number("metadata", "generation")?.ToString(System.Globalization.CultureInfo.InvariantCulture);

    public string? UpdateRevision => Text("status", "updateRevision");

    public int Status(string count) => (int)(Number("status", count) ?? 0);

    /// <summary>A merge patch that takes effect on this version alone.</summary>
    public JsonObject Patch(RolloutMark? mark, string? restartedAt = null, int? partition = null)
    {
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["resourceVersion"] = Text("metadata", "resourceVersion"),
                ["annotations"] = new JsonObject { [Mark.Rollout] = mark?.Write() },
            },
        };
        var spec = new JsonObject();
        if (restartedAt is not null)
        {
            spec["template"] = new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [RestartedAtName] = restartedAt } } };
        }

        if (partition is not null)
        {
            spec["updateStrategy"] = new JsonObject { ["rollingUpdate"] = new JsonObject { ["partition"] = partition } };
        }

        if (spec.Count > 0)
        {
            patch["spec"] = spec;
        }

        return patch;
    }

    private JsonNode? At(params string[] path) => path.Aggregate((JsonNode?)json, (node, step) => (node as JsonObject)?[step]);

    private string? Text(params string[] path) => At(path) is JsonValue v && v.TryGetValue<string>(out var text) ? text : null;

    private long? Number(params string[] path) => At(path) is JsonValue v && v.TryGetValue<long>(out var number) ? number : null;
}
