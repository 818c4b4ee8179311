namespace BakeWindow.Core.Chain;

/// <summary>Whether blocks come as they should. In a healthy chain one block in a hundred is of round 1 and one in ten thousand of round 2, so a later round's owner can rest.</summary>
public static class ChainHealth
{
    /// <summary>Rounds up to this one may come up in a sick chain.</summary>
    public const int RoundsThatMatter = 2;

    /// <summary>True when the head is of round 2 or later, or blocks have lately come more than a tenth of b late on average (mainnet: 1.5 %; Ithaca's first cycle: 6.9 %).</summary>
    public static bool IsSick(ChainView chain) =>
        chain.Head.Round >= RoundsThatMatter || chain.Drift > chain.Constants.MinimalBlockDelay / 10;
}
