using BakeWindow.Tests.Web;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace BakeWindow.Tests.Pages;

public sealed class PageTests(Chromium chromium) : IClassFixture<Chromium>, IAsyncLifetime
{
    private SimulatedChain chain = null!;
    private WebApp app = null!;

    public async ValueTask InitializeAsync()
    {
        chain = await SimulatedChain.StartAsync();
        app = WebApp.Start(chain.SettingsWithCluster());
        await app.UntilAsync(w => w.Chain is not null && w.Bakers[0].Rights?.Participation is not null && w.Cluster is { Connected: true } c && c.Pods.Count(p => p.Ready) == 4, "chain, rights and cluster");
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await chain.DisposeAsync();
    }

    // Loaded once, on a phone; theme and width change under the open page, as a system's and a turned phone's do.
    [Fact]
    public async Task Every_page_can_be_used_by_everybody_fits_its_screen_and_has_a_quiet_console()
    {
        await using var visit = await chromium.OpenAsync(360);
        await RequestAsync(visit, "2h");
        foreach (var path in PageList.All)
        {
            await visit.Page.SetViewportSizeAsync(360, 740);
            await visit.GoAsync(app.Url, path);
            await ExamineAsync(visit, path, dark: false);
            await ExamineAsync(visit, path, dark: true);
            await visit.Page.SetViewportSizeAsync(1440, 900);
            await ExamineAsync(visit, path, dark: true);
            await ExamineAsync(visit, path, dark: false);
        }

        Assert.DoesNotContain(visit.Complaints, c => !c.Contains("/nowhere", StringComparison.Ordinal) && !c.Contains("404", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_answer_stands_on_the_first_page_without_a_script_and_is_the_gate_s()
    {
        using var http = new HttpClient { BaseAddress = app.Url };
        var page = System.Net.WebUtility.HtmlDecode(await http.GetStringAsync("/now?n=node-3&need=12m"));

        Assert.Contains("Held", page, StringComparison.Ordinal);
        Assert.Contains($"{chain.Baker} bakes level", page, StringComparison.Ordinal);
        Assert.Contains("If you do nothing", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_head_shows_without_a_reload_and_times_in_the_viewer_s_zone()
    {
        await using var visit = await chromium.OpenAsync(zone: "America/New_York");
        await visit.GoAsync(app.Url, "/now?n=node-3");
        await visit.Page.ReloadAsync();
        await visit.Page.WaitForSelectorAsync("body[data-ready=true]");
        var head = await visit.Page.GetAttributeAsync("[data-head]", "data-head");

        await visit.Page.WaitForFunctionAsync("before => document.querySelector('[data-head]')?.dataset.head !== before", head, new() { Timeout = 30_000 });

        Assert.Contains("New York", await visit.Page.InnerTextAsync("#verdict"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_requests_sees_the_price_approves_and_cancels()
    {
        await using var visit = await chromium.OpenAsync();
        await RequestAsync(visit, "45m");
        Assert.Contains("Needs approval", await visit.Page.InnerTextAsync("main"), StringComparison.Ordinal);

        await visit.Page.ClickAsync("#approve button:has-text('Approve')");
        await ExpectAsync(visit, "Waiting");
        await visit.Page.ClickAsync("button:has-text('Cancel')");
        await visit.Page.FillAsync("#why-not", "not today");
        await visit.Page.ClickAsync("form button[type=submit]");
        await ExpectAsync(visit, "Cancelled");

        Assert.Contains("not today", await visit.Page.InnerTextAsync("main"), StringComparison.Ordinal);
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task A_form_with_mistakes_says_each_and_loses_nothing()
    {
        await using var visit = await chromium.OpenAsync();
        await visit.GoAsync(app.Url, "/maintenance/new");
        await visit.Page.FillAsync("#need", "soon");
        await visit.Page.FillAsync("#deadline", "friday");
        await visit.Page.ClickAsync("button[type=submit]");

        await visit.Page.WaitForSelectorAsync("#need-error");
        var mistakes = await visit.Page.Locator(".bw-mistake").AllInnerTextsAsync();
        Assert.Equal(4, mistakes.Count);
        Assert.Contains(mistakes, m => m.Contains("15m", StringComparison.Ordinal));
        Assert.Equal("soon", await visit.Page.InputValueAsync("#need"));
    }

    [Fact]
    public async Task When_the_chain_is_lost_the_page_takes_its_answer_back()
    {
        await using var visit = await chromium.OpenAsync();
        await visit.GoAsync(app.Url, "/now?n=node-3&need=1m");
        foreach (var node in chain.Host.Nodes.All)
        {
            node.Fault = new BakeWindow.Simulator.Rpc.NodeFault.Down(BakeWindow.Simulator.Rpc.DownHow.Abort);
        }

        await visit.Page.WaitForFunctionAsync("() => document.querySelector('#verdict-word')?.innerText.includes('Can')", null, new() { Timeout = 60_000 });
    }

    private async Task RequestAsync(Visit visit, string need)
    {
        await visit.GoAsync(app.Url, $"/maintenance/new?n=node-3&need={need}");
        await visit.Page.FillAsync("#reason", "a new kernel");
        await visit.Page.ClickAsync("button[type=submit]");
        await visit.Page.WaitForSelectorAsync("h2:has-text('Journal')");
    }

    private static async Task ExpectAsync(Visit visit, string phase) => await visit.Page.WaitForSelectorAsync($".bw-phase:has-text('{phase}')");

    private static async Task ExamineAsync(Visit visit, string path, bool dark)
    {
        await visit.Page.EmulateMediaAsync(new() { ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light });
        await visit.Page.WaitForSelectorAsync(dark ? ".bw-shell.bw-dark" : ".bw-shell.bw-light");
        var width = await visit.Page.EvaluateAsync<int>("window.innerWidth");
        var how = $"{path} at {width} px, {(dark ? "dark" : "light")}";
        var axe = await visit.Page.RunAxe(new AxeRunOptions { RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] } });
        Assert.True(axe.Violations.Length == 0, $"{how}: " + string.Join("\n", axe.Violations.Select(v => $"{v.Id}: {v.Help} {string.Join(" | ", v.Nodes.Take(3).Select(n => n.Html))}")));
        Assert.True(await visit.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth"), $"{how} is wider than its screen");
    }
}
