namespace BakeWindow.Core.Chain;

/// <summary>
/// Turns levels into times. <see cref="Earliest"/> is a bound that the protocol enforces, not an estimate: no honest block comes before it.
/// Formulas: earliest(L, r) = T_h + D(r_h) + (L − h − 1)·b + Σ_{i&lt;r} D(i); expected(L) = earliest(L) + (L − h − 1)·ε.
/// </summary>
public sealed class LevelClock(ChainView chain)
{
    private readonly Head head = chain.Head;
    private readonly ProtocolConstants constants = chain.Constants;

    /// <summary>The least time at which a block of the level and round can stand. For the head itself its own time.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The level lies before the head, where times are known, not bounded.</exception>
    public DateTimeOffset Earliest(Level level, int round = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(level.Value, head.Level.Value, nameof(level));
        return level == head.Level
            ? head.Timestamp
            : head.Timestamp + constants.RoundDuration(head.Round) + Nominal(head.Level + 1, level) + constants.RoundOffset(round);
    }

    /// <summary>When the level is likely to come: the bound plus the drift seen lately.</summary>
    public DateTimeOffset Expected(Level level, int round = 0) =>
        level <= head.Level ? head.Timestamp : Earliest(level, round) + (chain.Drift * (level - head.Level - 1));

    /// <summary>(to − from)·b: what the levels from one to the other last at least, piecewise across an activation that lies behind the head.</summary>
    public TimeSpan Nominal(Level from, Level to)
    {
        var delay = constants.MinimalBlockDelay;
        var time = delay * (to - from);
        for (var i = chain.Activations.Count - 1; i >= 0; i--)
        {
            // A step belongs to the protocol of the block it leads to; steps that lead below the activation had the former delay.
            if (chain.Activations[i] is { FormerBlockDelay: { } former, First: var first })
            {
                if (from + 1 < first)
                {
                    time += (former - delay) * (Level.Min(to, first - 1) - from);
                }

                delay = former;
            }
        }

        return time;
    }

    /// <summary>w: the least number of levels before <paramref name="level"/> whose nominal time is at least <paramref name="time"/>; without an activation near, ⌈time / b⌉.</summary>
    public int LevelsBefore(Level level, TimeSpan time)
    {
        var levels = LevelsIn(time);
        if (!chain.Activations.Any(a => a.FormerBlockDelay is not null && a.First > level - levels - 1))
        {
            return levels;
        }

        levels = 0;
        while (Nominal(level - levels, level) < time)
        {
            levels++;
        }

        return levels;
    }

    /// <summary>k = ⌈time / b⌉: how many levels an outage of this length covers at most, for blocks can't come faster than b.</summary>
    public int LevelsIn(TimeSpan time)
    {
        var b = constants.MinimalBlockDelay.Ticks;
        return time <= TimeSpan.Zero ? 0 : checked((int)((time.Ticks + b - 1) / b));
    }
}
