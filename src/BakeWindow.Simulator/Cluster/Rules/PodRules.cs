using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster.Api;

namespace BakeWindow.Simulator.Cluster.Rules;

/// <summary>What a pod may be, and how little of it may change.</summary>
internal static class PodRules
{
    public const string MirrorAnnotation = "kubernetes.io/config.mirror";

    public static IEnumerable<Cause> Check(JsonObject body, JsonObject? before)
    {
        if (body.Rows("spec", "containers").Count == 0)
        {
            yield return Cause.Required("spec.containers");
        }

        if (before is null)
        {
            yield break;
        }

        if (body.Annotation(MirrorAnnotation) != before.Annotation(MirrorAnnotation))
        {
            yield return Cause.Forbidden($"metadata.annotations[{MirrorAnnotation}]", "may not remove or update mirror pod annotation");
        }

        if (!JsonNode.DeepEquals(WithoutMutable(body), WithoutMutable(before)))
        {
            yield return Cause.Forbidden(
                "spec",
                "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,"
                + "`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)");
        }
    }

    private static JsonObject WithoutMutable(JsonObject pod)
    {
        var spec = pod.Part("spec")?.Copy() ?? [];
        spec.Remove("activeDeadlineSeconds");
        spec.Remove("tolerations");
        foreach (var container in spec.Rows("containers").Concat(spec.Rows("initContainers")))
        {
            (container as JsonObject)?.Remove("image");
        }

        return spec;
    }
}
