using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using BakeWindow.Core.Calendar;
using BakeWindow.Core.Rights;
using BakeWindow.Web.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;

namespace BakeWindow.Benchmarks.Calendar;

/// <summary>How fast the rights calendar is drawn in a browser, and how many bytes it takes: a table for docs/performance.md.</summary>
internal static class CalendarStudy
{
    private const string Page = """
        <!DOCTYPE html><html><head><style>
        .bw-cal { --ground:#fff; --ground-2:#f4f6f8; --text:#14191f; --muted:#525c66; --edge:#818b95; --hair:#d5dbe1; --focus:#1d4ed8; --open-text:#0a7a60; --open-mark:#2a9d8f; --open-tint:#ddf3ec; --held-text:#860c22; --held-mark:#9c0a1e; --held-tint:#fbe1e5;
          --unknown-text:#3f464f; --unknown-mark:#474c54; --unknown-tint:#e3e7eb; --running-text:#4338ca; --running-mark:#5b4be8; --running-tint:#e6e4fb; --cost-text:#8a6400; --cost-mark:#bf7f00; --cost-tint:#fbefd2 }
        [data-cal=plot] { position:relative; width:1360px } [data-cal=plot] > * { position:absolute; inset:0; width:100%; height:100% }
        </style></head><body><figure class="bw-cal" data-density="compact"><div data-cal="plot"><canvas data-cal="marks"></canvas><canvas data-cal="over"></canvas><div data-cal="pad" tabindex="0"></div></div>
        <p data-cal="read"></p><div data-cal="act"></div><p data-cal="live"></p></figure></body></html>
        """;

    private const string Drive = """
        async ([script, zoom, frames]) => {
          const { attach } = await import(script), root = document.querySelector('.bw-cal');
          const wire = await (await fetch('/wire')).json();
          const begun = performance.now();
          window.calendar?.dispose(); root.removeAttribute('data-rights');
          const c = window.calendar = attach(root, null);
          c.update(wire); c.show(wire.first, wire.end, null);
          while (!root.dataset.rights) await new Promise(requestAnimationFrame);
          await new Promise(requestAnimationFrame); await new Promise(requestAnimationFrame);
          const ready = performance.now() - begun, draws = [], gaps = [], draw = c.draw.bind(c);
          c.draw = () => { const t = performance.now(); draw(); draws.push(performance.now() - t); };
          const length = 1360 / zoom, start = wire.head.level - 200;
          c.place(start * 16, length * 16);
          await new Promise(requestAnimationFrame); await new Promise(requestAnimationFrame);
          draws.length = 0;
          let before = performance.now();
          for (let i = 0; i < frames; i++) {
            if (i % 4 === 3) c.zoom(i % 8 === 3 ? 0.9 : 1 / 0.9, 680); else c.pan(i < frames / 2 ? 23 : -23);
            await new Promise(requestAnimationFrame);
            const now = performance.now(); gaps.push(now - before); before = now;
          }
          const clicks = [];
          for (let i = 0; i < 20; i++) {
            const t = performance.now(); c.choose(c.levelAt(60 + i * 60));
            await new Promise(requestAnimationFrame); await new Promise(r => setTimeout(r)); clicks.push(performance.now() - t);
          }
          const stat = a => { a = [...a].sort((x, y) => x - y); return { p50: a[a.length >> 1], p95: a[Math.floor(a.length * .95)], max: a[a.length - 1] }; };
          return { ready, draws: stat(draws), gaps: stat(gaps), clicks: stat(clicks), rows: c.rows.length };
        }
        """;

    public static async Task<int> RunAsync()
    {
        var scene = CalendarScene.Of(BakerAddress.Parse("tz1gg5bjopPcr9agjamyu9BbXKLibNc2rbAq"), 1);
        var (from, to) = CalendarScene.Span;
        var rights = RightsBytes.Write(scene.Sheets, from, to);
        var wire = JsonSerializer.Serialize(scene.Wire("/rights"));
        await using var site = Site(rights, wire);
        await site.StartAsync();
        var script = site.Services.GetRequiredService<CalendarScript>();

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {scene.Marks:N0} baking rights, 40 bakers, 4 cycles | bytes | under brotli |"));
        Console.WriteLine("|---|---|---|");
        var json = JsonSerializer.SerializeToUtf8Bytes(scene.Sheets.Select(s => new { levels = s.Baking.ToArray().Select(r => r.Level.Value), rounds = s.Baking.ToArray().Select(r => r.Round) }));
        Row("rights as the calendar fetches them", rights);
        Row("the same as JSON columns", json);
        Row("answers of 41 rows, sent once", System.Text.Encoding.UTF8.GetBytes(wire));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| module | | {script.Size:N0} |"));
        Console.WriteLine();

        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = "/usr/bin/chromium", Args = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"] });
        Console.WriteLine("| 41 rows, 1,360 px, 200 frames of pan and zoom | drawing p50 | p95 | max | frame to frame p95 | max | click → painted p95 | first drawing with rights |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (var (name, zoom) in new[] { ("minutes", 2.0), ("hours", 0.6), ("cycle", 0.08), ("horizon", 0.03) })
        {
            foreach (var dpr in new[] { 1, 2 })
            {
                var context = await browser.NewContextAsync(new() { ViewportSize = new() { Width = 1440, Height = 900 }, DeviceScaleFactor = dpr });
                var page = await context.NewPageAsync();
                await page.GotoAsync(site.Urls.First());
                var r = await page.EvaluateAsync<JsonElement>(Drive, new object[] { script.Url, zoom, 200 });
                string Ms(string what, string which) => r.GetProperty(what).GetProperty(which).GetDouble().ToString("0.0", CultureInfo.InvariantCulture);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name}, DPR {dpr} | {Ms("draws", "p50")} ms | {Ms("draws", "p95")} | {Ms("draws", "max")} | {Ms("gaps", "p95")} | {Ms("gaps", "max")} | {Ms("clicks", "p95")} | {r.GetProperty("ready").GetDouble():0} |"));
                await context.CloseAsync();
            }
        }

        return 0;
    }

    private static void Row(string name, byte[] bytes)
    {
        using var to = new MemoryStream();
        using (var brotli = new BrotliStream(to, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            brotli.Write(bytes);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {bytes.Length:N0} | {to.Length:N0} |"));
    }

    private static WebApplication Site(byte[] rights, string wire)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Environment.WebRootFileProvider = new PhysicalFileProvider(Path.Combine(Root(AppContext.BaseDirectory), "wwwroot"));
        builder.Services.AddSingleton<CalendarScript>();
        var app = builder.Build();
        CalendarScript.Map(app);
        app.MapGet("/", () => Results.Content(Page, "text/html; charset=utf-8"));
        app.MapGet("/favicon.ico", () => Results.NoContent());
        app.MapGet("/wire", () => Results.Content(wire, "application/json"));
        app.MapGet("/rights", () => Results.Bytes(rights));
        return app;
    }

    private static string Root(string folder) => File.Exists(Path.Combine(folder, "BakeWindow.sln")) ? folder : Root(Path.GetDirectoryName(folder)!);
}
