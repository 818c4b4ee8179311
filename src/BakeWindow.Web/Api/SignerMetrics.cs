using System.Diagnostics.Metrics;
using BakeWindow.Core.Readiness;
using BakeWindow.Web.Configuration;
using BakeWindow.Web.Observing;

namespace BakeWindow.Web.Api;

/// <summary>What <c>/metrics</c> tells of the paths to bakers' keys. Labels are declared names and codes of a closed set.</summary>
public sealed class SignerMetrics
{
    private readonly Histogram<double> probes;
    private readonly Counter<long> rests;

    /// <summary>Makes the instruments.</summary>
    public SignerMetrics(IMeterFactory meters, HealthBook book, Settings settings)
    {
        var meter = meters.Create(GateMetrics.Meter);
        probes = meter.CreateHistogram<double>("bakewindow_signer_probe_seconds", "s", "How long probes of signers, proxies and hops took, by baker, part and finding.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.05, 0.2, 1, 3] });
        rests = meter.CreateCounter<long>("bakewindow_signer_rests", description: "Looks along a path to a key that were left out, by baker and why (duty, no-head, old-head, no-rights).");
        meter.CreateObservableGauge("bakewindow_signer_state", () => Of(settings, book).Select(x => new Measurement<long>((long)x.Facts.Standing, Tag("baker", x.Baker), Tag("code", x.Facts.Code))),
            description: "How the path to each baker's key stands: 0 well, 1 degraded, 2 down, 3 not known; the label code says what was found.");
        meter.CreateObservableCounter("bakewindow_signer_changes", () => settings.Bakers.SelectMany(b => book.Of(b.Address).Signer.State is not { } state ? [] : state.Tracks
                .GroupBy(t => t.Key.Name).Select(g => new Measurement<long>(g.Sum(t => (long)t.Value.AllChanges), Tag("baker", b.Name), Tag("part", g.Key)))),
            description: "How often a part of a path to a key came or went since this process started; many in a short time are flapping.");
    }

    /// <summary>A probe was made.</summary>
    public void Probed(string baker, string part, string finding, TimeSpan took) => probes.Record(took.TotalSeconds, Tag("baker", baker), Tag("part", part), Tag("finding", finding));

    /// <summary>A look was left out.</summary>
    public void Rested(string baker, string why) => rests.Add(1, Tag("baker", baker), Tag("why", why));

    private static IEnumerable<(string Baker, PartFacts Facts)> Of(Settings settings, HealthBook book) =>
        settings.Bakers.Select(b => (b.Name, book.Of(b.Address).Signer.State?.Facts)).Where(x => x.Facts is not null).Select(x => (x.Name, x.Facts!));

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
