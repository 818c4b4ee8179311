using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace BakeWindow.Tests.Pages;

/// <summary>
/// Looks at one loaded page on every screen: both themes, desk and phone, by axe, and whether it fits. The page is loaded once and changed as a viewer would change it; what only colours can change
/// is asked again in the dark, everything else is the same there.
/// </summary>
internal static class Screens
{
    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();
    private static readonly (int Width, bool Dark)[] All = [(1440, false), (360, false), (360, true), (1440, true)];

    private const string Ask = """
        async dark => {
          const tags = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }, colours = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] };
          const found = await axe.run(document, { runOnly: dark ? colours : tags, resultTypes: ['violations'] });
          return found.violations.map(v => `${v.id}: ${v.help} ${v.nodes.slice(0, 3).map(n => n.html).join(' | ')}`).join('\n');
        }
        """;

    /// <summary>What axe finds on the page as it is.</summary>
    public static async Task NoViolationsAsync(IPage page, string what, bool dark = false)
    {
        if (!await page.EvaluateAsync<bool>("'axe' in window"))
        {
            await page.EvaluateAsync(Axe);
        }

        var found = await page.EvaluateAsync<string>(Ask, dark);
        Assert.True(found.Length == 0, $"{what}: {found}");
    }

    /// <summary>On each screen; ends on a light desk.</summary>
    public static async Task FitAsync(IPage page, string what)
    {
        foreach (var (width, dark) in All)
        {
            await page.SetViewportSizeAsync(width, width < 600 ? 740 : 900);
            await page.EmulateMediaAsync(new() { ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light });
            await page.WaitForSelectorAsync($"html[data-theme={(dark ? "dark" : "light")}]");
            await NoViolationsAsync(page, $"{what} at {width}, {(dark ? "dark" : "light")}", dark);
            Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth"), $"{what} is wider than its screen of {width}");
        }

        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
    }

    /// <summary>At 200 % and 400 %, with the most space that a reader may ask for between letters, words and lines, nothing is cut off. Leaves the page spaced out.</summary>
    public static async Task ZoomAsync(IPage page, string what)
    {
        await page.AddStyleTagAsync(new() { Content = "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }" });
        foreach (var (width, height) in new[] { (720, 450), (360, 225) })
        {
            await page.SetViewportSizeAsync(width, height);
            Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth"), $"{what} is wider than {width}");
            Assert.Equal("", await page.EvaluateAsync<string>("""
                () => [...document.querySelectorAll('main p, main h1, main h2, main button, main a, main dd, main label, .bw-top *')]
                  .filter(e => e.offsetParent && !e.closest('.bw-sr') && getComputedStyle(e).overflow !== 'visible' && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1) && !e.closest('.bw-person'))
                  .map(e => e.outerHTML.slice(0, 100)).join('\n')
                """));
        }
    }
}
