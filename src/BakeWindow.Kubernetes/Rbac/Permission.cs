namespace BakeWindow.Kubernetes.Rbac;

/// <summary>One thing that BakeWindow may do in the cluster, and why it must.</summary>
/// <param name="Role">The role that grants it.</param>
/// <param name="Group">API group; empty for the core group.</param>
/// <param name="Resource">Resource, with subresource: <c>pods/eviction</c>.</param>
/// <param name="Verb">get, list, watch, create, update, patch or delete.</param>
/// <param name="Reason">What it is used for.</param>
public sealed record Permission(RbacRole Role, string Group, string Resource, string Verb, string Reason)
{
    /// <summary>The only objects that it is about (<c>resourceNames</c>); empty: any. A name can't bound create, list or watch.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString() => $"{Verb} {Resource}{(Group.Length == 0 ? "" : "." + Group)}";
}
