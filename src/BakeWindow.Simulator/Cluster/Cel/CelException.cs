namespace BakeWindow.Simulator.Cluster.Cel;

/// <summary>An expression that can't be read, or that fails for what it is given. The text is what a Kubernetes API server says of it.</summary>
internal sealed class CelException(string message) : Exception(message);
