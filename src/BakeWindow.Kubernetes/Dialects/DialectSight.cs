using System.Text.Json.Nodes;
using BakeWindow.Core.Gate;
using BakeWindow.Kubernetes.Api;

namespace BakeWindow.Kubernetes.Dialects;

/// <summary>What was seen of a neighbour.</summary>
public sealed record DialectSight
{
    /// <summary>It is in this cluster.</summary>
    public required bool Present { get; init; }

    /// <summary>Its version, if it tells one; else null.</summary>
    public string? Version { get; init; }

    /// <summary>How it is configured, in one line; null when there is nothing to say.</summary>
    public string? Configuration { get; init; }

    /// <summary>What its users should know or set: a hole in the protection, or the lines that are missing.</summary>
    public IReadOnlyList<DialectNote> Notes { get; init; } = [];

    /// <summary>Objects of the neighbour's own that bear, or may bear, marks of this dialect. Nodes and pods need not be named: the keeper knows them.</summary>
    public IReadOnlyList<ClusterObject> Objects { get; init; } = [];

    /// <summary>Nodes that the neighbour works on now, as its own lock tells it.</summary>
    public IReadOnlyList<ForeignWork> Working { get; init; } = [];

    /// <summary>Nothing there.</summary>
    public static DialectSight Absent { get; } = new() { Present = false };
}

/// <summary>A word to the neighbour's user.</summary>
/// <param name="Code">Stable, in kebab case: <c>drain-errors-ignored</c>.</param>
/// <param name="Serious">True when protection has a hole because of it.</param>
/// <param name="Text">What is so, and why it matters.</param>
/// <param name="Mend">What to set, ready to copy where possible.</param>
public sealed record DialectNote(string Code, bool Serious, string Text, string Mend);

/// <summary>An object of the cluster as it was read.</summary>
/// <param name="Type">Its kind.</param>
/// <param name="Json">All of it.</param>
public sealed record ClusterObject(ResourceType Type, JsonObject Json)
{
    /// <summary>Where it is.</summary>
    public ObjectRef Ref => new(Type, (string?)Json["metadata"]?["namespace"], (string?)Json["metadata"]?["name"] ?? "");
}

/// <summary>Where an object is.</summary>
/// <param name="Type">Its kind.</param>
/// <param name="Namespace">Its namespace; null when it has none.</param>
/// <param name="Name">Its name.</param>
public sealed record ObjectRef(ResourceType Type, string? Namespace, string Name)
{
    /// <inheritdoc/>
    public override string ToString() => Namespace is null ? $"{Type.Plural}/{Name}" : $"{Type.Plural}/{Namespace}/{Name}";
}
