using Microsoft.Playwright;

namespace BakeWindow.Tests.Pages;

/// <summary>Debian's Chromium, driven by Playwright. Where it is not installed the tests skip and say so; test.sh installs it.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private const string Program = "/usr/bin/chromium";

    private IPlaywright? playwright;
    private IBrowser? browser;

    public async ValueTask InitializeAsync()
    {
        if (File.Exists(Program))
        {
            playwright = await Playwright.CreateAsync();
            browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Program, Args = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"] });
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.DisposeAsync();
        }

        playwright?.Dispose();
    }

    /// <summary>A page of its own, in a browser context of its own.</summary>
    /// <param name="width">CSS pixels.</param>
    /// <param name="dark">The system's theme.</param>
    /// <param name="zone">The viewer's IANA zone.</param>
    /// <param name="touch">By finger.</param>
    internal async Task<Visit> OpenAsync(int width = 1440, bool dark = false, string zone = "Europe/Paris", bool touch = false)
    {
        Assert.SkipUnless(browser is not null, $"{Program} is not installed (apt-get install chromium)");
        var context = await browser.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = width < 600 ? 740 : 900 },
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            TimezoneId = zone,
            HasTouch = touch,
            ReducedMotion = ReducedMotion.Reduce,
        });
        return new Visit(context, await context.NewPageAsync());
    }
}

/// <summary>A page and what its console said.</summary>
internal sealed class Visit : IAsyncDisposable
{
    private readonly IBrowserContext context;

    public Visit(IBrowserContext context, IPage page)
    {
        (this.context, Page) = (context, page);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                Complaints.Add($"{message.Type}: {message.Text}");
            }
        };
        page.PageError += (_, error) => Complaints.Add(error);
        page.RequestFailed += (_, request) => Complaints.Add($"{request.Url}: {request.Failure}");
    }

    public IPage Page { get; }

    /// <summary>Errors and warnings of the console, and requests that failed.</summary>
    public List<string> Complaints { get; } = [];

    /// <summary>Goes to a page and waits until its circuit is up.</summary>
    public async Task GoAsync(Uri site, string path)
    {
        await Page.GotoAsync(new Uri(site, path).AbsoluteUri);
        await Page.WaitForSelectorAsync("body[data-ready=true]");
    }

    public ValueTask DisposeAsync() => context.DisposeAsync();
}
