namespace BakeWindow.Simulator.Cluster.Writing;

/// <summary>Which part of an object a write is for: they are two resources of the API.</summary>
internal enum Section
{
    Spec,
    Status,
}
