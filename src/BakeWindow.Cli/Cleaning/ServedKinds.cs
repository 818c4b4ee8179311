using System.Text.Json.Nodes;

namespace BakeWindow.Cli.Cleaning;

/// <summary>Every kind of object that a cluster serves and that can be listed and patched, by discovery: whatever a neighbour's objects are called, its kind is among them.</summary>
internal static class ServedKinds
{
    // No mark is ever set on them, and nobody should read them who need not.
    private static readonly string[] Never = ["secrets", "events", "endpoints", "endpointslices", "leases", "configmaps"];

    /// <summary>Path of each kind's collection, and its plural: <c>apis/apps/v1</c>, <c>statefulsets</c>.</summary>
    public static async Task<IReadOnlyList<(string Prefix, string Plural, bool Namespaced)>> FindAsync(KubeObjects objects, CancellationToken ct)
    {
        List<string> versions = ["api/v1"];
        foreach (var group in (await objects.FindAsync("apis", ct))?["groups"] as JsonArray ?? [])
        {
            if ((string?)group?["preferredVersion"]?["groupVersion"] is { } preferred)
            {
                versions.Add($"apis/{preferred}");
            }
        }

        var kinds = new List<(string, string, bool)>();
        foreach (var version in versions)
        {
            foreach (var kind in (await objects.FindAsync(version, ct))?["resources"] as JsonArray ?? [])
            {
                if ((string?)kind?["name"] is { } plural && !plural.Contains('/', StringComparison.Ordinal) && !Never.Contains(plural) && Can(kind, "list") && Can(kind, "patch"))
                {
                    kinds.Add((version, plural, (bool?)kind["namespaced"] is true));
                }
            }
        }

        return kinds;
    }

    private static bool Can(JsonNode kind, string verb) => (kind["verbs"] as JsonArray)?.Any(v => (string?)v == verb) is true;
}
