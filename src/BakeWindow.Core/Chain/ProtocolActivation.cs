namespace BakeWindow.Core.Chain;

/// <summary>A protocol's first level. Around it maintenance is frozen; after a coming one nothing is promised until its constants are known.</summary>
/// <param name="First">The first level that the new protocol makes.</param>
/// <param name="Protocol">The new protocol's hash; null while the vote only says that one comes.</param>
/// <param name="FormerBlockDelay">b before it; null when it lies ahead. Lets time be reckoned across it.</param>
public sealed record ProtocolActivation(Level First, string? Protocol, TimeSpan? FormerBlockDelay = null);
