using System.Text.RegularExpressions;
using BakeWindow.Core.Calendar;
using BakeWindow.Tests.Pages;
using BakeWindow.Tests.Web;
using Microsoft.Playwright;

namespace BakeWindow.Tests.Calendar;

/// <summary>The calendar in a browser: chosen and asked for by keyboard, by click, by drag and by finger; moved, gone back, read without a script.</summary>
public sealed partial class CalendarPageTests(AnswersStage stage, Chromium chromium) : IClassFixture<AnswersStage>, IClassFixture<Chromium>
{
    private readonly WebApp app = stage.App;

    [Fact]
    public async Task A_start_is_chosen_by_keys_alone_and_the_form_opens_with_it()
    {
        await using var visit = await OpenAsync("/calendar?need=5m");
        var page = visit.Page;
        await page.FocusAsync("[data-cal=pad]");
        await page.Keyboard.PressAsync("n");
        await page.WaitForFunctionAsync("() => document.querySelector('[data-cal=live]').textContent.includes('fits')");

        // What is spoken is what is read, to the second, and the title is of the same day.
        var spoken = await page.TextContentAsync("[data-cal=live]");
        Assert.Matches(@"^Level [\d,]+ · C\d+ \+[\d,]+ · not before .*\d\d:\d\d:\d\d UTC \(.*\d\d:\d\d:\d\d Paris\), likely .*\d\d:\d\d:\d\d ± \d+ s · open at least until .* · 5 min from here: fits, ", spoken);
        Assert.StartsWith(await page.TextContentAsync("[data-cal=read]") ?? "", spoken, StringComparison.Ordinal);
        var level = int.Parse(LevelText().Match(spoken!).Groups["level"].Value.Replace(",", "", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture);

        // It can be made longer, is taken back by Escape, and a right can't be chosen over.
        await page.Keyboard.PressAsync("Shift+ArrowRight");
        Assert.Contains($"start=L{level}&need=PT360S", await page.GetAttributeAsync(".bw-cal-request", "href"), StringComparison.Ordinal);
        await page.Keyboard.PressAsync("Escape");
        Assert.Equal(0, await page.Locator(".bw-cal-request").CountAsync());
        await page.Keyboard.PressAsync("]");
        await page.WaitForFunctionAsync("() => document.querySelector('[data-cal=live]').textContent.includes('hard')");
        Assert.Contains("bakes, round 0 · hard · 5 min from here: does not fit", await page.TextContentAsync("[data-cal=live]"), StringComparison.Ordinal);

        await page.Keyboard.PressAsync("n");
        var href = await page.GetAttributeAsync(".bw-cal-request", "href");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync(url => url.EndsWith(href!, StringComparison.Ordinal));
        Assert.Matches(@"/maintenance/new\?start=L\d+&need=PT5M$", page.Url);
        Assert.Empty(app.Services.GetService(typeof(BakeWindow.Web.Maintaining.MaintenanceRunner)) is BakeWindow.Web.Maintaining.MaintenanceRunner runner ? runner.Open : []);
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task It_is_used_by_clicks_alone_and_back_undoes_them_while_heads_move_nothing()
    {
        await using var visit = await OpenAsync("/calendar?need=5m");
        var page = visit.Page;
        var first = await ViewAsync(page);
        await page.ClickAsync("a:text-is('−')");
        await page.WaitForFunctionAsync("was => document.querySelector('.bw-cal').dataset.view !== was", first);
        var second = await ViewAsync(page);
        await page.ClickAsync("a:text-is('Fit')");
        await page.WaitForFunctionAsync("was => document.querySelector('.bw-cal').dataset.view !== was", second);
        await page.GoBackAsync();
        await page.WaitForFunctionAsync("was => document.querySelector('.bw-cal').dataset.view === was", second);
        await page.GoBackAsync();
        await page.WaitForFunctionAsync("was => document.querySelector('.bw-cal').dataset.view === was", first);

        // A new head is drawn, and the picture stays where it is.
        var drawn = await page.GetAttributeAsync(".bw-cal", "data-drawn");
        await page.WaitForFunctionAsync("was => document.querySelector('.bw-cal').dataset.drawn !== was", drawn, new() { Timeout = 60_000 });
        Assert.Equal(first, await ViewAsync(page));

        // A click chooses; where it does not fit, the nearest start is offered as a button.
        await page.ClickAsync("[data-cal=pad]", new() { Position = new() { X = 30, Y = 60 } });
        var offer = page.Locator("[data-cal=act] button:has-text('Nearest start')");
        if (await offer.CountAsync() > 0)
        {
            await offer.First.ClickAsync();
        }

        await page.ClickAsync(".bw-cal-request");
        await page.WaitForURLAsync(url => url.Contains("/maintenance/new?start=L", StringComparison.Ordinal));
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task A_drag_opens_the_form_and_a_wheel_zooms_and_is_in_the_address()
    {
        await using var visit = await OpenAsync("/calendar?need=5m");
        var page = visit.Page;
        var pad = (await page.Locator("[data-cal=pad]").BoundingBoxAsync())!;
        var before = page.Url;
        await page.Mouse.MoveAsync(pad.X + 200, pad.Y + 60);
        await page.Keyboard.DownAsync("Control");
        await page.Mouse.WheelAsync(0, 400);
        await page.Keyboard.UpAsync("Control");
        await page.WaitForFunctionAsync("was => location.href !== was", before);
        Assert.Equal(await ViewAsync(page), FromTo().Replace(page.Url, "${from}-${to}"));

        // Along the whole of the view there is a place where five minutes fit; where they do not, the drag leads nowhere.
        for (var x = 40; x < 1_000 && !page.Url.Contains("/maintenance/new", StringComparison.Ordinal); x += 60)
        {
            await page.Mouse.MoveAsync(pad.X + x, pad.Y + 60);
            await page.Mouse.DownAsync();
            await page.Mouse.MoveAsync(pad.X + x + 8, pad.Y + 60, new() { Steps = 3 });
            var fits = await page.EvaluateAsync<bool>("document.querySelector('.bw-cal-request') !== null");
            await page.Mouse.UpAsync();
            if (fits)
            {
                await page.WaitForURLAsync(url => url.Contains("/maintenance/new?start=L", StringComparison.Ordinal));
            }
        }

        Assert.Contains("/maintenance/new?start=L", page.Url, StringComparison.Ordinal);
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task On_a_telephone_the_list_comes_first_one_row_is_drawn_and_a_finger_pans()
    {
        await using var visit = await OpenAsync("/calendar?need=5m&rows=node", 360);
        var page = visit.Page;
        Assert.True(await page.EvaluateAsync<bool>("document.querySelector('.bw-cal-next').getBoundingClientRect().top < document.querySelector('.bw-cal').getBoundingClientRect().top"));
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
        Assert.Equal(156, await page.EvaluateAsync<int>("document.querySelector('[data-cal=plot]').offsetHeight"));

        var before = await ViewAsync(page);
        await page.EvaluateAsync(
            """
            () => {
              const pad = document.querySelector('[data-cal=pad]'), r = pad.getBoundingClientRect();
              pad.setPointerCapture = () => {};
              const send = (type, x) => pad.dispatchEvent(new PointerEvent(type, { pointerId: 7, pointerType: 'touch', isPrimary: true, clientX: r.left + x, clientY: r.top + 60, bubbles: true, cancelable: true }));
              send('pointerdown', 250); send('pointermove', 180); send('pointermove', 100); send('pointerup', 100);
            }
            """);
        await page.WaitForFunctionAsync("was => document.querySelector('.bw-cal').dataset.view !== was", before);
        Assert.Equal("pan-y", await page.EvaluateAsync<string>("getComputedStyle(document.querySelector('[data-cal=pad]')).touchAction"));
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task Without_a_script_the_windows_and_the_tables_are_there_and_a_broken_address_is_mended()
    {
        using var http = new HttpClient { BaseAddress = app.Url };
        var page = System.Net.WebUtility.HtmlDecode(await http.GetStringAsync("/calendar?need=5m"));
        Assert.Contains("Next windows for 5 min", page, StringComparison.Ordinal);
        Assert.Matches("class=\"bw-cal-(open|costs|short|hard)\"", page);

        var table = System.Net.WebUtility.HtmlDecode(await http.GetStringAsync("/calendar?need=5m&view=table&from=now&to=now%2B24h"));
        Assert.Matches("aria-label=\"Request a start at level [0-9]+\"", table);
        Assert.Contains("Holds and maintenances", table, StringComparison.Ordinal);

        var mended = System.Net.WebUtility.HtmlDecode(await http.GetStringAsync("/calendar?from=noon&to=L1&b=nobody&rows=x&view=y&need=z&n=q&z=w&d=v&wp=99999&at=never"));
        Assert.Contains("\"noon\" in \"from\" is no place on the chain", mended, StringComparison.Ordinal);
        Assert.Contains("Next windows for", mended, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rights_are_bytes_that_may_be_kept_for_good_under_their_own_tag_only()
    {
        using var http = new HttpClient { BaseAddress = app.Url };
        var head = app.Board.Now.Chain!.Head.Cycle;
        var url = $"/api/v1/calendar/rights?b=alpha&from={head.First}&to={head.Last}";
        using var plain = await http.GetAsync(url);
        var tag = plain.Headers.ETag!.Tag.Trim('"');
        using var tagged = await http.GetAsync($"{url}&v={tag}");
        using var stale = await http.GetAsync($"{url}&v=0123456789abcdef");
        using var again = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { IfNoneMatch = { plain.Headers.ETag } } };
        using var unchanged = await http.SendAsync(again);

        Assert.Contains("immutable", tagged.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.All([plain, stale], r => Assert.DoesNotContain("immutable", r.Headers.CacheControl!.ToString(), StringComparison.Ordinal));
        Assert.Equal(System.Net.HttpStatusCode.NotModified, unchanged.StatusCode);
        var rights = app.Board.Now.Bakers[0].Rights!.Sheet.Cycles[0];
        Assert.Equal(rights.Baking.ToArray(), Assert.Single(RightsBytes.Read(await tagged.Content.ReadAsByteArrayAsync())).Baking);

        foreach (var (query, field) in new[] { ("b=nobody&from=1&to=2", "baker"), ("b=alpha&from=0&to=2", "from"), ("b=alpha&from=5&to=4", "to"), ("b=alpha&from=1&to=900000", "to"), ("b=alpha&from=1", "to"), ("b=alpha&from=1&to=2&c=3", "c") })
        {
            using var bad = await http.GetAsync($"/api/v1/calendar/rights?{query}");
            Assert.Equal(System.Net.HttpStatusCode.BadRequest, bad.StatusCode);
            Assert.Contains($"\"{field}\"", await bad.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    private async Task<Visit> OpenAsync(string path, int width = 1440)
    {
        var visit = await chromium.OpenAsync(width);
        // Twice: the first visit tells the zone.
        await visit.GoAsync(app.Url, "/cluster");
        await visit.GoAsync(app.Url, path);
        await visit.Page.WaitForSelectorAsync(".bw-cal[data-rights][data-view]");
        await visit.Page.WaitForURLAsync(url => url.Contains("from=L", StringComparison.Ordinal));
        return visit;
    }

    private static async Task<string> ViewAsync(IPage page) => (await page.GetAttributeAsync(".bw-cal", "data-view"))!;

    [GeneratedRegex("^Level (?<level>[0-9,]+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LevelText();

    [GeneratedRegex(".*from=L(?<from>[0-9]+)&to=L(?<to>[0-9]+).*", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FromTo();
}
