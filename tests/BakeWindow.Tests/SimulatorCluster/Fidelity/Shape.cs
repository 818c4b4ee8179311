using System.Text.Json;
using System.Text.Json.Nodes;

namespace BakeWindow.Tests.SimulatorCluster.Fidelity;

/// <summary>The shape of a document: its property paths with the kind of what stands there. Lists are one element, maps with free keys one key.</summary>
internal static class Shape
{
    private static readonly HashSet<string> Maps = new(StringComparer.Ordinal)
    {
        "labels", "annotations", "matchLabels", "nodeSelector", "data", "disruptedPods", "capacity", "allocatable", "finalizers",
    };

    // What the simulator leaves out on purpose, or has more of; docs/simulator-fidelity.md says why.
    private static readonly string[] LeftOut =
    [
        ".metadata.managedFields", ".containerStatuses[].volumeMounts", ".containerStatuses[].started", ".containerStatuses[].lastState.terminated",
        ".state.terminated.reason", ".status.initContainerStatuses", ".storageVersionHash", ".metadata.annotations", ".metadata.labels", ".reason", ".message",
        ".spec.nodeSelector", ".status.images",
    ];

    public static IEnumerable<string> Differences(JsonNode? recorded, JsonNode? simulated, IReadOnlyCollection<string> alsoLeftOut)
    {
        var expected = Paths(recorded);
        var actual = Paths(simulated);
        bool Counts(string path) => !LeftOut.Concat(alsoLeftOut).Any(part => path.Contains(part, StringComparison.Ordinal));
        return expected.Except(actual, StringComparer.Ordinal).Where(Counts).Select(path => $"missing {path}")
            .Concat(actual.Except(expected, StringComparer.Ordinal).Where(Counts).Select(path => $"not in the recording {path}"));
    }

    private static SortedSet<string> Paths(JsonNode? node)
    {
        var paths = new SortedSet<string>(StringComparer.Ordinal);
        Collect(node, "", paths);
        return paths;
    }

    private static void Collect(JsonNode? node, string path, SortedSet<string> paths)
    {
        paths.Add($"{path}: {Kind(node)}");
        switch (node)
        {
            case JsonObject part:
                foreach (var (name, value) in part)
                {
                    Collect(value, IsMap(path) ? $"{path}.*" : $"{path}.{name}", paths);
                }

                break;
            case JsonArray list:
                foreach (var value in list)
                {
                    Collect(value, $"{path}[]", paths);
                }

                break;
        }
    }

    private static bool IsMap(string path) => Maps.Contains(path[(path.LastIndexOf('.') + 1)..]);

    private static string Kind(JsonNode? node) => node?.GetValueKind() switch
    {
        null or JsonValueKind.Null => "null",
        JsonValueKind.True or JsonValueKind.False => "bool",
        var kind => kind.Value.ToString(),
    };
}
