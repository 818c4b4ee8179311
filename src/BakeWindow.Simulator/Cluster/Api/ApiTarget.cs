namespace BakeWindow.Simulator.Cluster.Api;

/// <summary>What a path of the API speaks about, read by its form alone: the resource need not exist.</summary>
internal sealed record ApiTarget(string Group, string Version, string Namespace, string Plural, string Name, string Subresource, bool IsWatchPath)
{
    /// <summary>True for the paths below /api/v1/ and /apis/{group}/{version}/ that name a resource.</summary>
    public bool NamesResource => Plural.Length > 0;

    public static ApiTarget? Parse(string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return parts switch
        {
            ["api", var version, .. var rest] => Parse("", version, rest),
            ["apis", var group, var version, .. var rest] => Parse(group, version, rest),
            _ => null,
        };
    }

    private static ApiTarget Parse(string group, string version, string[] rest)
    {
        var watch = rest is ["watch", ..];
        if (watch)
        {
            rest = rest[1..];
        }

        var (ns, plural, tail) = rest switch
        {
            ["namespaces", var name, "status" or "finalize", ..] => ("", "namespaces", (string[])[name, rest[2]]),
            ["namespaces", var inside, var resource, .. var more] => (inside, resource, more),
            [var resource, .. var more] => ("", resource, more),
            [] => ("", "", (string[])[]),
        };

        // The namespace of a Namespace, for who may do what, is itself.
        return new ApiTarget(group, version, ns, plural, tail.ElementAtOrDefault(0) ?? "", string.Join('/', tail.Skip(1)), watch);
    }
}
