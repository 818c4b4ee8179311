using System.Diagnostics.Metrics;
using BakeWindow.Core.Gate;
using BakeWindow.Web.Api;
using BakeWindow.Web.Observing;

namespace BakeWindow.Web.Holding;

/// <summary>What <c>/metrics</c> tells of freezes and broken glasses: a hold that nobody sees is one that nobody ends.</summary>
public sealed class HoldMetrics
{
    /// <summary>Makes the instruments.</summary>
    public HoldMetrics(IMeterFactory meters, WorldBoard board, TimeProvider time)
    {
        var meter = meters.Create(GateMetrics.Meter);
        meter.CreateObservableGauge("bakewindow_freezes", () => board.Now.Policy.Freezes.Count(f => f.Span.Start <= time.GetUtcNow() && time.GetUtcNow() < f.Span.End), description: "Freezes in force, of the policy and of people.");
        meter.CreateObservableGauge("bakewindow_glass_broken", () => PerNode(board.Now, time.GetUtcNow()), description: "1 for each node whose gate a person broke open.");
    }

    private static IEnumerable<Measurement<int>> PerNode(World world, DateTimeOffset now) =>
        [.. world.Glass.Where(g => g.From <= now && now < g.Until).Select(g => g.Node).Distinct().Select(n => new Measurement<int>(1, new KeyValuePair<string, object?>("node", n)))];
}
