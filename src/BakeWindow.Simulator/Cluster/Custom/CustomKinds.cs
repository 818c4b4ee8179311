using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster.Store;

namespace BakeWindow.Simulator.Cluster.Custom;

/// <summary>Reads a CustomResourceDefinition: one kind for each version that is served.</summary>
internal static class CustomKinds
{
    private static readonly string[] Verbs = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"];

    public static IReadOnlyList<ResourceKind> Read(JsonObject definition)
    {
        var versions = definition.Rows("spec", "versions");
        var stored = Kind(definition, versions.FirstOrDefault(version => version.Flag("storage")) ?? versions[0]);
        return [.. versions.Where(version => version.Flag("served")).Select(version => version.Text("name") == stored.Version ? stored : Kind(definition, version) with { StoredAs = stored })];
    }

    private static ResourceKind Kind(JsonObject definition, JsonNode? version)
    {
        var names = definition.Part("spec", "names");
        return new ResourceKind(
            definition.Text("spec", "group") ?? "",
            version.Text("name") ?? "",
            names.Text("plural") ?? "",
            names.Text("kind") ?? "",
            definition.Text("spec", "scope") == "Namespaced")
        {
            ShortNames = Words(names.Rows("shortNames")),
            Categories = Words(names.Rows("categories")),
            Verbs = Verbs,
            Subresources = [.. (version.Part("subresources") ?? []).Select(pair => pair.Key).Where(name => name == "status")],
            CountsGenerations = true,
            UpdatesUnconditionally = false,
            Custom = new CustomTraits(
                names.Text("singular") ?? (names.Text("kind") ?? "").ToLowerInvariant(),
                names.Text("listKind") ?? names.Text("kind") + "List",
                new StructuralSchema(version.Part("schema", "openAPIV3Schema")),
                PrinterColumn.Read(version)),
        };
    }

    private static IReadOnlyList<string> Words(IList<JsonNode?> rows) => [.. rows.Select(row => row.Text() ?? "")];
}
