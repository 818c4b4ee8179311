using Microsoft.Playwright;

namespace BakeWindow.Benchmarks.Pages;

/// <summary>One load of a page.</summary>
/// <param name="FirstPaint">First contentful paint, in milliseconds.</param>
/// <param name="Ready">Until its circuit was up, in milliseconds.</param>
/// <param name="Bytes">On the wire, headers and all, without the socket.</param>
/// <param name="Shift">Cumulative layout shift.</param>
/// <param name="LongTasks">Time in tasks of more than 50 ms, in milliseconds.</param>
internal sealed record PageCost(double FirstPaint, double Ready, double Bytes, double Shift, double LongTasks)
{
    private const string Watch = """
        window.cost = { shift: 0, tasks: 0, ready: 0 };
        new PerformanceObserver(l => { for (const e of l.getEntries()) if (!e.hadRecentInput) cost.shift += e.value; }).observe({ type: 'layout-shift', buffered: true });
        new PerformanceObserver(l => { for (const e of l.getEntries()) cost.tasks += e.duration; }).observe({ type: 'longtask', buffered: true });
        new MutationObserver(() => { if (!cost.ready && document.body?.dataset.ready) cost.ready = performance.now(); }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-ready'] });
        """;

    /// <summary>Loads it in a new tab and closes that.</summary>
    public static async Task<PageCost> OfAsync(IBrowserContext context, string url)
    {
        var page = await context.NewPageAsync();
        var session = await context.NewCDPSessionAsync(page);
        var bytes = 0d;
        await session.SendAsync("Network.enable");
        session.Event("Network.loadingFinished").OnEvent += (_, e) => bytes += e!.Value.GetProperty("encodedDataLength").GetDouble();
        await page.AddInitScriptAsync(Watch);
        await page.GotoAsync(url, new() { WaitUntil = WaitUntilState.Load });
        await page.WaitForSelectorAsync("body[data-ready=true]");
        await Task.Delay(700);
        var cost = await page.EvaluateAsync<double[]>("[performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0, cost.ready, cost.shift, cost.tasks]");
        await page.CloseAsync();
        return new PageCost(cost[0], cost[1], bytes, cost[2], cost[3]);
    }
}
