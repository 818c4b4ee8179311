using System.Globalization;
using BakeWindow.Core.Chain;

namespace BakeWindow.Core.Rehearsing;

/// <summary>Which cycles can be gone through again, and why others can't.</summary>
/// <param name="Cycles">The newest of them, in order, without a gap; empty when there is none.</param>
/// <param name="Missing">Cycles that were wanted and can't be replayed, each with the reason.</param>
public sealed record ReplayableCycles(IReadOnlyList<CycleSpan> Cycles, IReadOnlyList<ReplayableCycles.Gap> Missing)
{
    /// <summary>A cycle that can't be replayed.</summary>
    public sealed record Gap(Cycle Cycle, string Why);

    /// <summary>
    /// Finds the newest <paramref name="wanted"/> cycles, up to the last that is known: past ones that were kept, the present one, and those drawn ahead. A cycle of which a baker's rights
    /// are not known whole, or that another protocol made, ends the row.
    /// </summary>
    public static ReplayableCycles Of(ChainView chain, IReadOnlyList<RehearsedBaker> bakers, int wanted)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(wanted);
        var length = chain.Constants.BlocksPerCycle;
        var present = chain.Head.Cycle;
        var last = bakers.Count == 0 ? present.Cycle : new Cycle(bakers.Min(b => Whole(b, length).Select(c => c.Value).DefaultIfEmpty(present.Cycle.Value).Max()));
        var first = Math.Max(0, last.Value - wanted + 1);
        var (cycles, missing) = (new List<CycleSpan>(), new List<Gap>());
        string? broken = null;
        for (var index = last.Value; index >= first; index--)
        {
            var span = Span(present, index, length);
            broken ??= WhyNot(chain, bakers, span);
            if (broken is null)
            {
                cycles.Insert(0, span);
            }
            else
            {
                missing.Add(new Gap(span.Cycle, WhyNot(chain, bakers, span) ?? $"cycle {cycles.FirstOrDefault(span).Cycle.Value - 1} is missing between it and the others"));
            }
        }

        return new(cycles, missing);
    }

    private static IEnumerable<Cycle> Whole(RehearsedBaker baker, int length) => baker.Cycles.Where(c => c.Span.Length == length).Select(c => c.Span.Cycle);

    private static CycleSpan Span(CycleSpan present, int index, int length)
    {
        var first = present.First + ((index - present.Cycle.Value) * length);
        return new CycleSpan(new Cycle(index), first, first + length - 1);
    }

    private static string? WhyNot(ChainView chain, IReadOnlyList<RehearsedBaker> bakers, CycleSpan span)
    {
        if (span.First.Value < 1)
        {
            return "it lies before the chain's first level";
        }

        if (chain.Activations.FirstOrDefault(a => a.First <= chain.Head.Level && span.First < a.First) is { } activation)
        {
            return string.Create(CultureInfo.InvariantCulture, $"it began before the protocol of level {activation.First}, under other constants");
        }

        if (span.First > chain.Head.Level && chain.Activations.Any(a => a.First > chain.Head.Level && a.First <= span.Last))
        {
            return "a protocol activation is due in it";
        }

        var without = bakers.FirstOrDefault(b => !b.Cycles.Any(c => c.Span == span));
        return without is null ? null : $"rights of {without.Address} are not kept whole";
    }
}
