using System.Net.Http.Json;
using BakeWindow.Simulator;
using BakeWindow.Simulator.Clock;
using BakeWindow.Tests.Web;
using Microsoft.Playwright;

namespace BakeWindow.Tests.Pages;

/// <summary>
/// Pictures every page for the README, both themes, desktop and phone, into docs/screenshots: <c>tests/screenshots.sh</c>. The world is simulated, seeded and stands still, so that the
/// pictures change only when the pages do. They are for people: fonts differ from machine to machine, so no test compares them.
/// </summary>
public sealed class ScreenshotTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const string Switch = "BAKEWINDOW_SCREENSHOTS";
    private static readonly DateTimeOffset Start = new(2026, 10, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan StandsStillAt = TimeSpan.FromMinutes(6);

    // The palette with an answer, and the keys, are pages to whoever looks.
    private static readonly (string Name, string Path, string? Then)[] More = [("incidents-line", "/incidents/I-1?e=4#line", null), ("palette", "/now?n=node-3&need=12m", "when 45m node-3"), ("keys", "/now?n=node-3&need=12m", "?")];

    private static readonly TimeSpan Step = TimeSpan.FromSeconds(6);

    [Fact]
    public async Task Every_page_is_pictured()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable(Switch) == "1", $"pictures are taken with {Switch}=1 (tests/screenshots.sh)");
        var folder = Path.Combine(Recorded.RepoRoot, "docs", "screenshots");
        using var clock = new VirtualTime(Start, TimeProvider.System.GetUtcNow(), 1);
        await using var chain = await SimulatedChain.StartAsync(clock, Start);
        await using var app = WebApp.Start(clock, chain.SettingsWithCluster(
        [
            .. ShownIncident.Channel, ("Bakers:0:NodeUrl", chain.Host.NodeUrl("alpha-node-0")), ("Bakers:0:DalUrl", $"{chain.Host.Url}/dal"), ("Bakers:0:SignerUrl", $"{chain.Host.Url}/signer"), ("Policy:Preflight:SignerWellFor", "0s"),
        ]));
        await app.UntilAsync(w => w.Chain is not null && w.Bakers[0].Rights?.Participation is not null && w.Cluster is { Connected: true } c && c.Pods.Count(p => p.Ready) == 4, "chain, rights and cluster");
        using var http = new HttpClient { BaseAddress = app.Url };
        foreach (var body in new object[] { new { node = "node-3", need = "2h", reason = "kernel 6.12.9" }, new { node = "node-2", need = "12m", reason = "new disk" } })
        {
            (await http.PostAsJsonAsync("/api/v1/maintenances", body)).EnsureSuccessStatusCode();
        }

        // Time goes on to one moment and stays there; the pages' own clocks stand still with it.
        clock.SetSpeed(0);
        // In small steps: a cluster of which nothing was heard for a minute is one that can't be told of.
        for (var end = Start + StandsStillAt; clock.GetUtcNow() < end;)
        {
            var step = end - clock.GetUtcNow();
            clock.Advance(step < Step ? step : Step);
            await app.UntilAsync(w => w.Chain!.Head.Level.Value == chain.Host.Chain.Head.Level && w.Cluster is { Connected: true }, "the last head, and the cluster");
        }

        await ShownIncident.KeepAsync(app, chain.Baker, Start.AddHours(-3));
        Directory.CreateDirectory(folder);
        foreach (var (width, dark) in new[] { (1280, false), (1280, true), (360, false), (360, true) })
        {
            await using var visit = await chromium.OpenAsync(width, dark);
            await visit.Page.SetViewportSizeAsync(width, width == 360 ? 740 : 800);
            await visit.Page.AddInitScriptAsync("const at = Date.now(); Date.now = () => at; performance.now = () => 1000;");
            foreach (var (name, path, then) in PageList.All.Select(p => (p.Trim('/').Split('?')[0].Replace('/', '-'), p, (string?)null)).Concat(More).DistinctBy(p => p.Item1))
            {
                await visit.GoAsync(app.Url, path);
                await ThenAsync(visit.Page, then);
                var picture = PngSlim.Of(await visit.Page.ScreenshotAsync(new() { Animations = ScreenshotAnimations.Disabled, Caret = ScreenshotCaret.Hide }));
                await File.WriteAllBytesAsync(Path.Combine(folder, $"{name}-{(width == 360 ? "phone" : "desktop")}-{(dark ? "dark" : "light")}.png"), picture);
            }
        }

        Assert.True(new DirectoryInfo(folder).GetFiles("*.png").Sum(f => f.Length) < 5_000_000, "the pictures are more than 5 MB");
    }

    private static async Task ThenAsync(IPage page, string? then)
    {
        if (then is null)
        {
            return;
        }

        await page.Keyboard.PressAsync(then == "?" ? "?" : "Control+k");
        if (then != "?")
        {
            await page.Keyboard.TypeAsync(then);
            await page.WaitForFunctionAsync("text => document.getElementById('bw-found').dataset.for === text", then);
        }
    }
}
