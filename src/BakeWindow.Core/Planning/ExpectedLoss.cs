using BakeWindow.Core.Chain;

namespace BakeWindow.Core.Planning;

/// <summary>What a start costs on average over the distribution of durations: even a need that fits at p95 overruns one time in twenty.</summary>
public static class ExpectedLoss
{
    /// <summary>Expected own blocks lost when work starts at <paramref name="start"/>. A block is lost if the baker is not back, warmed up, by its turn.</summary>
    public static double Blocks(LossTable losses, LevelClock clock, Level start, DurationDistribution durations, TimeSpan warmUp) =>
        losses.ExpectedBlocks(start, StillAway(clock, durations, warmUp));

    /// <summary>The chance that the n-th level after the start is lost if a right falls on it: the baker must be back, warmed up, by the block's least time.</summary>
    internal static double[] StillAway(LevelClock clock, DurationDistribution durations, TimeSpan warmUp)
    {
        // The durations rise, so the chance falls by one share where each of them ends.
        var all = durations.Durations;
        var away = new double[LevelsAway(clock, all[^1] + warmUp) + 1];
        var ended = 0;
        for (var n = 0; n < away.Length; n++)
        {
            while (LevelsAway(clock, all[ended] + warmUp) < n)
            {
                ended++;
            }

            away[n] = 1 - ((double)ended / all.Length);
        }

        return away;
    }

    private static int LevelsAway(LevelClock clock, TimeSpan outage) => Math.Max(0, clock.LevelsIn(outage) - 1);
}
