using System.Text.Json.Nodes;
using BakeWindow.Simulator.Cluster.Custom;
using BakeWindow.Simulator.Cluster.Rules;

namespace BakeWindow.Simulator.Cluster.Store;

/// <summary>
/// One kind of object that the API serves, and what is special about it. Two kinds are equal when they show the same objects: the versions of a custom
/// resource, or an event seen as core/v1 and as events.k8s.io/v1.
/// </summary>
internal sealed record ResourceKind(string Group, string Version, string Plural, string Kind, bool Namespaced)
{
    private static readonly string[] AllVerbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

    private string Table => StoredAs?.QualifiedPlural ?? QualifiedPlural;

    /// <summary>The kind in whose form the objects are stored, where it is not this one.</summary>
    public ResourceKind? StoredAs { get; init; }

    /// <summary>What a CustomResourceDefinition says of it; null for what the server brings along.</summary>
    public CustomTraits? Custom { get; init; }

    /// <summary>The name under which rules of the server's own kinds are looked up; a custom kind may bear the same name and has none of them.</summary>
    public string RulesOf => Custom is null ? Kind : "";

    public string Singular => Custom?.Singular ?? Kind.ToLowerInvariant();

    public string ListKind => Custom?.ListKind ?? Kind + "List";

    public string GroupVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>As messages name the resource, e.g. leases.coordination.k8s.io.</summary>
    public string QualifiedPlural { get; } = Group.Length == 0 ? Plural : $"{Plural}.{Group}";

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

    public bool Equals(ResourceKind? other) => other is not null && (ReferenceEquals(this, other) || string.Equals(Table, other.Table, StringComparison.Ordinal));

    public override int GetHashCode() => Table.GetHashCode(StringComparison.Ordinal);

    /// <summary>A stored object in the form of this kind.</summary>
    public JsonObject Show(JsonObject stored) =>
        StoredAs is null ? stored : Custom is null ? EventViews.ToNew(stored) : InVersion(stored, GroupVersion);

    /// <summary>An object of this kind in the form in which it is stored.</summary>
    public JsonObject Take(JsonObject shown) =>
        StoredAs is null ? shown : Custom is null ? EventViews.ToCore(shown) : InVersion(shown, StoredAs.GroupVersion);

    // Versions of a custom resource differ in nothing but their name (conversion strategy None).
    private static JsonObject InVersion(JsonObject body, string version)
    {
        var copy = body.Copy();
        copy["apiVersion"] = version;
        return copy;
    }
}
