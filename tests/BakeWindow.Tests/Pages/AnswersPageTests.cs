using System.Text.Json.Nodes;
using BakeWindow.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace BakeWindow.Tests.Pages;

/// <summary>Now, windows, maintenances and freezes as people and programs meet them.</summary>
public sealed class AnswersPageTests(AnswersStage stage, Chromium chromium) : IClassFixture<AnswersStage>, IClassFixture<Chromium>
{
    [Fact]
    public async Task Without_a_script_the_pages_tell_the_answer_and_its_time()
    {
        var id = await stage.RequestAsync();
        try
        {
            var now = await stage.PageAsync("/now?n=node-3&need=12m");
            Assert.Matches("as of <time", now);
            Assert.Contains("If you do nothing:", now, StringComparison.Ordinal);
            Assert.Contains($"{id} is not approved: it does not start", now, StringComparison.Ordinal);
            Assert.Matches("Held. alpha bakes level [0-9,]+ .round 0. no earlier than|Open at least until|Held. alpha bakes level [0-9,]+; it counts", now);
            Assert.Contains("Every check, in order", now, StringComparison.Ordinal);

            var windows = await stage.PageAsync("/windows?n=node-3&need=12m&max=cheap");
            Assert.Matches("as of level [0-9,]+", windows);
            Assert.Matches("windows? fits?", windows);
            Assert.Contains("max=\"cheap\" is no price", windows, StringComparison.Ordinal);
            Assert.Contains("Can’t say past cycle", windows, StringComparison.Ordinal);
            Assert.Contains("Largest gap is", await stage.PageAsync("/windows?n=node-3&need=24h"), StringComparison.Ordinal);

            var detail = await stage.PageAsync($"/maintenance/{id}");
            Assert.Contains("id=\"step-drain\"", detail, StringComparison.Ordinal);
            Assert.Contains("Point of no return", detail, StringComparison.Ordinal);
            Assert.Contains("kind: Maintenance", detail, StringComparison.Ordinal);
            Assert.Contains("Needs approval 1", await stage.PageAsync("/maintenance?state=rubbish"), StringComparison.Ordinal);
        }
        finally
        {
            await stage.CancelAsync(id);
        }
    }

    [Fact]
    public async Task Windows_are_exported_as_they_are_filtered()
    {
        var csv = await stage.Http.GetStringAsync(new Uri("/api/v1/windows?node=node-3&for=12m&format=csv&sort=spare", UriKind.Relative));
        var spare = csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(l => int.Parse(l.Split(',')[4], System.Globalization.CultureInfo.InvariantCulture)).ToList();
        Assert.NotEmpty(spare);
        Assert.Equal(spare.OrderDescending(), spare);

        var all = JsonNode.Parse(await stage.Http.GetStringAsync(new Uri("/api/v1/windows?node=node-3&for=12m", UriKind.Relative)))!["windows"]!.AsArray();
        var late = JsonNode.Parse(await stage.Http.GetStringAsync(new Uri($"/api/v1/windows?node=node-3&for=12m&from=L{all[^1]!["fromLevel"]}", UriKind.Relative)))!["windows"]!.AsArray();
        Assert.Single(late);
        using var wrong = await stage.Http.GetAsync(new Uri("/api/v1/windows?node=node-3&max=cheap", UriKind.Relative));
        Assert.Equal(400, (int)wrong.StatusCode);
    }

    [Fact]
    public async Task A_freeze_set_by_a_program_holds_the_gate_is_listed_and_ends()
    {
        var (status, set) = await stage.PostAsync("/api/v1/freezes", new { until = "2h", reason = "a launch", node = "node-3" });
        Assert.Equal((201, true), (status, (bool)set["inForce"]!));
        var id = (string)set["id"]!;

        var why = JsonNode.Parse(await stage.Http.GetStringAsync(new Uri("/api/v1/why?node=node-3&for=1m", UriKind.Relative)))!;
        Assert.Equal("freeze", (string?)why["reason"]);
        Assert.Matches("^node-3 is frozen from .* by bo: a launch. It ends by itself then.$", (string?)why["message"]);
        Assert.NotEqual("freeze", (string?)JsonNode.Parse(await stage.Http.GetStringAsync(new Uri("/api/v1/why?node=node-1&for=1m", UriKind.Relative)))!["reason"]);
        Assert.Contains(id, await stage.PageAsync("/freezes"), StringComparison.Ordinal);
        Assert.Contains("a launch", await stage.PageAsync("/now?n=node-3"), StringComparison.Ordinal);
        Assert.Equal(1, stage.Gauge("bakewindow_freezes_active"));

        Assert.Equal("bo", (string?)(await stage.PostAsync($"/api/v1/freezes/{id}/end", new { })).Answer["endedBy"]);
        Assert.Equal(0, stage.Gauge("bakewindow_freezes_active"));
        Assert.Equal(404, (await stage.PostAsync($"/api/v1/freezes/{id}/end", new { })).Status);
        Assert.NotEqual("freeze", (string?)JsonNode.Parse(await stage.Http.GetStringAsync(new Uri("/api/v1/why?node=node-3&for=1m", UriKind.Relative)))!["reason"]);
        Assert.Equal(400, (await stage.PostAsync("/api/v1/freezes", new { reason = "for ever" })).Status);
    }

