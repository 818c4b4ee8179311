namespace BakeWindow.Core.Chain;

/// <summary>What the chain pays for a block in a cycle, as its node tells it ahead (<c>context/issuance/expected_issuance</c>), in mutez; fees come on top. Known since Oxford.</summary>
/// <param name="Cycle">The cycle it is about.</param>
/// <param name="FixedMutez">To who made the payload.</param>
/// <param name="BonusMutez">To who made the block, when everybody attested; less in proportion to what misses above the threshold.</param>
/// <param name="AttestingMutez">To all attesters of a block together.</param>
public sealed record BlockRewards(Cycle Cycle, long FixedMutez, long BonusMutez, long AttestingMutez)
{
    /// <summary>What a baker gets for a block of round 0 that everybody attested, in mutez.</summary>
    public long BlockMutez => FixedMutez + BonusMutez;
}
