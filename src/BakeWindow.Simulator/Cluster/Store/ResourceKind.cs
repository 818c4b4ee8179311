namespace BakeWindow.Simulator.Cluster.Store;

/// <summary>One kind of object that the API serves, and what is special about it.</summary>
internal sealed record ResourceKind(string Group, string Version, string Plural, string Kind, bool Namespaced)
{
    private static readonly string[] AllVerbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

    public string Singular => Kind.ToLowerInvariant();

    public string GroupVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>As messages name the resource, e.g. leases.coordination.k8s.io.</summary>
    public string QualifiedPlural => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    /// <summary>As messages name the kind, e.g. Lease.coordination.k8s.io.</summary>
    public string QualifiedKind => Group.Length == 0 ? Kind : $"{Kind}.{Group}";

    public IReadOnlyList<string> ShortNames { get; init; } = [];

    public IReadOnlyList<string> Categories { get; init; } = [];

    public IReadOnlyList<string> Subresources { get; init; } = [];

    public IReadOnlyList<string> Verbs { get; init; } = AllVerbs;

    public bool HasStatus => Subresources.Contains("status");

    public bool HasScale => Subresources.Contains("scale");

    /// <summary>metadata.generation counts the changes of the spec.</summary>
    public bool CountsGenerations { get; init; }

    /// <summary>A PUT without resourceVersion is taken.</summary>
    public bool UpdatesUnconditionally { get; init; } = true;

    /// <summary>A PUT of what isn't there creates it.</summary>
    public bool CreatesOnUpdate { get; init; }

    /// <summary>DELETE answers with the object and not with a Status.</summary>
    public bool ReturnsDeleted { get; init; }

    /// <summary>Names are not held to DNS rules.</summary>
    public bool TakesAnyName { get; init; }
}
