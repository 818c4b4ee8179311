namespace BakeWindow.Core.Planning;

/// <summary>How long an outage lasts: equally likely durations in rising order. Learned from this cluster's own runs, blended with the prior until there are enough.</summary>
public sealed class DurationDistribution
{
    /// <summary>How many durations stand for the whole distribution: enough that one of them weighs less than a price that counts as free (0.002 blocks).</summary>
    public const int Points = 1_000;

    // The prior weighs as much as this many runs.
    private const int PriorRuns = 8;

    // (median, p95) of the standard normal: the 95th percentile lies 1.6449 deviations above the median.
    private const double NormalP95 = 1.6448536269514722;

    private static readonly double[] Deviations = [.. Enumerable.Range(0, Points).Select(i => Normal.Quantile((i + 0.5) / Points))];

    private readonly TimeSpan[] durations;

    private DurationDistribution(TimeSpan[] durations, int runs) => (this.durations, Runs) = (durations, runs);

    /// <summary>How many observed runs are in it.</summary>
    public int Runs { get; }

    /// <summary>The equally likely durations, in rising order.</summary>
    public ReadOnlySpan<TimeSpan> Durations => durations;

    /// <summary>One certain duration; for plans with a need that somebody stated.</summary>
    public static DurationDistribution Certain(TimeSpan duration) => new([duration], 0);

    /// <summary>The prior alone.</summary>
    public static DurationDistribution From(DurationPrior prior) => Learn(prior, []);

    /// <summary>The prior together with observed runs; the more runs, the less the prior counts.</summary>
    public static DurationDistribution Learn(DurationPrior prior, IReadOnlyCollection<TimeSpan> runs)
    {
        var sigma = Math.Log(prior.P95 / prior.Median) / NormalP95;
        var weighted = new List<(TimeSpan Duration, double Weight)>(Points + runs.Count);
        foreach (var z in Deviations)
        {
            var duration = prior.Median * Math.Exp(sigma * z);
            weighted.Add((duration < prior.Cap ? duration : prior.Cap, (double)PriorRuns / Points));
        }

        weighted.AddRange(runs.Select(r => (r, 1d)));
        weighted.Sort((a, b) => a.Duration.CompareTo(b.Duration));
        return new(Resampled(weighted), runs.Count);
    }

    /// <summary>The duration that the given share of outages does not exceed (0…1), between two points in proportion: the n-th of N stands for the share (n − ½) / N.</summary>
    public TimeSpan Quantile(double share)
    {
        var at = Math.Clamp((share * durations.Length) - 0.5, 0, durations.Length - 1);
        var below = (int)at;
        var above = Math.Min(below + 1, durations.Length - 1);
        return durations[below] + ((durations[above] - durations[below]) * (at - below));
    }

    /// <summary>The share of outages (0…1) that last longer than this.</summary>
    public double Longer(TimeSpan than)
    {
        var at = Array.BinarySearch(durations, than);
        if (at < 0)
        {
            return (double)(durations.Length - ~at) / durations.Length;
        }

        while (at < durations.Length && durations[at] <= than)
        {
            at++;
        }

        return (double)(durations.Length - at) / durations.Length;
    }

    /// <summary>The chance that an outage which has lasted so long lasts until then. One that outlasted all that are known may last for ever, as far as anybody knows: 1.</summary>
    /// <param name="lasted">How long it has lasted.</param>
    /// <param name="until">Counted from its beginning too.</param>
    public double StillAway(TimeSpan lasted, TimeSpan until) =>
        until <= lasted ? 1 : Longer(lasted) is var left and > 0 ? Longer(until) / left : 1;

    private static TimeSpan[] Resampled(List<(TimeSpan Duration, double Weight)> weighted)
    {
        var total = weighted.Sum(w => w.Weight);
        var points = new TimeSpan[Points];
        var (at, passed) = (0, 0d);
        for (var i = 0; i < Points; i++)
        {
            var target = (i + 0.5) / Points * total;
            while (at < weighted.Count - 1 && passed + weighted[at].Weight < target)
            {
                passed += weighted[at++].Weight;
            }

            points[i] = weighted[at].Duration;
        }

        return points;
    }
}
