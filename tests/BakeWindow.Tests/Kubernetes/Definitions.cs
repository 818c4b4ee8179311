using System.Text.Json.Nodes;
using BakeWindow.Tests.Kubernetes.Dialects;
using k8s;
using k8s.Models;

namespace BakeWindow.Tests.Kubernetes;

/// <summary>The definitions of <c>deploy/crds</c>, applied as an operator does.</summary>
internal static class Definitions
{
    public static async Task ApplyAsync(Lab lab, string file)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Recorded.RepoRoot, "deploy", "crds", file));
        var definition = KubernetesYaml.Deserialize<V1CustomResourceDefinition>(text);
        await lab.MakeAsync("apis/apiextensions.k8s.io/v1/customresourcedefinitions", KubernetesJson.Serialize(definition));
        var path = $"apis/{definition.Spec.Group}/v1/{definition.Spec.Names.Plural}";
        await lab.UntilAsync(async () => await lab.Calls().FindAsync(path) is JsonObject);
    }
}
