using System.Diagnostics.Metrics;
using BakeWindow.Core.Rights;
using BakeWindow.Web.Api;
using BakeWindow.Web.Configuration;

namespace BakeWindow.Web.Recovering;

/// <summary>Restarts and risks as metrics.</summary>
public sealed class RecoveryMetrics
{
    /// <summary>Makes the instruments.</summary>
    public RecoveryMetrics(IMeterFactory meters, RecoveryBook book, Settings settings)
    {
        var meter = meters.Create(GateMetrics.Meter);
        KeyValuePair<string, object?> Baker(BakerAddress baker) => new("baker", settings.NameOf(baker));
        meter.CreateObservableGauge("bakewindow_baker_at_risk", () => settings.Bakers.Select(b => new Measurement<int>(book.Now.Risks.Any(r => r.Baker == b.Address) ? 1 : 0, Baker(b.Address))),
            description: "1 while something that the baker needs is down by itself.");
        meter.CreateObservableGauge("bakewindow_at_risk_right_probability", () => book.Now.Risks.Select(r => new Measurement<double>(r.Rights.Count > 0 ? r.Rights.Max(x => x.Probability) : 0, Baker(r.Baker))),
            description: "While at risk: the chance of the likeliest loss of a right.");
        meter.CreateObservableGauge("bakewindow_at_risk_expected_rights", () => book.Now.Risks.Select(r => new Measurement<double>(r.ExpectedRights, Baker(r.Baker))),
            description: "While at risk: blocks (in the priority era endorsements too) that are lost on average.");
        meter.CreateObservableGauge("bakewindow_workload_away_seconds", () => book.Now is { At: { } at } now ? now.State.Open.Select(o => new Measurement<double>((at - o.Since).TotalSeconds, new KeyValuePair<string, object?>("workload", o.Workload.Name))) : [],
            "s", "How long a protected workload has been away; absent while it is there.");
        meter.CreateObservableGauge("bakewindow_recoveries_measured", () => book.Now.Samples.GroupBy(s => s.Cause).Select(g => new Measurement<int>(g.Count(), new KeyValuePair<string, object?>("cause", Core.Recovery.RecoveryCauses.Word(g.Key)))),
            description: "Restarts of protected workloads that were measured from beginning to end, by cause; the newest thousand.");
    }
}
