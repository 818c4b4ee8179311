using System.Diagnostics.Metrics;
using BakeWindow.Web.Granting;
using BakeWindow.Web.Maintaining;

namespace BakeWindow.Web.Api;

/// <summary>What <c>/metrics</c> tells of neighbours: dialects with problems, marks, locks in their hands.</summary>
public sealed class DialectMetrics
{
    /// <summary>Makes the instruments.</summary>
    public DialectMetrics(IMeterFactory meters, IServiceProvider services)
    {
        var meter = meters.Create(GateMetrics.Meter);
        if (services.GetService<DialectSync>() is { } sync)
        {
            meter.CreateObservableGauge("bakewindow_dialect_problems", () => sync.Book.Reports.Select(r => Of(r.Name, r.Problems.Count)), description: "Things that a dialect could not read or write in its last round.");
            meter.CreateObservableGauge("bakewindow_dialect_marks", () => sync.Book.Reports.Select(r => Of(r.Name, r.Writes.Count)), description: "Objects that bear marks of a dialect.");
            meter.CreateObservableGauge("bakewindow_dialect_serious_notes", () => sync.Book.Reports.Select(r => Of(r.Name, r.Sight?.Notes.Count(n => n.Serious) ?? 0)), description: "Holes in the protection that a dialect has seen.");
        }

        if (services.GetService<Grants>() is { } grants)
        {
            meter.CreateObservableGauge("bakewindow_grants", () => grants.Held.GroupBy(g => g.Client).Select(g => new Measurement<long>(g.Count(), new KeyValuePair<string, object?>("client", g.Key))), description: "Locks in neighbours' hands.");
            meter.CreateObservableCounter("bakewindow_grants_overdue", () => grants.Overdue, description: "Locks that neighbours did not give back in time.");
        }
    }

    private static Measurement<long> Of(string dialect, int count) => new(count, new KeyValuePair<string, object?>("dialect", dialect));
}
