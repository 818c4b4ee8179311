namespace BakeWindow.Simulator.Cluster.Store;

/// <summary>Where an object stands. The namespace is empty for cluster-scoped kinds.</summary>
internal readonly record struct ObjectKey(ResourceKind Resource, string Namespace, string Name)
{
    /// <summary>Order of a list: by namespace, then name, by code unit, as the store sorts its keys.</summary>
    public string Path => Namespace.Length == 0 ? Name : $"{Namespace}/{Name}";

    public override string ToString() => $"{Resource.QualifiedPlural} {Path}";
}
