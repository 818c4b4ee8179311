using System.Text.Json.Nodes;
using BakeWindow.Tests.Kubernetes.Dialects;
using BakeWindow.Tests.Kubernetes.WritePoints;

namespace BakeWindow.Tests.Kubernetes;

/// <summary>All that stands in a cluster, of every kind that it serves, without what changes by itself.</summary>
internal static class ClusterPicture
{
    private static readonly string[] Fleeting = ["events"];

    public static async Task<SortedDictionary<string, string>> OfAsync(Lab lab)
    {
        var calls = lab.Calls();
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var groups = (await calls.FindAsync("apis"))!["groups"]!.AsArray().Select(g => $"apis/{g!["preferredVersion"]!["groupVersion"]}");
        foreach (var prefix in groups.Prepend("api/v1"))
        {
            foreach (var kind in (await calls.FindAsync(prefix))!["resources"]!.AsArray())
            {
                var plural = (string)kind!["name"]!;
                if (plural.Contains('/', StringComparison.Ordinal) || Fleeting.Contains(plural) || !kind["verbs"]!.AsArray().Any(v => (string?)v == "list"))
                {
                    continue;
                }

                foreach (var one in (await calls.FindAsync($"{prefix}/{plural}"))!["items"]!.AsArray().Select(o => (JsonObject)o!.DeepClone()))
                {
                    all[$"{prefix}/{plural} {one["metadata"]!["namespace"]}/{one["metadata"]!["name"]}"] = Standing.Text((JsonObject)DialectStage.Sorted(one)!);
                }
            }
        }

        return all;
    }
}
