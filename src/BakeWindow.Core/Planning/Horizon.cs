using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;

namespace BakeWindow.Core.Planning;

/// <summary>Where knowledge ends: the last level at which the rights of every baker concerned are known and the protocol is the present one.</summary>
/// <param name="Last">H, included.</param>
/// <param name="Cycle">Its cycle.</param>
public readonly record struct Horizon(Level Last, Cycle Cycle)
{
    /// <summary>Finds it. A coming activation at level M ends it at M − 1.</summary>
    public static Horizon Of(ChainView chain, IReadOnlyList<BakerRights> bakers)
    {
        var last = bakers.Min(b => LastTrusted(b.Sheet, chain.Constants.Era));
        foreach (var activation in chain.Activations)
        {
            if (activation.First > chain.Head.Level)
            {
                last = Level.Min(last, activation.First - 1);
            }
        }

        return new Horizon(last, CycleOf(last, chain, bakers[0].Sheet));
    }

    // In the priority era a cycle whose endorsing rights are not known level by level is as unknown as one without baking rights.
    private static Level LastTrusted(RightsSheet sheet, ConsensusEra era)
    {
        if (era is ConsensusEra.Tenderbake)
        {
            return sheet.Last;
        }

        var last = sheet.First - 1;
        foreach (var cycle in sheet.Cycles)
        {
            if (cycle.Attestations is not AttestationDuties.Known)
            {
                break;
            }

            last = cycle.Span.Last;
        }

        return last;
    }

    private static Cycle CycleOf(Level level, ChainView chain, RightsSheet sheet)
    {
        foreach (var cycle in sheet.Cycles)
        {
            if (cycle.Span.Contains(level))
            {
                return cycle.Span.Cycle;
            }
        }

        return chain.Head.Cycle.Cycle;
    }
}
