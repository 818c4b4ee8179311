using System.IO.Enumeration;
using System.Text.Json.Nodes;

namespace BakeWindow.Kubernetes.Dialects.ArgoCd;

/// <summary>Which namespaces of this cluster an AppProject may write to (its <c>spec.destinations</c>, with globs, and <c>!</c> for what is kept out).</summary>
internal static class Destinations
{
    private const string ThisServer = "https://kubernetes.default.svc";
    private const string ThisCluster = "in-cluster";

    public static bool Cover(JsonObject project, string space)
    {
        var here = project.Items("spec", "destinations").Where(IsHere).Select(d => d.Text("namespace") ?? "").ToList();
        return here.Any(pattern => !pattern.StartsWith('!') && Matches(pattern, space)) && !here.Any(pattern => pattern.StartsWith('!') && Matches(pattern[1..], space));
    }

    private static bool IsHere(JsonNode? destination) =>
        (destination.Text("server") is { Length: > 0 } server && Matches(server, ThisServer)) || (destination.Text("name") is { Length: > 0 } name && Matches(name, ThisCluster));

    private static bool Matches(string pattern, string text) => FileSystemName.MatchesSimpleExpression(pattern, text, ignoreCase: false);
}
