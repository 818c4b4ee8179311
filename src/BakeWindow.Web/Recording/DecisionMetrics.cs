using System.Diagnostics.Metrics;
using BakeWindow.Web.Api;

namespace BakeWindow.Web.Recording;

/// <summary>What <c>/metrics</c> tells of recorded decisions.</summary>
public sealed class DecisionMetrics
{
    private readonly Counter<long> recorded;
    private readonly Counter<long> dropped;
    private readonly Counter<long> broken;

    /// <summary>Makes the instruments.</summary>
    public DecisionMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(GateMetrics.Meter);
        recorded = meter.CreateCounter<long>("bakewindow_decisions_recorded", description: "Answers of the gate that were recorded with all they were decided on.");
        dropped = meter.CreateCounter<long>("bakewindow_decisions_dropped", description: "Answers that were given and not recorded, by why: too many at once, or the database failed.");
        broken = meter.CreateCounter<long>("bakewindow_decisions_not_reproducible", description: "Recorded answers that came out otherwise when they were decided again at once. Each is a bug.");
    }

    internal void Recorded() => recorded.Add(1);

    internal void Dropped(string why) => dropped.Add(1, new KeyValuePair<string, object?>("why", why));

    internal void NotReproducible() => broken.Add(1);
}
