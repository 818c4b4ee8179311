using System.Text.Json.Serialization;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Deciding;

namespace BakeWindow.Core.Rights;

/// <summary>
/// All that is known of one baker's rights over consecutive levels, compactly. Beyond <see cref="Last"/> nothing is known, and unknown is never free.
/// </summary>
[JsonConverter(typeof(RightsSheetConverter))]
public sealed class RightsSheet
{
    private readonly BakingRight[] baking;
    private readonly CycleRights[] cycles;

    private RightsSheet(BakerAddress baker, CycleRights[] cycles, double? share)
    {
        Baker = baker;
        this.cycles = cycles;
        Share = share;
        First = cycles[0].Span.First;
        Last = cycles[^1].Span.Last;
        var count = 0;
        foreach (var cycle in cycles)
        {
            count += cycle.Baking.Length;
        }

        baking = new BakingRight[count];
        var at = 0;
        foreach (var cycle in cycles)
        {
            cycle.Baking.CopyTo(baking.AsSpan(at));
            at += cycle.Baking.Length;
        }
    }

    /// <summary>Whose rights.</summary>
    public BakerAddress Baker { get; }

    /// <summary>The first level that is known.</summary>
    public Level First { get; }

    /// <summary>The last level that is known, included.</summary>
    public Level Last { get; }

    /// <summary>f: the baker's share of all baking power (0…1); null when no source told it.</summary>
    public double? Share { get; }

    /// <summary>The cycles it was put together from, in order, without a gap.</summary>
    public IReadOnlyList<CycleRights> Cycles => cycles;

    /// <summary>Baking rights in order of level, then round.</summary>
    public ReadOnlySpan<BakingRight> Baking => baking;

    /// <summary>Puts cycles together.</summary>
    /// <exception cref="ArgumentException">None, several bakers, or a gap between two of them.</exception>
    public static RightsSheet From(IReadOnlyList<CycleRights> cycles, double? share)
    {
        if (cycles.Count == 0)
        {
            throw new ArgumentException("a rights sheet needs at least one cycle", nameof(cycles));
        }

        CycleRights[] ordered = [.. cycles.OrderBy(c => c.Span.First)];
        for (var i = 1; i < ordered.Length; i++)
        {
            if (ordered[i].Span.First != ordered[i - 1].Span.Last + 1)
            {
                throw new ArgumentException($"rights of {ordered[i].Baker} jump from level {ordered[i - 1].Span.Last} to {ordered[i].Span.First}", nameof(cycles));
            }

            if (ordered[i].Baker != ordered[0].Baker)
            {
                throw new ArgumentException($"rights of {ordered[0].Baker} and {ordered[i].Baker} on one sheet", nameof(cycles));
            }
        }

        return new RightsSheet(ordered[0].Baker, ordered, share);
    }

    /// <summary>Attestation slots that fall on the levels from <paramref name="from"/> to <paramref name="to"/>, both included; levels outside the sheet count nothing.</summary>
    /// <returns>The slots (estimated where they were not fetched) and the number of levels with a duty.</returns>
    public (double Slots, int Levels) Attesting(Level from, Level to)
    {
        var slots = 0d;
        var levels = 0;
        foreach (var cycle in cycles)
        {
            var (some, duties) = cycle.Attesting(from, to);
            slots += some;
            levels += duties;
        }

        return (slots, levels);
    }
}
