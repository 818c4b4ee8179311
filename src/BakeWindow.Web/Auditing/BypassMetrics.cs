using System.Diagnostics.Metrics;
using BakeWindow.Core.Bypasses;
using BakeWindow.Web.Api;

namespace BakeWindow.Web.Auditing;

/// <summary>What <c>/metrics</c> tells of ways past the protection.</summary>
public sealed class BypassMetrics
{
    /// <summary>Makes the instruments.</summary>
    public BypassMetrics(IMeterFactory meters, BypassAuditor auditor, AcceptedBypasses accepted, TimeProvider time)
    {
        AuditState Known() => auditor.Now.Without(accepted.Now, time.GetUtcNow());

        var meter = meters.Create(GateMetrics.Meter);
        meter.CreateObservableGauge("bakewindow_bypasses", () => (Known().Report?.Findings ?? [])
            .GroupBy(f => (f.Severity, f.Code))
            .Select(g => new Measurement<long>(
                g.Count(), new KeyValuePair<string, object?>("severity", g.Key.Severity.ToString().ToLowerInvariant()), new KeyValuePair<string, object?>("code", g.Key.Code.Kebab()))),
            description: "Ways past the protection that the last audit found and nobody accepted.");
        meter.CreateObservableGauge("bakewindow_bypasses_accepted", () => Known().Accepted
            .GroupBy(a => a.Finding.Severity)
            .Select(g => new Measurement<long>(g.Count(), new KeyValuePair<string, object?>("severity", g.Key.ToString().ToLowerInvariant()))),
            description: "Ways past the protection that somebody accepted for a while.");
        meter.CreateObservableGauge("bakewindow_bypasses_age_seconds", () => auditor.Now.Report is { } report ? [new Measurement<double>((time.GetUtcNow() - report.At).TotalSeconds)] : Array.Empty<Measurement<double>>(),
            "s", "Age of the last audit; absent before the first.");
    }
}