    [Fact]
    public async Task A_person_breaks_the_glass_of_one_node_after_reading_the_price_and_it_is_written_down()
    {
        await using var visit = await chromium.OpenAsync();
        await visit.GoAsync(stage.App.Url, "/now?n=node-3&need=2h");
        await visit.Page.ClickAsync("button:has-text('Break glass…')");
        Assert.Matches("will likely miss block|No hard right", await visit.Page.InnerTextAsync("#glass .bw-price"));
        await visit.Page.FillAsync("#glass-reason", "the disk is failing");
        await visit.Page.FillAsync("#glass-typed", "node-2");
        await visit.Page.ClickAsync("#glass button[type=submit]");
        await visit.Page.WaitForSelectorAsync("#glass-typed-error");

        await visit.Page.FillAsync("#glass-typed", "node-3");
        await visit.Page.ClickAsync("#glass button[type=submit]");
        await visit.Page.WaitForSelectorAsync(".bw-warned:has-text('Glass broken on node-3')");

        var why = JsonNode.Parse(await stage.Http.GetStringAsync(new Uri("/api/v1/why?node=node-3&for=2h", UriKind.Relative)))!;
        Assert.Contains((string?)why["reason"], (string[])["broken-glass", "floor-not-open"]);
        Assert.Equal(1, stage.Gauge("bakewindow_glass_broken"));
        var note = (await stage.App.Services.GetRequiredService<AuditLog>().ListAsync(20, default)).First(a => a.Note.Kind == "glass-broken").Note;
        Assert.Equal(("node-3", "the disk is failing"), (note.Subject, note.Detail));
        Assert.NotNull(note.Before);
        Assert.StartsWith("open: node-3 until ", note.After, StringComparison.Ordinal);
        var open = JsonNode.Parse(await stage.Http.GetStringAsync(new Uri("/api/v1/glass", UriKind.Relative)))!.AsArray();
        Assert.Equal(200, (await stage.PostAsync($"/api/v1/glass/{open[0]!["id"]}/end", new { })).Status);
        Assert.NotEqual("broken-glass", (string?)JsonNode.Parse(await stage.Http.GetStringAsync(new Uri("/api/v1/why?node=node-3&for=2h", UriKind.Relative)))!["reason"]);
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task What_changed_between_opening_and_the_yes_is_shown_and_nothing_is_approved_and_of_two_approvers_one_is_told_who_was_first()
    {
        var id = await stage.RequestAsync();
        string? freeze = null;
        try
        {
            await using var visit = await chromium.OpenAsync();
            await visit.GoAsync(stage.App.Url, $"/maintenance/{id}");
            await visit.Page.WaitForSelectorAsync("#approve button:has-text('Approve')");
            freeze = (string?)(await stage.PostAsync("/api/v1/freezes", new { until = "13d", reason = "a launch", node = "node-3" })).Answer["id"];

            await visit.Page.ClickAsync("#approve button:has-text('Approve')");
            await visit.Page.WaitForSelectorAsync("#changed");
            Assert.Contains("nothing was approved", await visit.Page.InnerTextAsync("#changed"), StringComparison.Ordinal);
            await visit.Page.WaitForSelectorAsync("#approve button:has-text('Review again')");
            await stage.PostAsync($"/api/v1/freezes/{freeze}/end", new { });

            await visit.Page.ClickAsync("#approve button:has-text('Review again')");
            await visit.Page.WaitForSelectorAsync("#approve button:has-text('Approve')");
            Assert.Equal(200, (await stage.PostAsync($"/api/v1/maintenances/{id}/approve", new { })).Status);
            var (status, told) = await stage.PostAsync($"/api/v1/maintenances/{id}/approve", new { });
            Assert.Equal(409, status);
            Assert.Contains("approved already, by bo", (string?)told["detail"], StringComparison.Ordinal);
            await visit.Page.WaitForSelectorAsync("#yes:has-text('Approved by bo')");
        }
        finally
        {
            await stage.CancelAsync(id);
            if (freeze is not null)
            {
                await stage.PostAsync($"/api/v1/freezes/{freeze}/end", new { });
            }
        }
    }

    [Fact]
    public async Task Approving_what_was_not_shown_is_refused_over_the_api_with_the_difference()
    {
        var id = await stage.RequestAsync();
        try
        {
            var (status, told) = await stage.PostAsync($"/api/v1/maintenances/{id}/approve", new { ifShown = "1-2-2700-0.5-0.01-open" });

            Assert.Equal(409, status);
            Assert.NotEmpty(told["changes"]!.AsArray());
            var shown = (string)told["approvalFingerprint"]!;
            Assert.Equal(200, (await stage.PostAsync($"/api/v1/maintenances/{id}/approve", new { ifShown = shown, onlyThis = true })).Status);
        }
        finally
        {
            await stage.CancelAsync(id);
        }
    }

    [Fact]
    public async Task Five_questions_are_answered_within_two_acts_from_a_link()
    {
        var id = await stage.RequestAsync();
        try
        {
            await using var visit = await chromium.OpenAsync();
            await visit.GoAsync(stage.App.Url, "/now?n=node-3&need=12m");
            // May node-3 go down for 12 min, until when, and what if I do nothing: no act at all.
            Assert.Matches("Open|Held|Can’t say", await visit.Page.InnerTextAsync("#verdict-word"));
            Assert.Matches("\\d\\d:\\d\\d:\\d\\d UTC", await visit.Page.InnerTextAsync("#answer") + await visit.Page.InnerTextAsync("#next"));
            Assert.Contains("is not approved", await visit.Page.InnerTextAsync("#nothing"), StringComparison.Ordinal);
            // Why not: one.
            await visit.Page.ClickAsync("button:has-text('Why')");
            Assert.Contains("level", await visit.Page.InnerTextAsync("#why"), StringComparison.Ordinal);
            var kept = await visit.Page.Locator("#decision").GetAttributeAsync("href");
            Assert.Matches("Decision|decision", await stage.PageAsync(kept!));
            // Who asked: one.
            await visit.Page.ClickAsync($"a:has-text('Approve {id}')");
            await visit.Page.WaitForSelectorAsync("#asked");
            Assert.Contains("asked by bo", await visit.Page.InnerTextAsync("#asked"), StringComparison.Ordinal);
        }
        finally
        {
            await stage.CancelAsync(id);
        }
    }

    [Fact]
    public async Task Without_a_socket_now_tells_the_answer_and_its_time_and_no_act_can_be_pressed()
    {
        await using var visit = await chromium.OpenAsync();
        await visit.Page.RouteAsync("**/_blazor**", route => route.AbortAsync());
        await visit.Page.GotoAsync(new Uri(stage.App.Url, "/now?n=node-3&need=12m").AbsoluteUri);

        await visit.Page.WaitForSelectorAsync("html:has(components-reconnect-modal.bw-shown)");
        await visit.Page.WaitForSelectorAsync("[data-act][aria-disabled=true]");
        Assert.Equal(0, await visit.Page.Locator("[data-act]:not([aria-disabled=true]), main button[type=submit]:not([aria-disabled=true]):visible").CountAsync());
        Assert.Matches("Open at least until|Held\\.|Can’t say", await visit.Page.InnerTextAsync("#answer"));
        Assert.Matches("as of \\d\\d:\\d\\d:\\d\\d UTC", await visit.Page.InnerTextAsync("#verdict .bw-asof"));
        await visit.Page.ClickAsync("button:has-text('Request this window')", new() { Force = true });
        Assert.EndsWith("/now?n=node-3&need=12m", visit.Page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_a_phone_the_verdict_what_comes_next_and_one_act_stand_on_the_first_screen()
    {
        await using var visit = await chromium.OpenAsync(360);
        await visit.GoAsync(stage.App.Url, "/now?n=node-3&need=12m");

        foreach (var part in new[] { "#verdict-word", "#answer", "#next", "#nothing", "#verdict .bw-acts .bw-button" })
        {
            var box = await visit.Page.Locator(part).First.BoundingBoxAsync();
            Assert.True(box!.Y + box.Height <= 640, $"{part} ends at {box.Y + box.Height}");
        }
    }
}
