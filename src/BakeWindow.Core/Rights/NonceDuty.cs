using BakeWindow.Core.Chain;

namespace BakeWindow.Core.Rights;

/// <summary>A block of our own that committed to a nonce, which must be revealed early in the next cycle or the cycle's attesting pay is lost.</summary>
/// <param name="CommittedAt">The level of the block.</param>
/// <param name="From">The first level at which it can be revealed: the next cycle's first.</param>
/// <param name="Until">The first level at which it is too late: <paramref name="From"/> + the revelation threshold.</param>
/// <param name="Revealed">True once it stands revealed on the chain.</param>
public sealed record NonceDuty(Level CommittedAt, Level From, Level Until, bool Revealed);
