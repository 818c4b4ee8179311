using System.Text.RegularExpressions;
using BakeWindow.Tests.Pages;
using Microsoft.Playwright;

namespace BakeWindow.Tests.Shell;

/// <summary>The frame in a browser: palette, keys, what stays still, zones, and an answer that takes itself back.</summary>
public sealed partial class ShellTests(AnswersStage stage, Chromium chromium) : IClassFixture<AnswersStage>, IClassFixture<Chromium>
{
    private Uri Site => stage.App.Url;

    [GeneratedRegex(@"/calendar\?(?:.*&)?at=L13930800(?:&|$)", RegexOptions.CultureInvariant)]
    private static partial Regex AtTheLevel();

    [Fact]
    public async Task By_keys_alone_one_asks_finds_a_level_goes_on_and_comes_back()
    {
        await using var visit = await chromium.OpenAsync();
        var page = visit.Page;
        await visit.GoAsync(Site, "/now?n=node-3&need=12m");

        // The palette: focus stays in its field, the first row is the answer, Escape gives the focus back.
        await page.FocusAsync(".bw-brand");
        await page.Keyboard.PressAsync("Control+k");
        await page.Keyboard.TypeAsync("can node-3 12m");
        await page.WaitForSelectorAsync("#bw-found[data-for='can node-3 12m'] [role=option] .bw-word");
        Assert.Equal("bw-ask", await page.EvaluateAsync<string>("document.activeElement.id"));
        Assert.Equal("true", await page.GetAttributeAsync($"#{await page.GetAttributeAsync("#bw-ask", "aria-activedescendant")}", "aria-selected"));
        await Screens.NoViolationsAsync(page, "palette");
        await page.Keyboard.PressAsync("Escape");
        Assert.Equal("bw-brand", await page.EvaluateAsync<string>("document.activeElement.className"));

        // A level by its number; pressed at once, before the answer to the last letter can have come.
        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("L13930800");
        await page.Keyboard.PressAsync("Enter");
        // The calendar settles its address by itself; the level stays in it.
        await page.WaitForURLAsync(AtTheLevel());

        foreach (var (key, path) in new[] { ("m", "/maintenance"), ("k", "/cluster"), ("c", "/calendar"), ("n", "/now") })
        {
            await page.Keyboard.PressAsync("g");
            await page.Keyboard.PressAsync(key);
            await page.WaitForURLAsync(url => new Uri(url).AbsolutePath == path);
            await page.WaitForFunctionAsync("path => document.querySelector('.bw-rail a[aria-current=page]')?.getAttribute('href') === path && document.activeElement?.tagName === 'H1'", path);
        }

        for (var i = 0; i < 4; i++)
        {
            await page.GoBackAsync();
        }

        await page.WaitForURLAsync(AtTheLevel());

        // The ring is seen on everything that takes the focus, and the bar never covers it.
        await visit.GoAsync(Site, "/maintenance/new?n=node-3&need=12m");
        await page.FocusAsync(".bw-brand");
        await page.Keyboard.PressAsync("Shift+Tab");
        await page.Keyboard.PressAsync("Shift+Tab");
        var rings = new List<string>();
        for (var i = 0; i < 30; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            rings.Add(await page.EvaluateAsync<string>("""
                () => { const e = document.activeElement, s = getComputedStyle(e), r = e.getBoundingClientRect(), top = document.querySelector('.bw-top');
                  if (e === document.body) return 'body';
                  const hidden = !top.contains(e) && !e.closest('.bw-rail') && r.top < top.getBoundingClientRect().bottom - 1 && e.className !== 'bw-skip';
                  return `${e.tagName}.${e.className}${s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2 ? '' : ' NO RING'}${hidden ? ' UNDER THE BAR' : ''}`; }
                """));
        }

        Assert.StartsWith("A.bw-skip", rings[0], StringComparison.Ordinal);
        Assert.DoesNotContain(rings, r => r.Contains("NO RING", StringComparison.Ordinal) || r.Contains("UNDER", StringComparison.Ordinal));
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task Twenty_steps_back_each_comes_to_the_page_that_was_there()
    {
        await using var visit = await chromium.OpenAsync();
        var page = visit.Page;
        await visit.GoAsync(Site, "/now?n=node-3&need=12m");
        var been = new List<(string Url, string Title)>();
        for (var i = 0; i < 20; i++)
        {
            been.Add((page.Url, await page.InnerTextAsync("h1")));
            var (key, path) = new[] { ("m", "/maintenance"), ("k", "/cluster"), ("w", "/windows"), ("l", "/ledger"), ("n", "/now") }[i % 5];
            await page.Keyboard.PressAsync("g");
            await page.Keyboard.PressAsync(key);
            await page.WaitForURLAsync(url => new Uri(url).AbsolutePath == path);
            await page.WaitForFunctionAsync("path => document.querySelector('.bw-rail a[aria-current=page]')?.getAttribute('href') === path && document.activeElement?.tagName === 'H1'", path);
        }

        been.Reverse();
        foreach (var (url, title) in been)
        {
            await page.GoBackAsync();
            await page.WaitForURLAsync(url);
            await page.WaitForFunctionAsync("title => document.querySelector('h1')?.innerText === title", title);
        }

        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task Keys_are_listed_silent_where_one_types_and_can_be_switched_off()
    {
        await using var visit = await chromium.OpenAsync();
        var page = visit.Page;
        await visit.GoAsync(Site, "/maintenance/new?n=node-3");
        await page.FocusAsync("#reason");
        await page.Keyboard.TypeAsync("gk ? a kernel");
        Assert.Equal("gk ? a kernel", await page.InputValueAsync("#reason"));

        await page.FocusAsync("h1");
        await page.Keyboard.PressAsync("?");
        await page.WaitForSelectorAsync("dialog#bw-help[open] dl");
        await Screens.NoViolationsAsync(page, "help");
        await page.Keyboard.PressAsync("g");
        await page.Keyboard.PressAsync("k");
        await page.UncheckAsync("[data-keys-switch]");
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("?");
        await page.Keyboard.PressAsync("g");
        await page.Keyboard.PressAsync("k");
        Assert.Equal(0, await page.Locator("dialog[open]").CountAsync());
        Assert.EndsWith("/maintenance/new?n=node-3", page.Url, StringComparison.Ordinal);
        await page.Keyboard.PressAsync("Control+k");
        Assert.Equal(1, await page.Locator("dialog#bw-palette[open]").CountAsync());
    }

    [Fact]
    public async Task A_held_page_stands_still_counts_and_goes_on_where_it_is_let_go()
    {
        await using var visit = await chromium.OpenAsync();
        var page = visit.Page;
        await visit.GoAsync(Site, "/now?n=node-3&need=12m");
        await page.FocusAsync("h1");
        await page.Keyboard.PressAsync("Shift+H");
        await page.WaitForSelectorAsync(".bw-pill:has-text('held')");
        var shown = await page.GetAttributeAsync("#verdict", "data-valid-until");

        await page.WaitForSelectorAsync(".bw-pill:has-text('update')", new() { Timeout = 60_000 });
        Assert.Equal(shown, await page.GetAttributeAsync("#verdict", "data-valid-until"));
        await page.ClickAsync(".bw-pill button:has-text('Show')");
        await page.WaitForFunctionAsync("before => document.querySelector('#verdict').dataset.validUntil !== before && document.querySelector('.bw-pill')", shown);
        shown = await page.GetAttributeAsync("#verdict", "data-valid-until");
        await page.Keyboard.PressAsync("Shift+H");
        await page.WaitForFunctionAsync("before => document.querySelector('#verdict').dataset.validUntil !== before && !document.querySelector('.bw-pill')", shown);
    }

    [Fact]
    public async Task Times_follow_the_viewer_s_zone_and_links_leave_it_to_their_reader()
    {
        await using var visit = await chromium.OpenAsync(zone: "Asia/Kathmandu");
        var page = visit.Page;
        // The first visit: the browser's zone comes with the circuit.
        await visit.GoAsync(Site, "/now?n=node-3&need=12m");
        await page.WaitForSelectorAsync("#verdict :text('Kathmandu')");
        await page.Keyboard.PressAsync("t");
        await page.WaitForFunctionAsync("() => !document.body.innerText.includes('Kathmandu')");
        await page.Keyboard.PressAsync("t");
        await page.WaitForSelectorAsync("#verdict :text('Kathmandu')");

        await visit.GoAsync(Site, "/calendar?from=now-1h&to=L13930800&z=utc");
        var link = new Uri(await page.EvaluateAsync<string>("bakewindow.link()"));
        Assert.DoesNotContain("z=", link.Query, StringComparison.Ordinal);
        Assert.Contains("to=L13930800", link.Query, StringComparison.Ordinal);
        // The calendar puts levels in place of relative times by itself; either way nothing relative is left.
        Assert.Matches(@"from=(20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ|L\d+)(&|$)", link.Query);

        // Somebody else, elsewhere, opens it: UTC is the same to the second, the rest is theirs.
        await using var other = await chromium.OpenAsync(zone: "America/New_York");
        await other.GoAsync(Site, "/now?n=node-3&need=12m");
        await other.Page.WaitForSelectorAsync("#verdict :text('New York')");
    }

    [Fact]
    public async Task An_answer_that_nobody_renews_takes_itself_back_and_no_act_is_left_on()
    {
        await using var visit = await chromium.OpenAsync();
        var page = visit.Page;
        // A socket that has died without a word, and a clock that can be moved as a laptop's is by its sleep.
        await page.AddInitScriptAsync("""
            window.skip = 0;
            const wall = Date.now.bind(Date);
            Date.now = () => wall() + window.skip;
            window.WebSocket = class extends WebSocket {
              set onmessage(hear) { super.onmessage = m => { if (!window.frozen) hear(m); }; }
              send(m) { if (!window.frozen) super.send(m); }
            };
            """);
        await visit.GoAsync(Site, "/now?n=node-3&need=12m");
        await page.EvaluateAsync("window.frozen = true");

        // An Open is kept to the second, though everything else still looks alive.
        await page.EvaluateAsync("() => { const v = document.getElementById('verdict'); v.classList.add('bw-open'); v.dataset.validUntil = String(Math.floor(bakewindow.now() + 300)); }");
        await page.WaitForSelectorAsync("#verdict[data-lost] .bw-lost:not([hidden])");
        Assert.Contains("lost contact", await page.InnerTextAsync("#verdict .bw-lost"), StringComparison.Ordinal);

        // Three block times and five seconds without a sign of life: everything is off.
        await page.EvaluateAsync("window.skip = 24000");
        await page.WaitForSelectorAsync("html[data-lost]");
        await page.WaitForFunctionAsync("() => [...document.querySelectorAll('[data-act], main button[type=submit]')].every(b => b.getAttribute('aria-disabled') === 'true')");
    }

    [Fact]
    public async Task A_form_s_act_is_off_while_contact_is_lost_and_on_again_after()
    {
        await using var visit = await chromium.OpenAsync();
        var page = visit.Page;
        await visit.GoAsync(Site, "/maintenance/new?n=node-3&need=12m");
        await page.EvaluateAsync("bakewindow.breaks('test')");
        await page.WaitForSelectorAsync("main button[type=submit][aria-disabled=true]");
        await page.FillAsync("#reason", "a new kernel");
        await page.ClickAsync("main button[type=submit]", new() { Force = true });
        await page.WaitForFunctionAsync("() => document.getElementById('bw-loud').textContent.includes('Off while contact is lost')");
        Assert.EndsWith("/maintenance/new?n=node-3&need=12m", page.Url, StringComparison.Ordinal);

        await page.EvaluateAsync("bakewindow.breaks(null)");
        await page.WaitForSelectorAsync("main button[type=submit]:not([aria-disabled])");
    }

    [Fact]
    public async Task Where_no_socket_gets_through_the_page_is_what_was_served_and_says_so()
    {
        await using var visit = await chromium.OpenAsync();
        var page = visit.Page;
        await page.RouteAsync("**/_blazor/**", r => r.AbortAsync());
        await page.GotoAsync(new Uri(Site, "/now?n=node-3&need=12m").AbsoluteUri);
        Assert.Contains("Held", await page.InnerTextAsync("#verdict-word"), StringComparison.Ordinal);

        await page.WaitForSelectorAsync("components-reconnect-modal.bw-shown");
        Assert.Contains("acts are off", await page.InnerTextAsync("components-reconnect-modal"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(300_000, "ahead of")]
    [InlineData(-60_000, "behind")]
    public async Task A_device_whose_clock_is_wrong_is_told_and_shown_the_server_s_time(int off, string word)
    {
        await using var visit = await chromium.OpenAsync();
        var page = visit.Page;
        await page.AddInitScriptAsync($"(() => {{ const real = Date.now.bind(Date); Date.now = () => real() + {off}; }})();");
        await visit.GoAsync(Site, "/now?n=node-3&need=12m");
        await page.WaitForSelectorAsync("#bw-skew:not([hidden])", new() { Timeout = 30_000 });

        Assert.Contains(word, await page.InnerTextAsync("#bw-skew"), StringComparison.Ordinal);
        Assert.True(Math.Abs(await page.EvaluateAsync<double>("bakewindow.now()") - DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()) < 5_000);
    }

    [Fact]
    public async Task Without_colours_or_motion_states_stay_apart_and_a_phone_shows_the_verdict_first()
    {
        await using var phone = await chromium.OpenAsync(360);
        await phone.GoAsync(Site, "/now?n=node-3&need=12m");
        Assert.True(await phone.Page.EvaluateAsync<bool>("document.getElementById('verdict-word').getBoundingClientRect().bottom < 640"));

        await using var plain = await chromium.OpenAsync();
        await plain.Page.EmulateMediaAsync(new() { ForcedColors = ForcedColors.Active, ReducedMotion = ReducedMotion.Reduce });
        await plain.GoAsync(Site, "/now?n=node-3&need=12m");
        Assert.Equal(0, await plain.Page.EvaluateAsync<int>("document.getAnimations().length"));
        var looks = await plain.Page.EvaluateAsync<string[]>("""
            () => ['open', 'held', 'unknown', 'running'].map(s => { const e = document.getElementById('verdict'); e.className = 'bw-verdict bw-' + s; const c = getComputedStyle(e);
              return [c.borderTopWidth, c.borderTopStyle, c.borderBottomWidth].join(); })
            """);
        Assert.Equal(4, looks.Distinct().Count());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_theme_is_right_from_the_first_paint(bool dark)
    {
        await using var visit = await chromium.OpenAsync(dark: dark);
        await visit.Page.AddInitScriptAsync("new MutationObserver(() => { const e = document.querySelector('.bw-shell'); if (e) (window.grounds ??= new Set()).add(getComputedStyle(e).backgroundColor); }).observe(document, { subtree: true, childList: true, attributes: true });");
        await visit.GoAsync(Site, "/maintenance");

        Assert.Equal([dark ? "rgb(15, 20, 25)" : "rgb(255, 255, 255)"], await visit.Page.EvaluateAsync<string[]>("[...window.grounds]"));
    }
}
