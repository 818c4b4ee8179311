using BakeWindow.Core.Chain;

namespace BakeWindow.Core.Rights;

/// <summary>One baker's rights over one cycle, or the part of it that is known. What is fetched at once and stored as one row of each kind.</summary>
public sealed class CycleRights
{
    private readonly BakingRight[] baking;

    /// <summary>Makes it; baking rights are sorted, and kept once each.</summary>
    /// <exception cref="ArgumentException">A right lies outside the span, or the attestation array has not one entry per level.</exception>
    public CycleRights(BakerAddress baker, CycleSpan span, IEnumerable<BakingRight> baking, AttestationDuties attestations)
    {
        Baker = baker;
        Span = span;
        Attestations = attestations;
        this.baking = [.. baking];
        Array.Sort(this.baking);
        this.baking = Distinct(this.baking);
        if (this.baking.Length > 0 && (!span.Contains(this.baking[0].Level) || !span.Contains(this.baking[^1].Level)))
        {
            throw new ArgumentException($"baking rights of {baker} reach from {this.baking[0].Level} to {this.baking[^1].Level}, outside cycle {span.Cycle} ({span.First}…{span.Last})", nameof(baking));
        }

        if (attestations is AttestationDuties.Known known && known.SlotsPerLevel.Length != span.Length)
        {
            throw new ArgumentException($"{known.SlotsPerLevel.Length} attestation entries for {span.Length} levels of cycle {span.Cycle}", nameof(attestations));
        }
    }

    /// <summary>Whose rights.</summary>
    public BakerAddress Baker { get; }

    /// <summary>The cycle and the levels that are known.</summary>
    public CycleSpan Span { get; }

    /// <summary>Baking rights in order of level, then round; each once.</summary>
    public ReadOnlySpan<BakingRight> Baking => baking;

    /// <summary>What is to be attested.</summary>
    public AttestationDuties Attestations { get; }

    private static BakingRight[] Distinct(BakingRight[] sorted)
    {
        var kept = 0;
        for (var i = 0; i < sorted.Length; i++)
        {
            if (i == 0 || sorted[i] != sorted[i - 1])
            {
                sorted[kept++] = sorted[i];
            }
        }

        return kept == sorted.Length ? sorted : sorted[..kept];
    }
}
