namespace BakeWindow.Kubernetes.Dialects;

/// <summary>A Lease in a neighbour's own lock scheme that BakeWindow should hold, so that the neighbour finds the lock taken.</summary>
/// <param name="On">The Lease.</param>
/// <param name="Node">The node it is about; the Lease goes with it.</param>
/// <param name="NodeUid">Its uid.</param>
/// <param name="Lasts">How long it holds when nobody renews it; it is renewed when a third of that is over.</param>
public sealed record LeaseHold(ObjectRef On, string Node, string NodeUid, TimeSpan Lasts);
