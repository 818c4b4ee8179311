using System.Globalization;
using System.Text.Json.Serialization;
using BakeWindow.Core.Deciding;

namespace BakeWindow.Core.Planning;

/// <summary>How long the work will keep the baker away: what is planned with, and where that number comes from.</summary>
/// <param name="Need">Drain, reboot, boot, sync, signer, first attestation and guard; what must fit. Above zero.</param>
/// <param name="Source">Where it comes from, in words: "stated", "learned p95 of 9 runs", "prior p95".</param>
/// <param name="Durations">The distribution behind it, for expected cost.</param>
/// <exception cref="ArgumentOutOfRangeException">The need is not above zero: it would fit anywhere.</exception>
[JsonConverter(typeof(OutageConverter))]
public sealed record OutageEstimate(TimeSpan Need, string Source, DurationDistribution Durations)
{
    /// <summary>Drain, reboot, boot, sync, signer, first attestation and guard; what must fit. Above zero.</summary>
    public TimeSpan Need { get; } = Need > TimeSpan.Zero ? Need : throw new ArgumentOutOfRangeException(nameof(Need), Need, "a need must be longer than zero");

    /// <summary>A need that somebody stated. The distribution stays what was learned, or, without any, the need itself is certain.</summary>
    public static OutageEstimate Stated(TimeSpan need, DurationDistribution? learned = null) =>
        new(need, "stated", learned ?? DurationDistribution.Certain(need));

    /// <summary>p95 of what was learned, plus the guard.</summary>
    public static OutageEstimate Learned(Policy policy, IReadOnlyCollection<TimeSpan> runs)
    {
        var durations = DurationDistribution.Learn(policy.Prior, runs);
        var source = runs.Count == 0 ? "prior p95 + guard" : string.Create(CultureInfo.InvariantCulture, $"learned p95 of {runs.Count} runs + guard");
        // Whole seconds: nobody can plan with less, and people read it.
        var need = TimeSpan.FromSeconds(Math.Ceiling((durations.Quantile(0.95) + policy.Guard).TotalSeconds));
        return new(need, source, durations);
    }
}
