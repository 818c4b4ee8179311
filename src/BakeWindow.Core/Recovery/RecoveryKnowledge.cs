using System.Globalization;
using BakeWindow.Core.Planning;

namespace BakeWindow.Core.Recovery;

/// <summary>What was learned of restarts so far, and the belief of before.</summary>
/// <param name="Samples">The samples, the newest first.</param>
/// <param name="Prior">What policy believes.</param>
public sealed record RecoveryKnowledge(IReadOnlyList<RecoverySample> Samples, DurationPrior Prior)
{
    // Fewer than these of a workload's own say less about it than those of all workloads of the cause.
    private const int Few = 3;

    /// <summary>How long a recovery of this cause lasts: of the workload's own samples where there are a few, else of the cause's, else the prior alone. The prior always weighs eight runs.</summary>
    public RecoveryEstimate Of(RecoveryCause cause, string? workload)
    {
        List<RecoverySample> alike = [.. Samples.Where(s => s.Cause == cause)];
        List<RecoverySample> own = [.. alike.Where(s => s.Workload == workload)];
        var (used, of) = own.Count >= Few ? (own, $"of {workload}") : (alike, "of all workloads");
        var durations = DurationDistribution.Learn(Prior, [.. used.Select(s => s.Outage)]);
        return new RecoveryEstimate(durations, used.Count, used.Count == 0
            ? $"the policy's prior; no {cause.Word()} was measured yet"
            : string.Create(CultureInfo.InvariantCulture, $"{used.Count} measured ({cause.Word()}, {of}) and the policy's prior, which weighs as 8"));
    }

    /// <summary>Measured figures by workload and cause, in order of both.</summary>
    public IReadOnlyList<RecoveryFigures> Figures() =>
    [
        .. Samples.GroupBy(s => (s.Workload, s.Cause)).OrderBy(g => g.Key.Workload, StringComparer.Ordinal).ThenBy(g => g.Key.Cause)
            .Select(g => new RecoveryFigures(g.Key.Workload, g.Key.Cause, Measured.Of("away", g.Select(s => (TimeSpan?)s.Outage))!,
                [.. RecoveryPhases.None.Steps.Select(step => Measured.Of(step.Name, g.Select(s => s.Phases.Steps.First(p => p.Name == step.Name).After))).OfType<Measured>()])
            {
                Planned = Of(g.Key.Cause, g.Key.Workload),
            }),
    ];
}

/// <summary>How long a recovery is believed to last.</summary>
/// <param name="Durations">The distribution.</param>
/// <param name="Runs">How many measured ones are in it.</param>
/// <param name="Source">Whose words it is, in words.</param>
public sealed record RecoveryEstimate(DurationDistribution Durations, int Runs, string Source);

/// <summary>What was measured of a workload and cause.</summary>
/// <param name="Workload">The workload.</param>
/// <param name="Cause">The cause.</param>
/// <param name="Away">The whole.</param>
/// <param name="Steps">Each step that was seen.</param>
public sealed record RecoveryFigures(string Workload, RecoveryCause Cause, Measured Away, IReadOnlyList<Measured> Steps)
{
    /// <summary>What is believed by it, the prior included.</summary>
    public required RecoveryEstimate Planned { get; init; }
}

/// <summary>p50 and p95 as measured, each by the nearest rank, so each is one that happened: with fewer than twenty p95 is the longest.</summary>
public sealed record Measured(string Name, int Count, TimeSpan P50, TimeSpan P95)
{
    /// <summary>Of those that are known; null when none is.</summary>
    public static Measured? Of(string name, IEnumerable<TimeSpan?> all)
    {
        List<TimeSpan> known = [.. all.OfType<TimeSpan>().Order()];
        return known.Count == 0 ? null : new Measured(name, known.Count, Rank(known, 0.5), Rank(known, 0.95));
    }

    private static TimeSpan Rank(List<TimeSpan> sorted, double share) => sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Count) - 1, 0, sorted.Count - 1)];
}
