using BakeWindow.Core.Chain;

namespace BakeWindow.Core.Planning;

/// <summary>What a start costs on average over the distribution of durations: even a need that fits at p95 overruns one time in twenty.</summary>
public static class ExpectedLoss
{
    /// <summary>Expected own blocks lost when work starts at <paramref name="start"/>. A block is lost if the baker is not back, warmed up, by its turn.</summary>
    public static double Blocks(LossTable losses, LevelClock clock, Level start, DurationDistribution durations, TimeSpan warmUp)
    {
        var sum = 0d;
        foreach (var duration in durations.Durations)
        {
            sum += losses.Blocks(start, start + clock.LevelsIn(duration + warmUp) - 1);
        }

        return sum / durations.Durations.Length;
    }
}
