using System.Diagnostics.Metrics;
using BakeWindow.Web.Api;
using BakeWindow.Web.Observing;

namespace BakeWindow.Web.Holding;

/// <summary>What <c>/metrics</c> tells of broken glasses: a gate that stands open against its answer must be seen by more than the one who opened it.</summary>
public sealed class HoldMetrics
{
    /// <summary>Makes the instrument.</summary>
    public HoldMetrics(IMeterFactory meters, WorldBoard board, TimeProvider time)
    {
        var meter = meters.Create(GateMetrics.Meter);
        meter.CreateObservableGauge(
            "bakewindow_glass_broken", () => board.Now.Glass.Where(g => g.From <= time.GetUtcNow() && time.GetUtcNow() < g.Until).Select(g => g.Node).Distinct().Count(), description: "Nodes whose gate a person broke open.");
    }
}
