using System.Globalization;
using BakeWindow.Benchmarks.Serving;
using Microsoft.Playwright;

namespace BakeWindow.Benchmarks.Pages;

/// <summary>What the pages cost their readers: first paint, bytes, what moves, what a minute of standing open sends, how soon the palette answers, how soon a page is back after its server.</summary>
internal static class PagesStudy
{
    private const int Loads = 5;

    private static readonly string[] Looked = ["/now?n=node-3&need=12m", "/calendar?need=12m", "/maintenance", "/cluster"];

    public static async Task<int> RunAsync(TimeSpan open)
    {
        var folder = Directory.CreateTempSubdirectory("bakewindow-pages-").FullName;
        var (port, simulator) = (Child.FreePort(), Child.FreePort());
        var url = $"http://127.0.0.1:{port}";
        try
        {
            using var world = Child.Of("BakeWindow.Simulator", "BakeWindow.Simulator.dll",
                ["--urls", $"http://127.0.0.1:{simulator}", "--seed", "1", "--kubeconfig-out", Path.Combine(folder, "kubeconfig"), "--config-out", Path.Combine(folder, "bakewindow.json")]);
            await UntilAsync(() => Task.FromResult(File.Exists(Path.Combine(folder, "bakewindow.json"))), "the world stands");
            Child Web() => Child.Published("BakeWindow.Web", "BakeWindow.Web.dll", ["--urls", url],
                ("BAKEWINDOW_CONFIG", Path.Combine(folder, "bakewindow.json")), ("BakeWindow__Storage__File", Path.Combine(folder, "bakewindow.db")));
            using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
            async Task Answers() => await UntilAsync(async () => (int)(await http.GetAsync(new Uri($"{url}/api/v1/gate?node=node-3"))).StatusCode is 200 or 423, "the gate answers");
            using var playwright = await Playwright.CreateAsync();
            await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = "/usr/bin/chromium", Args = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"] });

            var web = Web();
            try
            {
                await Answers();
                Console.WriteLine("| page | first paint | live | cold | repeat | layout shift | long tasks |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
                foreach (var path in Looked)
                {
                    await FirstLoadAsync(browser, url, path);
                }

                await StandingOpenAsync(browser, url, open, web);
                await PaletteAsync(browser, url);
                foreach (var away in new[] { 4, 45 })
                {
                    await using var context = await browser.NewContextAsync();
                    var page = await ReadyAsync(context, url + Looked[0]);
                    web.Dispose();
                    var banner = await SinceAsync(() => page.WaitForSelectorAsync("components-reconnect-modal.bw-shown"));
                    await Task.Delay(TimeSpan.FromSeconds(away));
                    web = Web();
                    await UntilAsync(async () => (await http.GetAsync(new Uri($"{url}/healthz/ready"))).IsSuccessStatusCode, "it is ready");
                    var back = await SinceAsync(() => page.WaitForFunctionAsync("() => window.bakewindow?.live && !bakewindow.lost && !document.querySelector('components-reconnect-modal.bw-shown')", null, new() { Timeout = 60_000 }));
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"server killed for {away} s: banner after {banner:0} ms, usable {back:0} ms after it answers"));
                    await Answers();
                }
            }
            finally
            {
                web.Dispose();
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return 0;
    }

    private static async Task FirstLoadAsync(IBrowser browser, string url, string path)
    {
        var (cold, repeat) = (new List<PageCost>(), new List<PageCost>());
        for (var i = 0; i < Loads; i++)
        {
            await using var context = await browser.NewContextAsync(new() { TimezoneId = "Europe/Paris" });
            cold.Add(await PageCost.OfAsync(context, url + path));
            repeat.Add(await PageCost.OfAsync(context, url + path));
        }

        double Middle(List<PageCost> all, Func<PageCost, double> of) => all.Select(of).Order().ElementAt(all.Count / 2);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| `{path}` | {Middle(cold, c => c.FirstPaint):0} ms | {Middle(cold, c => c.Ready):0} ms | {Middle(cold, c => c.Bytes) / 1000:0.0} kB | {Middle(repeat, c => c.Bytes) / 1000:0.0} kB | {Middle(cold, c => c.Shift):0.000} | {Middle(cold, c => c.LongTasks):0} ms |"));
    }

    private static async Task StandingOpenAsync(IBrowser browser, string url, TimeSpan open, Child web)
    {
        var before = web.ResidentMebibytes;
        await using var context = await browser.NewContextAsync(new() { TimezoneId = "Europe/Paris" });
        var page = await context.NewPageAsync();
        using var wire = new Wire(new Uri(url));
        long received = 0;
        page.WebSocket += (_, socket) => socket.FrameReceived += (_, f) => Interlocked.Add(ref received, f.Binary?.Length ?? f.Text?.Length ?? 0);
        await page.GotoAsync(wire.Url + Looked[0]);
        await page.WaitForSelectorAsync("body[data-ready=true]");
        await Task.Delay(TimeSpan.FromSeconds(10));
        var session = await context.NewCDPSessionAsync(page);
        var heap = await HeapAsync(session);
        var (atFirst, unpacked) = (wire.Counted, Interlocked.Read(ref received));
        await Task.Delay(open);
        var after = wire.Counted;
        double PerMinute(long bytes) => bytes / open.TotalMinutes / 1000;
        var grown = (await HeapAsync(session) / heap) - 1;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Now standing open for {open.TotalMinutes:0.#} min: {PerMinute(after.Down - atFirst.Down):0.0} kB/min received on the wire ({PerMinute(Interlocked.Read(ref received) - unpacked):0.0} unpacked), {PerMinute(after.Up - atFirst.Up):0.0} kB/min sent; script heap {heap / 1e6:0.0} MB, {grown:+0.0 %;-0.0 %}; server {web.ResidentMebibytes - before:+0.0;-0.0} MiB"));
    }

    private static async Task PaletteAsync(IBrowser browser, string url)
    {
        await using var context = await browser.NewContextAsync();
        var page = await ReadyAsync(context, url + Looked[0]);
        await page.EvaluateAsync("""
            () => { window.took = []; window.events = []; let at = 0;
              document.getElementById('bw-ask').addEventListener('input', () => { at = performance.now(); });
              new MutationObserver(() => took.push(performance.now() - at)).observe(document.getElementById('bw-found'), { attributes: true, attributeFilter: ['data-for'] });
              new PerformanceObserver(l => events.push(...l.getEntries().filter(e => e.interactionId).map(e => e.duration))).observe({ type: 'event', durationThreshold: 16, buffered: true }); }
            """);
        foreach (var text in new[] { "can node-3 12m", "next 30m alpha", "when 45m node-3 before fri 18:00", "13930800" })
        {
            await page.Keyboard.PressAsync("Control+k");
            await page.Keyboard.TypeAsync(text, new() { Delay = 60 });
            await page.WaitForFunctionAsync("text => document.getElementById('bw-found').dataset.for === text", text);
            await page.Keyboard.PressAsync("Escape");
        }

        foreach (var key in new[] { "k", "m", "c", "n" })
        {
            await page.Keyboard.PressAsync("g");
            await page.Keyboard.PressAsync(key);
            await Task.Delay(700);
        }

        var took = (await page.EvaluateAsync<double[]>("window.took")).Order().ToList();
        var events = (await page.EvaluateAsync<double[]>("window.events")).Order().ToList();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"palette, from a letter to its answer: p50 {At(took, 0.5):0} ms, p95 {At(took, 0.95):0} ms of {took.Count}; interactions of 16 ms or more: p95 {At(events, 0.95):0} ms of {events.Count}"));
    }

    private static double At(List<double> sorted, double share) => sorted.Count == 0 ? 0 : sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * share))];

    private static async Task<IPage> ReadyAsync(IBrowserContext context, string url)
    {
        var page = await context.NewPageAsync();
        await page.GotoAsync(url);
        await page.WaitForSelectorAsync("body[data-ready=true]");
        return page;
    }

    private static async Task<double> HeapAsync(ICDPSession session)
    {
        await session.SendAsync("HeapProfiler.collectGarbage");
        return (await session.SendAsync("Runtime.getHeapUsage"))!.Value.GetProperty("usedSize").GetDouble();
    }

    private static async Task<double> SinceAsync(Func<Task> what)
    {
        var from = TimeProvider.System.GetTimestamp();
        await what();
        return TimeProvider.System.GetElapsedTime(from).TotalMilliseconds;
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo, string what)
    {
        for (var i = 0; i < 1200; i++)
        {
            try
            {
                if (await isSo())
                {
                    return;
                }
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                // Not yet.
            }

            await Task.Delay(100);
        }

        throw new TimeoutException($"\"{what}\" did not come to pass");
    }
}
