using BakeWindow.Core.Chain;

namespace BakeWindow.Core.Planning;

/// <summary>What a start costs on average over the distribution of durations: even a need that fits at p95 overruns one time in twenty.</summary>
public static class ExpectedLoss
{
    /// <summary>Expected own blocks lost when work starts at <paramref name="start"/>. A block is lost if the baker is not back, warmed up, by its turn.</summary>
    public static double Blocks(LossTable losses, LevelClock clock, Level start, DurationDistribution durations, TimeSpan warmUp) =>
        losses.MeanBlocks(start, LevelsAway(clock, durations, warmUp));

    /// <summary>For each duration how many levels after the start are lost if a right falls on them: the baker must be back, warmed up, by the block's least time.</summary>
    internal static int[] LevelsAway(LevelClock clock, DurationDistribution durations, TimeSpan warmUp)
    {
        var levels = new int[durations.Durations.Length];
        for (var i = 0; i < levels.Length; i++)
        {
            levels[i] = Math.Max(0, clock.LevelsIn(durations.Durations[i] + warmUp) - 1);
        }

        return levels;
    }
}
