using BakeWindow.Core.Chain;

namespace BakeWindow.Tezos.Rpc;

/// <summary>What a node tells of a delegate.</summary>
/// <param name="Deactivated">True when it has no rights any more for want of activity.</param>
/// <param name="GracePeriod">The cycle at whose end it would be deactivated.</param>
/// <param name="IsForbidden">True when it may not bake after a double signing; null before protocol 020.</param>
/// <param name="ConsensusKey">The key hash it signs with; null where it was not told (before 015: its own).</param>
/// <param name="CompanionKey">The BLS key for DAL (023 and later); null: none.</param>
public sealed record DelegateInfo(bool Deactivated, Cycle? GracePeriod, bool? IsForbidden, string? ConsensusKey, string? CompanionKey);

/// <summary>A baker's part in data availability in the current cycle (protocol 022 and later).</summary>
/// <param name="AttestedSlots">DAL slots it attested.</param>
/// <param name="AttestableSlots">DAL slots it could have attested.</param>
/// <param name="IsSufficient">True while the cycle's DAL pay is not lost.</param>
/// <param name="IsDenounced">True when it was denounced in the cycle.</param>
/// <param name="ExpectedRewardMutez">What the cycle pays for it.</param>
public sealed record DalParticipation(long AttestedSlots, long AttestableSlots, bool IsSufficient, bool IsDenounced, long ExpectedRewardMutez);

/// <summary>What became of the nonce that a block committed to.</summary>
public enum NonceState
{
    /// <summary>The block committed to none, or it is long over.</summary>
    None,

    /// <summary>It still has to be revealed.</summary>
    Missing,

    /// <summary>It stands revealed.</summary>
    Revealed,
}

/// <summary>Slots that a delegate attests (endorses) at a level.</summary>
/// <param name="Level">The attested level; the operation stands in the block after it.</param>
/// <param name="Delegate">Who.</param>
/// <param name="Slots">How many; zero is a duty too once all bakers attest.</param>
public readonly record struct AttestingRight(Level Level, string Delegate, int Slots);

/// <summary>One of the validators of a level.</summary>
/// <param name="Level">The level.</param>
/// <param name="Delegate">Who.</param>
/// <param name="Slots">Its slots (rounds); may be none once all bakers attest.</param>
/// <param name="ConsensusKey">The key hash that signs.</param>
/// <param name="CompanionKey">The companion key of a BLS delegate; null: none.</param>
/// <param name="Power">Its attesting power (024 and later); null before, then it is the number of slots.</param>
/// <param name="AllBakersAttest">True when all bakers attest at the level.</param>
public sealed record Validator(Level Level, string Delegate, IReadOnlyList<int> Slots, string? ConsensusKey, string? CompanionKey, long? Power, bool AllBakersAttest);
