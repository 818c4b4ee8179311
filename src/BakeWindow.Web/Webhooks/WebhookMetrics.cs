using System.Diagnostics.Metrics;
using BakeWindow.Core.Disruptions;
using BakeWindow.Web.Api;

namespace BakeWindow.Web.Webhooks;

/// <summary>Reviews by webhook, answer and reason, and how long they took.</summary>
public sealed class WebhookMetrics
{
    // A review waits for nothing, so it is a matter of microseconds; whatever takes milliseconds is the machine.
    private static readonly double[] Buckets = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 3];

    private readonly Counter<long> reviews;
    private readonly Histogram<double> duration;

    /// <summary>Makes the instruments.</summary>
    public WebhookMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(GateMetrics.Meter);
        reviews = meter.CreateCounter<long>("bakewindow_webhook_reviews", description: "Reviews by webhook, answer and reason. A dry run that would be refused is no denial: its answer is would-refuse.");
        duration = meter.CreateHistogram("bakewindow_webhook_duration_seconds", "s", "How long a review took, from its first byte read to its answer.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = Buckets });
    }

    /// <summary>Counts one.</summary>
    public void Reviewed(string webhook, DisruptionAnswer? answer, bool dryRun, TimeSpan took)
    {
        var word = answer switch
        {
            DisruptionAnswer.Refuse => dryRun ? "would-refuse" : "refused",
            DisruptionAnswer.Warn => "warned",
            _ => "allowed",
        };
        Count(webhook, word, answer?.Reason ?? "no-disruption", took);
    }

    /// <summary>Counts one that could not be read, or not be taken in.</summary>
    public void Failed(string webhook, string why, TimeSpan took) => Count(webhook, "none", why, took);

    private void Count(string webhook, string answer, string reason, TimeSpan took)
    {
        reviews.Add(1, new KeyValuePair<string, object?>("webhook", webhook), new("answer", answer), new("reason", reason));
        duration.Record(took.TotalSeconds, new KeyValuePair<string, object?>("webhook", webhook));
    }
}
