using BakeWindow.Core.Chain;

namespace BakeWindow.Core.Rights;

/// <summary>One baker's rights over one cycle, or the part of it that is known. What is fetched at once and stored as one row of each kind.</summary>
public sealed class CycleRights
{
    private readonly BakingRight[] baking;

    // Prefix sums over the levels of the span, so that any range costs two look-ups: slots and duties before the n-th level. Empty unless duties are known.
    private readonly int[] slotsBefore = [];
    private readonly int[] dutiesBefore = [];

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

        if (attestations is AttestationDuties.Known { SlotsPerLevel: var slots })
        {
            slotsBefore = new int[slots.Length + 1];
            dutiesBefore = new int[slots.Length + 1];
            for (var i = 0; i < slots.Length; i++)
            {
                slotsBefore[i + 1] = slotsBefore[i] + Math.Max((short)0, slots[i]);
                dutiesBefore[i + 1] = dutiesBefore[i] + (slots[i] == AttestationDuties.Known.None ? 0 : 1);
            }
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

    /// <summary>Slots to attest and levels with a duty from one level to another, both included; what lies outside the span counts nothing.</summary>
    public (double Slots, int Levels) Attesting(Level from, Level to)
    {
        var first = Level.Max(from, Span.First) - Span.First;
        var end = Level.Min(to, Span.Last) - Span.First + 1;
        return end <= first ? (0, 0) : Attestations switch
        {
            AttestationDuties.Estimated estimated => (estimated.SlotsPerLevel * (end - first), end - first),
            _ => (slotsBefore[end] - slotsBefore[first], dutiesBefore[end] - dutiesBefore[first]),
        };
    }

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
