using BakeWindow.Tests.Cli;
using BakeWindow.Tests.Web;

namespace BakeWindow.Tests.Pages;

/// <summary>A rehearsal and a feed as a person makes them; one process for both.</summary>
public sealed class WhatIfPageTests(AnswersStage stage, Chromium chromium) : IClassFixture<AnswersStage>, IClassFixture<Chromium>
{
    private readonly WebApp app = stage.App;

    [Fact]
    public async Task The_command_line_rehearses_too_and_ends_in_configuration_to_paste()
    {
        var (code, output, errors) = await Run.ItAsync("whatif", "--server", app.Url.ToString(), "--cycles", "1", "--work", "made-up", "--every", "6h", "--within", "6h", "--set", "guard=10m");
        Assert.True(code == 0, errors);
        Assert.Matches("asked for +[0-9]", output);
        Assert.Contains("10m", output[output.IndexOf("To have it so", StringComparison.Ordinal)..], StringComparison.OrdinalIgnoreCase);

        var (wrong, _, why) = await Run.ItAsync("whatif", "--server", app.Url.ToString(), "--set", "gaurd=10m");
        Assert.True(wrong == 64, why);
        Assert.Contains("gaurd", why, StringComparison.Ordinal);
        Assert.Equal(64, (await Run.ItAsync("whatif", "--server", app.Url.ToString(), "--set", "guard")).Code);
    }

    [Theory]
    [InlineData(1440, false)]
    [InlineData(360, true)]
    public async Task A_person_edits_runs_by_keyboard_reads_the_answer_first_and_copies_what_was_changed(int width, bool dark)
    {
        await using var visit = await chromium.OpenAsync(width, dark);
        await visit.GoAsync(app.Url, "/whatif?cycles=3&guard=soon");
        var page = visit.Page;
        Assert.Contains("Guard \"soon\"", await page.InnerTextAsync("main"), StringComparison.Ordinal);

        // A value that nobody meant runs nothing and stays to be mended.
        await page.FillAsync("#f-cycles", "99");
        await page.PressAsync("#f-cycles", "Tab");
        await page.ClickAsync("form button[type=submit]");
        await page.WaitForSelectorAsync("[role=alert]:has-text('1 to 30')");

        await page.FillAsync("#f-cycles", "3");
        await page.FillAsync("#f-every", "6h");
        await page.FillAsync("#f-guard", "10m");
        await page.FillAsync("#f-hardRounds", "1");
        await page.PressAsync("#f-hardRounds", "Tab");
        await page.PressAsync("#f-hardRounds", "Control+Enter");
        await page.WaitForSelectorAsync("h2:has-text('Figure beside figure')", new() { Timeout = 60_000 });

        await page.WaitForSelectorAsync("progress", new() { State = Microsoft.Playwright.WaitForSelectorState.Detached });
        Assert.Contains("hardRounds=1", page.Url, StringComparison.Ordinal);
        Assert.Contains("guard=10m", page.Url, StringComparison.Ordinal);
        Assert.Equal("BakeWindow__Policy__HardRounds=1\nBakeWindow__Policy__Guard=10m", (await page.InnerTextAsync("#bw-config-env")).Trim());
        Assert.StartsWith("Edited:", await page.InnerTextAsync(".bw-verdict-text"), StringComparison.Ordinal);
        await page.ScreenshotAsync(new() { Path = Picture("whatif-result", width, dark), FullPage = true });
        await CheckAsync(visit, "/whatif");

        await visit.GoAsync(app.Url, "/feeds");
        await page.FillAsync("#feed-name", $"phone {width}");
        await page.PressAsync("#feed-name", "Tab");
        await page.ClickAsync("form button[type=submit]");
        await page.WaitForSelectorAsync("#bw-feed");
        var address = (await page.InnerTextAsync("#bw-feed")).Trim();
        using var http = new HttpClient();
        Assert.StartsWith("BEGIN:VCALENDAR", await http.GetStringAsync(address), StringComparison.Ordinal);
        await page.ScreenshotAsync(new() { Path = Picture("feeds-made", width, dark), FullPage = true });
        await CheckAsync(visit, "/feeds");

        await page.ClickAsync($"button[aria-label='Revoke phone {width}']");
        await page.WaitForSelectorAsync($"tr:has-text('phone {width}') >> text=revoked by");
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await http.GetAsync(address)).StatusCode);
        Assert.Empty(visit.Complaints);
    }

    private static async Task CheckAsync(Visit visit, string path)
    {
        await Screens.NoViolationsAsync(visit.Page, path);
        Assert.True(await visit.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth"), $"{path} is wider than its screen");
    }

    private static string Picture(string name, int width, bool dark) => Path.Combine(Recorded.RepoRoot, "artifacts", "screenshots", $"{name}-{width}-{(dark ? "dark" : "light")}.png");
}
