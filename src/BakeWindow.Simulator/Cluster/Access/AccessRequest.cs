namespace BakeWindow.Simulator.Cluster.Access;

/// <summary>What somebody wants to do: to a resource, or to a path outside the resources.</summary>
internal sealed record AccessRequest(string Verb)
{
    public string Group { get; init; } = "";

    public string Resource { get; init; } = "";

    public string Subresource { get; init; } = "";

    public string Namespace { get; init; } = "";

    public string Name { get; init; } = "";

    /// <summary>Set for paths that are no resource, e.g. /metrics.</summary>
    public string? Path { get; init; }

    public string FullResource => Subresource.Length == 0 ? Resource : $"{Resource}/{Subresource}";
}
