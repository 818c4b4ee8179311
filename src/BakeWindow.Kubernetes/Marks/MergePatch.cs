using System.Text.Json.Nodes;
using k8s.Models;

namespace BakeWindow.Kubernetes.Marks;

/// <summary>A JSON merge patch that takes effect only on the version it was decided on: with a stale resourceVersion the API answers 409 and changes nothing.</summary>
internal sealed class MergePatch(V1ObjectMeta decidedOn)
{
    private readonly JsonObject annotations = [];
    private readonly JsonObject spec = [];

    /// <summary>True when it would change nothing.</summary>
    public bool IsEmpty => annotations.Count == 0 && spec.Count == 0;

    /// <summary>Sets an annotation; null takes it away.</summary>
    public MergePatch Annotate(string name, string? value)
    {
        annotations[name] = value;
        return this;
    }

    /// <summary>Sets a field of the spec; null takes it away.</summary>
    public MergePatch Set(string field, JsonNode? value)
    {
        spec[field] = value;
        return this;
    }

    public V1Patch Build()
    {
        var body = new JsonObject { ["metadata"] = new JsonObject { ["resourceVersion"] = decidedOn.ResourceVersion, ["annotations"] = annotations } };
        if (spec.Count > 0)
        {
            body["spec"] = spec;
        }

        return new V1Patch(body.ToJsonString(), V1Patch.PatchType.MergePatch);
    }
}
