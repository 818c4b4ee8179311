namespace BakeWindow.Simulator.Chain;

/// <summary>A delegate of the simulated chain.</summary>
/// <param name="Index">Its place in the set.</param>
/// <param name="Address">Its address.</param>
/// <param name="Stake">Its baking power in mutez.</param>
/// <param name="ConsensusKey">The key that signs its blocks; the address itself, or a tz4.</param>
/// <param name="PublicKey">Its public key, as the signer tells it.</param>
public sealed record Baker(int Index, string Address, long Stake, string ConsensusKey, string PublicKey)
{
    /// <summary>True when it signs with a BLS key, so that its attestations are aggregated (023 and later).</summary>
    public bool SignsWithBls => ConsensusKey.StartsWith("tz4", StringComparison.Ordinal);
}
