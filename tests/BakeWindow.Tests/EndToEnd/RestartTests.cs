using BakeWindow.Simulator;
using BakeWindow.Tests.Pages;
using Microsoft.Playwright;

namespace BakeWindow.Tests.EndToEnd;

/// <summary>The server goes away under an open page, politely and not, and comes back.</summary>
public sealed class RestartTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public async Task A_page_outlives_its_server_with_its_address_and_what_was_typed()
    {
        await using var stage = await Stage.SetAsync(speed: 1, new SimOptions { Seed = 1 });
        await stage.StartWebAsync();
        await using var visit = await chromium.OpenAsync();
        var page = visit.Page;
        var site = new Uri(stage.Url);
        const string Address = "/maintenance/new?n=node-3&need=12m";
        await visit.GoAsync(site, Address);
        await page.EvaluateAsync("sessionStorage.setItem('loads', '0')");
        await page.AddInitScriptAsync("sessionStorage.setItem('loads', String(1 + Number(sessionStorage.getItem('loads') ?? 0)))");
        await page.FillAsync("#reason", "a new kernel");
        await page.SelectOptionAsync("#urgency", "high");
        Assert.Empty(visit.Complaints);

        // Politely: an open page must not keep it.
        var leaving = System.Diagnostics.Stopwatch.StartNew();
        Assert.Equal(0, await stage.StopWebAsync());
        Assert.True(leaving.Elapsed < TimeSpan.FromSeconds(15), $"it took {leaving.Elapsed} to stop");
        await BannerAsync(page);
        Assert.Equal("a new kernel", await page.InputValueAsync("#reason"));
        Assert.Equal("true", await page.GetAttributeAsync("main button[type=submit]", "aria-disabled"));

        await stage.StartWebAsync();
        await BackAsync(page);
        Assert.Equal(new Uri(site, Address).AbsoluteUri, page.Url);
        await page.WaitForFunctionAsync("() => document.querySelector('#reason')?.value === 'a new kernel' && document.querySelector('#urgency')?.value === 'high'");
        Assert.Equal("1", await page.EvaluateAsync<string>("sessionStorage.getItem('loads')"));

        // The draft is the server's too: it is sent as it stands.
        visit.Complaints.Clear();
        await page.ClickAsync("main button[type=submit]");
        await page.WaitForURLAsync("**/maintenance/M-1");
        Assert.Empty(visit.Complaints);

        // Not politely, while a dialog is open: it is not torn away.
        await page.Keyboard.PressAsync("?");
        await stage.KillWebAsync();
        await BannerAsync(page);
        await stage.StartWebAsync();
        await page.WaitForFunctionAsync("() => document.querySelector('components-reconnect-modal').innerText.includes('there again')", null, new() { Timeout = 30_000 });
        Assert.Equal("1", await page.EvaluateAsync<string>("sessionStorage.getItem('loads')"));
        await page.Keyboard.PressAsync("Escape");
        await page.WaitForFunctionAsync("() => sessionStorage.getItem('loads') === '2'");
        await BackAsync(page);
        Assert.EndsWith("/maintenance/M-1", page.Url, StringComparison.Ordinal);
    }

    private static async Task BannerAsync(IPage page)
    {
        await page.WaitForSelectorAsync("components-reconnect-modal.bw-shown", new() { Timeout = 15_000 });
        Assert.Matches(@"Connection lost at \d\d:\d\d:\d\d UTC\. What you see is from then", await page.InnerTextAsync("components-reconnect-modal"));
        await page.WaitForSelectorAsync("html[data-lost]");
    }

    private static async Task BackAsync(IPage page)
    {
        await page.WaitForSelectorAsync("body[data-ready=true]", new() { Timeout = 30_000 });
        await page.WaitForFunctionAsync("() => window.bakewindow?.live && !bakewindow.lost && !document.querySelector('components-reconnect-modal.bw-shown')", null, new() { Timeout = 30_000 });
    }
}
