using BakeWindow.Tests.Web;

namespace BakeWindow.Tests.Pages;

public sealed class PageTests(AnswersStage stage, Chromium chromium) : IClassFixture<AnswersStage>, IClassFixture<Chromium>
{
    [Fact]
    public async Task Every_page_can_be_used_by_everybody_fits_its_screen_and_has_a_quiet_console()
    {
        var id = await stage.RequestAsync();
        await using var visit = await chromium.OpenAsync();
        foreach (var path in PageList.All.Select(p => p.Replace("M-1", id, StringComparison.Ordinal)))
        {
            await visit.Page.SetViewportSizeAsync(1440, 900);
            await visit.GoAsync(stage.App.Url, path);
            await Screens.FitAsync(visit.Page, path);
            await Screens.ZoomAsync(visit.Page, path);
        }

        await stage.CancelAsync(id);
        Assert.DoesNotContain(visit.Complaints, c => !c.Contains("/nowhere", StringComparison.Ordinal) && !c.Contains("404", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_answer_stands_on_the_first_page_without_a_script_and_is_the_gate_s()
    {
        var page = await stage.PageAsync("/now?n=node-3&need=12m");

        Assert.Contains("Held", page, StringComparison.Ordinal);
        Assert.Contains($"{stage.Baker} bakes level", page, StringComparison.Ordinal);
        Assert.Contains("If you do nothing", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_head_shows_without_a_reload_and_times_in_the_viewer_s_zone()
    {
        await using var visit = await chromium.OpenAsync(zone: "America/New_York");
        await visit.GoAsync(stage.App.Url, "/now?n=node-3");
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
    public async Task By_keys_alone_a_maintenance_is_approved_and_cancelled()
    {
        var id = await stage.RequestAsync();
        await using var visit = await chromium.OpenAsync();
        await visit.GoAsync(stage.App.Url, $"/maintenance/{id}");
        await TabToAsync(visit, "Approve");
        await visit.Page.Keyboard.PressAsync("Enter");
        await ExpectAsync(visit, "Waiting");

        await visit.Page.Keyboard.PressAsync("c");
        await visit.Page.WaitForSelectorAsync("#why-not");
        await TabToAsync(visit, "why-not");
        await visit.Page.Keyboard.TypeAsync("not tonight");
        await TabToAsync(visit, "Cancel and undo");
        await visit.Page.Keyboard.PressAsync("Enter");
        await ExpectAsync(visit, "Cancelled");

        Assert.Contains("not tonight", await visit.Page.InnerTextAsync("main"), StringComparison.Ordinal);
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task By_finger_on_a_phone_one_requests_approves_and_cancels_and_nothing_lies_under_the_bar()
    {
        await using var visit = await chromium.OpenAsync(360, touch: true);
        await visit.GoAsync(stage.App.Url, "/now?n=node-3&need=45m");
        await visit.Page.TapAsync("button:has-text('Request this window')");
        await visit.Page.TapAsync("#reason");
        await visit.Page.Keyboard.TypeAsync("a new kernel");
        await visit.Page.TapAsync("main button[type=submit]");
        await visit.Page.TapAsync("#approve button:has-text('Approve')");
        await ExpectAsync(visit, "Waiting");
        Assert.True(await visit.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth"));
        await visit.Page.TapAsync("button:has-text('Cancel…')");
        await visit.Page.TapAsync("#why-not");
        await visit.Page.Keyboard.TypeAsync("not tonight");
        await visit.Page.TapAsync("form:has(#why-not) button[type=submit]");
        await ExpectAsync(visit, "Cancelled");
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task The_palette_s_freeze_leads_to_its_form_and_a_link_to_a_baker_s_feed_names_him()
    {
        await using var visit = await chromium.OpenAsync();
        await visit.GoAsync(stage.App.Url, "/now?n=node-3");
        await visit.Page.EvaluateAsync("bakewindow.go('/now#freeze')");
        await visit.Page.WaitForSelectorAsync("form#freeze");

        Assert.Contains("/feeds?b=alpha", await stage.PageAsync("/bakers/alpha"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_with_mistakes_says_each_and_loses_nothing()
    {
        await using var visit = await chromium.OpenAsync();
        await visit.GoAsync(stage.App.Url, "/maintenance/new");
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
        await using var chain = await SimulatedChain.StartAsync();
        await using var app = WebApp.Start(chain.Settings());
        await app.UntilAsync(w => w.Chain is not null && w.Bakers[0].Rights is not null, "chain and rights");
        await using var visit = await chromium.OpenAsync();
        await visit.GoAsync(app.Url, "/now?need=1m");
        foreach (var node in chain.Host.Nodes.All)
        {
            node.Fault = new BakeWindow.Simulator.Rpc.NodeFault.Down(BakeWindow.Simulator.Rpc.DownHow.Abort);
        }

        await visit.Page.WaitForFunctionAsync("() => document.querySelector('#verdict-word')?.innerText.includes('Can')", null, new() { Timeout = 60_000 });
    }

    private async Task RequestAsync(Visit visit, string need)
    {
        await visit.GoAsync(stage.App.Url, $"/maintenance/new?n=node-3&need={need}");
        await visit.Page.FillAsync("#reason", "a new kernel");
        await visit.Page.ClickAsync("button[type=submit]");
        await visit.Page.WaitForSelectorAsync("h2:has-text('Journal')");
    }

    // Presses Tab until the focus is on what bears the name or the id; it must be reached by that alone.
    private static async Task TabToAsync(Visit visit, string name)
    {
        for (var i = 0; i < 80; i++)
        {
            if (await visit.Page.EvaluateAsync<bool>("name => document.activeElement.id === name || document.activeElement.textContent.trim() === name", name))
            {
                return;
            }

            await visit.Page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail($"{name} is not reached by Tab");
    }

    private static async Task ExpectAsync(Visit visit, string phase) => await visit.Page.WaitForSelectorAsync($".bw-phase:has-text('{phase}')");
}
