using System.Text.Json;
using BakeWindow.Tests.Pages;
using BakeWindow.Tests.Web;
using BakeWindow.Web.Hosting;
using BakeWindow.Web.Views;
using Microsoft.Extensions.DependencyInjection;

namespace BakeWindow.Tests.Calendar;

/// <summary>The browser's half of what both sides reckon: bins by the shared vectors, times by the server's own words.</summary>
public sealed class CalendarScriptTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const int Most = 12 * 1024;

    private static readonly string[] Zones = ["Europe/Paris", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "UTC"];

    // Both nights of each zone that has them, a minute about each change, and an ordinary day.
    private static readonly string[] Nights = ["2026-03-29T01:00Z", "2026-10-25T01:00Z", "2026-03-08T07:00Z", "2026-11-01T06:00Z", "2026-04-04T15:00Z", "2026-10-03T15:30Z", "2026-09-15T12:00Z", "2026-12-31T23:59Z"];

    [Fact]
    public async Task The_script_is_small_and_its_bins_and_times_are_those_of_the_server()
    {
        await using var app = WebApp.Start(("Network:Nodes:0:Name", "none"), ("Network:Nodes:0:Url", "http://127.0.0.1:9"), ("Bakers:0:Name", "alpha"), ("Bakers:0:Address", "tz1gg5bjopPcr9agjamyu9BbXKLibNc2rbAq"));
        await using var visit = await chromium.OpenAsync();
        await visit.GoAsync(app.Url, "/calendar");

        var script = app.Services.GetRequiredService<CalendarScript>();
        Assert.Empty(script.Problems);
        Assert.InRange(script.Size, 1, Most);

        var vectors = await File.ReadAllTextAsync(Path.Combine(Recorded.RepoRoot, "tests", "BakeWindow.Core.Tests", "Calendar", "lane-bins.json"), TestContext.Current.CancellationToken);
        var wrong = await visit.Page.EvaluateAsync<string[]>(
            """
            async text => {
              const { binLane } = await import('/js/calendar/bins.js');
              const runs = a => { const r = []; for (const v of a) if (r.length && r[r.length - 2] === v) r[r.length - 1]++; else r.push(v, 1); return r.join(); };
              return JSON.parse(text).filter(v => { const b = binLane(v.spans, v, v.least); return ['kinds', 'marks', 'fit'].some(k => runs(b[k]) !== v[k].join()); }).map(v => v.name);
            }
            """, vectors);
        Assert.Empty(wrong);

        var instants = Nights.SelectMany(n => new[] { -61, -1, 0, 1, 59, 1860, 3600 }.Select(s => DateTimeOffset.Parse(n, System.Globalization.CultureInfo.InvariantCulture).AddSeconds(s))).ToList();
        var now = instants[3];
        foreach (var zone in Zones)
        {
            var told = await visit.Page.EvaluateAsync<string[]>(
                "async ([zone, now, all]) => { const { stamp } = await import('/js/calendar/axis.js'); return all.map(ms => stamp(ms, zone, now)); }",
                new object[] { zone, now.ToUnixTimeMilliseconds(), instants.Select(i => i.ToUnixTimeMilliseconds()).ToArray() });
            Assert.Equal(instants.Select(i => Viewer.In(zone).InOwnZone(i, now)), told);
        }

        var seams = await visit.Page.EvaluateAsync<JsonElement>(
            """
            async () => {
              const { Axis } = await import('/js/calendar/axis.js');
              const head = at => ({ level: 1000, at, next: 6000, b: 6000, d: 3000, drift: 90, steps: [], priority: false, cycle: 1, cycleFirst: 1, cycleLength: 14400 });
              const seam = (zone, at) => new Axis({ head: head(Date.parse(at)), zone: [zone, zone], now: Date.parse(at), end: 99999 }, new Map()).ticks(1000, 8200, 12).seams.map(s => [new Date(s.at).toISOString(), s.by / 60000]);
              return [seam('Europe/Paris', '2026-10-24T20:00Z'), seam('Australia/Lord_Howe', '2026-10-03T10:00Z'), seam('Asia/Kathmandu', '2026-10-24T20:00Z'), seam('America/New_York', '2026-03-08T01:00Z')];
            }
            """);
        Assert.Equal("""[[["2026-10-25T01:00:00.000Z",-60]],[["2026-10-03T15:30:00.000Z",30]],[],[["2026-03-08T07:00:00.000Z",60]]]""", seams.GetRawText());
    }
}
