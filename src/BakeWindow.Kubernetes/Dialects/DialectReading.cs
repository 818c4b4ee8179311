using BakeWindow.Core.Gate;
using BakeWindow.Kubernetes.Api;

namespace BakeWindow.Kubernetes.Dialects;

/// <summary>What a dialect reads with.</summary>
/// <param name="Api">The API server.</param>
/// <param name="World">The world, for the names of nodes and pods.</param>
/// <param name="Settings">What is declared about the cluster.</param>
public sealed record DialectReading(ObjectApi Api, World World, ClusterSettings Settings);
