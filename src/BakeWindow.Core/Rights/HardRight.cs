using BakeWindow.Core.Chain;

namespace BakeWindow.Core.Rights;

/// <summary>What a right is for.</summary>
public enum RightKind
{
    /// <summary>To propose a block.</summary>
    Baking,

    /// <summary>To attest (endorse) a block. Hard only in the priority era.</summary>
    Attestation,

    /// <summary>To reveal a nonce.</summary>
    NonceRevelation,
}

/// <summary>A right that must not be missed: it closes the levels around it.</summary>
/// <param name="Baker">Whose.</param>
/// <param name="Kind">Baking, or in the priority era also attestation (endorsing).</param>
/// <param name="Level">Where.</param>
/// <param name="Round">The lowest round owned at the level; 0 for an attestation.</param>
public sealed record HardRight(BakerAddress Baker, RightKind Kind, Level Level, int Round);
