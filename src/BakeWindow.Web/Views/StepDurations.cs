using BakeWindow.Core.Maintenance;
using BakeWindow.Core.Planning;

namespace BakeWindow.Web.Views;

/// <summary>How long each step of a story usually takes: from this installation's own runs where there are enough, else its part of what the whole outage is believed to last.</summary>
public sealed class StepDurations
{
    // Fewer say nothing about a 95th percentile.
    private const int Enough = 5;

    // How an outage divides, where nothing is known better: a drain and a boot are most of it.
    private static readonly Dictionary<string, double> Parts = new(StringComparer.Ordinal)
    {
        [nameof(Phase.Locking)] = 0.01, [nameof(Phase.Cordoning)] = 0.01, [nameof(Phase.Draining)] = 0.2, [nameof(Phase.Rebooting)] = 0.33, [nameof(Phase.Holding)] = 0.33,
        [nameof(Phase.Released)] = 0.5, [nameof(Phase.RollingOut)] = 0.6, [nameof(Phase.Recovering)] = 0.25, [nameof(Phase.Verifying)] = 0.18, [nameof(Phase.Uncordoning)] = 0.02,
    };

    private readonly Dictionary<string, List<TimeSpan>> seen = new(StringComparer.Ordinal);

    /// <summary>Learns from the stories of ended maintenances: the times at which each phase was entered.</summary>
    public StepDurations(IEnumerable<IReadOnlyList<(DateTimeOffset At, string Phase)>> stories)
    {
        foreach (var story in stories.Where(s => s.Count > 0 && s[^1].Phase is nameof(Phase.Completed)))
        {
            var from = 0;
            for (var i = 1; i < story.Count; i++)
            {
                // A phase is written once for each thing that happens in it.
                if (story[i].Phase != story[from].Phase)
                {
                    (seen.TryGetValue(story[from].Phase, out var all) ? all : seen[story[from].Phase] = []).Add(story[i].At - story[from].At);
                    from = i;
                }
            }
        }
    }

    /// <summary>Nothing learned yet.</summary>
    public static StepDurations None { get; } = new([]);

    /// <summary>The middle and the 95th percentile of a step, and whether they were seen here.</summary>
    /// <param name="phase">The step.</param>
    /// <param name="story">All steps of the story.</param>
    /// <param name="whole">What the whole outage is believed to last.</param>
    public (TimeSpan Half, TimeSpan Most, bool Seen) Of(string phase, IReadOnlyList<string> story, OutageEstimate whole)
    {
        if (seen.TryGetValue(phase, out var runs) && runs.Count >= Enough)
        {
            var sorted = runs.Order().ToList();
            return (sorted[(sorted.Count - 1) / 2], sorted[(int)Math.Ceiling(0.95 * sorted.Count) - 1], true);
        }

        var part = Parts.GetValueOrDefault(phase, 0.02) / story.Sum(p => Parts.GetValueOrDefault(p, 0.02));
        // The need is p95 with the guard; the middle is what the distribution says, and never more than that.
        var half = whole.Durations.Quantile(0.5);
        return ((half < whole.Need ? half : whole.Need) * part, whole.Need * part, false);
    }
}
