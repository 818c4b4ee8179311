using System.Diagnostics.Metrics;
using BakeWindow.Core.Alerting;
using BakeWindow.Web.Alerting;
using BakeWindow.Web.Api;

namespace BakeWindow.Web.Notifying;

/// <summary>What <c>/metrics</c> tells of alerts and of how they are told.</summary>
internal sealed class NoticeMetrics
{
    private readonly Counter<long> told;
    private IReadOnlyDictionary<string, int> waiting = new Dictionary<string, int>(StringComparer.Ordinal);

    public NoticeMetrics(IMeterFactory meters, AlertBook book, Channels channels)
    {
        var meter = meters.Create(GateMetrics.Meter);
        told = meter.CreateCounter<long>("bakewindow_notices", description: "Tries to tell somebody, by channel and result (delivered, failed).");
        meter.CreateObservableGauge(
            "bakewindow_notices_waiting",
            () => channels.Declared.Select(c => new Measurement<long>(waiting.GetValueOrDefault(c.Name), new KeyValuePair<string, object?>("channel", c.Name))),
            description: "Notices that wait to be delivered, by channel: for their first try, the next one, or the end of quiet hours.");
        meter.CreateObservableGauge(
            "bakewindow_alerts",
            () => Enum.GetValues<AlertKind>().Where(k => k is not AlertKind.Test).Select(k => new Measurement<long>(book.Lasting.Count(a => a.Kind == k), new KeyValuePair<string, object?>("kind", k.Word()))),
            description: "Alerts that last, by kind (at-risk, degraded, missed, maintenance, hold, blind).");
    }

    public void Told(string channel, bool delivered) =>
        told.Add(1, new KeyValuePair<string, object?>("channel", channel), new KeyValuePair<string, object?>("result", delivered ? "delivered" : "failed"));

    public void Waiting(IReadOnlyDictionary<string, int> now) => waiting = now;
}
