namespace BakeWindow.Core.Planning;

/// <summary>What an outage loses, in the units in which it hurts.</summary>
/// <param name="Blocks">Expected own blocks lost.</param>
/// <param name="AttestationSlots">Attestation slots missed; they cost nothing until the cycle's budget is used up.</param>
/// <param name="AttestationLevels">Levels on which an attestation is missed; what counts under All Bakers Attest.</param>
/// <param name="BudgetShare">The share of a whole cycle's budget that this uses (0…); of the baker it hurts most. 0 in the priority era, which has no budget.</param>
public sealed record MissCost(double Blocks, double AttestationSlots, int AttestationLevels, double BudgetShare)
{
    /// <summary>Nothing lost.</summary>
    public static MissCost None { get; } = new(0, 0, 0, 0);
}
