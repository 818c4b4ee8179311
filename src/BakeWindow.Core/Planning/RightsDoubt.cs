using System.Globalization;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;

namespace BakeWindow.Core.Planning;

/// <summary>An answer without rights may be a lie: a mistyped filter, a lagging node, a baker that is known elsewhere. A share says when it can't be true.</summary>
public static class RightsDoubt
{
    /// <summary>Says why the sheet can't be believed; null when it can. An empty sheet of a baker of unknown share can't; one cycle without rights among others is judged by itself.</summary>
    public static string? About(RightsSheet sheet, ChainView chain, Policy policy)
    {
        if (sheet.Share is not { } share)
        {
            return sheet.Cycles.Any(c => HasAny(c, chain)) ? null
                : $"no right of {sheet.Baker} up to level {sheet.Last}, and no source told its share, so an error can't be told from a small baker";
        }

        var (empty, from) = (0, chain.Head.Level + 1);
        foreach (var cycle in sheet.Cycles)
        {
            if (HasAny(cycle, chain))
            {
                (empty, from) = (0, cycle.Span.Last + 1);
                continue;
            }

            empty += Math.Max(0, cycle.Span.Last - Level.Max(cycle.Span.First - 1, chain.Head.Level));
            if (share * empty >= policy.ImplausiblyEmptyFrom)
            {
                return string.Create(CultureInfo.InvariantCulture,
                    $"no right of {sheet.Baker} from level {from} to {cycle.Span.Last}, although its share of {share:P3} makes {share * empty:0.#} blocks of its own likely in {empty} levels");
            }
        }

        return null;
    }

    private static bool HasAny(CycleRights cycle, ChainView chain)
    {
        foreach (var right in cycle.Baking)
        {
            if (right.Round == 0 && right.Level > chain.Head.Level)
            {
                return true;
            }
        }

        return chain.Constants.Era is ConsensusEra.Priority && cycle.Attesting(chain.Head.Level + 1, cycle.Span.Last).Levels > 0;
    }
}
