using System.Diagnostics.Metrics;
using BakeWindow.Core.Gate;
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
        meter.CreateObservableGauge("bakewindow_glass_broken", () => PerNode(board.Now, time.GetUtcNow()), description: "1 for each node whose gate a person broke open.");
    }

    private static IEnumerable<Measurement<int>> PerNode(World world, DateTimeOffset now) =>
        [.. world.Glass.Where(g => g.From <= now && now < g.Until).Select(g => g.Node).Distinct().Select(n => new Measurement<int>(1, new KeyValuePair<string, object?>("node", n)))];
}
