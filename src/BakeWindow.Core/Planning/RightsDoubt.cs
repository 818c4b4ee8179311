using System.Globalization;
using BakeWindow.Core.Chain;
using BakeWindow.Core.Rights;

namespace BakeWindow.Core.Planning;

/// <summary>An answer without rights may be a lie: a mistyped filter, a lagging node, a baker that is known elsewhere. A share says when it can't be true.</summary>
public static class RightsDoubt
{
    /// <summary>Says why the sheet can't be believed; null when it can. An empty sheet of a baker of unknown share can't.</summary>
    public static string? About(RightsSheet sheet, ChainView chain, Policy policy)
    {
        if (HasAny(sheet, chain))
        {
            return null;
        }

        var levels = Math.Max(0, sheet.Last - chain.Head.Level);
        if (sheet.Share is not { } share)
        {
            return $"no right of {sheet.Baker} up to level {sheet.Last}, and no source told its share, so an error can't be told from a small baker";
        }

        var expected = share * levels;
        return expected < policy.ImplausiblyEmptyFrom ? null : string.Create(CultureInfo.InvariantCulture,
            $"no right of {sheet.Baker} up to level {sheet.Last}, although its share of {share:P3} makes {expected:0.#} blocks of its own likely in {levels} levels");
    }

    private static bool HasAny(RightsSheet sheet, ChainView chain)
    {
        foreach (var right in sheet.Baking)
        {
            if (right.Round == 0 && right.Level > chain.Head.Level)
            {
                return true;
            }
        }

        return chain.Constants.Era is ConsensusEra.Priority && sheet.Attesting(chain.Head.Level + 1, sheet.Last).Levels > 0;
    }
}
