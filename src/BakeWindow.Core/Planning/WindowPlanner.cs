using BakeWindow.Core.Chain;

namespace BakeWindow.Core.Planning;

/// <summary>
/// Finds the maximal spans of levels in which nothing that must not be missed can happen. Between hard rights L1 &lt; L2 lies the window s = L1 + settle … e = L2 − w, if s &lt; e;
/// w = ⌈warm-up / b⌉. The first unknown level counts as a right. A pure function of chain, rights, need and policy.
/// </summary>
public static class WindowPlanner
{
    /// <summary>Plans for all bakers that the work would hit at once.</summary>
    /// <exception cref="ArgumentException">No baker is given: then nothing can be missed and nothing need be planned.</exception>
    public static Plan Plan(ChainView chain, IReadOnlyList<BakerRights> bakers, OutageEstimate outage, Policy policy)
    {
        var outlook = Outlook.Of(chain, bakers, policy);
        var windows = outlook.Windows(outage);
        return new Plan
        {
            Chain = chain,
            Outage = outage,
            Policy = policy,
            LastKnown = outlook.Horizon.Last,
            LastKnownCycle = outlook.Horizon.Cycle,
            HardRights = outlook.HardRights,
            Exclusions = outlook.Exclusions,
            AllWindows = windows,
            LargestGap = outlook.LargestGap is { } largest ? windows[largest] : null,
        };
    }
}
