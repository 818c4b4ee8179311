using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster.Api;

namespace BakeWindow.Simulator.Cluster.Rules;

/// <summary>What a CustomResourceDefinition must say, and what the server adds to it.</summary>
internal static class DefinitionRules
{
    public static IEnumerable<Cause> Check(JsonObject body)
    {
        var wanted = $"{body.Text("spec", "names", "plural")}.{body.Text("spec", "group")}";
        if (body.Name() != wanted)
        {
            yield return Cause.Invalid("metadata.name", $"\"{body.Name()}\"", "must be spec.names.plural+\".\"+spec.group");
        }

        if (body.Text("spec", "scope") is not ("Namespaced" or "Cluster"))
        {
            yield return Cause.Unsupported("spec.scope", $"\"{body.Text("spec", "scope")}\"", "Cluster", "Namespaced");
        }

        var versions = body.Rows("spec", "versions");
        if (versions.Count(version => version.Flag("storage")) != 1)
        {
            yield return Cause.Invalid("spec.versions", "[]", "must have exactly one version marked as storage version");
        }

        for (var i = 0; i < versions.Count; i++)
        {
            if (versions[i].Part("schema", "openAPIV3Schema") is null)
            {
                yield return Cause.Required($"spec.versions[{i}].schema.openAPIV3Schema", "schemas are required");
            }
        }
    }

    public static void Complete(JsonObject body)
    {
        var names = body.Need("spec").Need("names");
        names["singular"] ??= names.Text("kind")?.ToLowerInvariant();
        names["listKind"] ??= names.Text("kind") + "List";
        body.Need("spec")["conversion"] ??= new JsonObject { ["strategy"] = "None" };
        var status = body.Need("status");
        if (!status.ContainsKey("conditions"))
        {
            status["conditions"] = null;
        }

        status["acceptedNames"] ??= new JsonObject { ["plural"] = "", ["kind"] = "" };
        status["storedVersions"] ??= new JsonArray([.. body.Rows("spec", "versions").Where(version => version.Flag("storage")).Select(version => version.At("name")?.DeepClone())]);
    }
}
