using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using BakeWindow.Storage;
using BakeWindow.Tests.Pages;
using BakeWindow.Tests.Storage;
using BakeWindow.Web.Access;
using BakeWindow.Web.Feeds;
using BakeWindow.Web.Rehearsing;
using Ical.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BakeWindow.Tests.Web.Feeds;

/// <summary>What leaves the house as files: feeds, CSV, a rehearsal as JSON. One process for all.</summary>
public sealed class ExportsTests(AnswersStage stage) : IClassFixture<AnswersStage>
{
    private static readonly Caller Viewer = Caller.Person("viewer@example.org", Role.Viewer, "10.0.0.9");
    private static readonly Caller Other = Caller.Person("other@example.org", Role.Viewer, "10.0.0.8");
    private static readonly Caller Admin = Caller.Person("admin@example.org", Role.Admin, "10.0.0.7");

    private readonly WebApp app = stage.App;
    private readonly HttpClient http = stage.Http;

    private FeedDesk Desk => app.Services.GetRequiredService<FeedDesk>();

    [Fact]
    public async Task A_feed_lives_from_its_making_to_its_revocation_and_nobody_learns_its_address_from_us()
    {
        using var lines = new LogLines();
        app.Services.GetRequiredService<ILoggerFactory>().AddProvider(lines);
        var path = await Desk.MakeAsync(Viewer, "phone", null, TimeSpan.FromDays(30), default);

        // It is a calendar, and an unchanged one is not sent again.
        using var first = await http.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal("text/calendar", first.Content.Headers.ContentType!.MediaType);
        Assert.Contains("no-referrer", first.Headers.GetValues("Referrer-Policy"));
        Assert.True(first.Headers.CacheControl!.Private);
        var calendar = Ical.Net.Calendar.Load(await first.Content.ReadAsStringAsync())!;
        Assert.Contains(calendar.Events, e => e.Categories.Contains("Window"));
        Assert.Contains(calendar.Events, e => e.Categories.Contains("Can't say"));
        using (var again = new HttpRequestMessage(HttpMethod.Get, path))
        {
            again.Headers.TryAddWithoutValidation("If-None-Match", "*");
            using var same = await http.SendAsync(again);
            Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
            Assert.Empty(await same.Content.ReadAsByteArrayAsync());
        }

        // Another need, another feed; a wrong one is told with its mend.
        Assert.Contains("Window for 2 min", await http.GetStringAsync($"{path}?need=2m"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await http.GetAsync($"{path}?need=soon")).StatusCode);

        // What is kept is a hash; what is told is what it is for.
        var token = path.Split('/')[1];
        var kept = Assert.Single(await Desk.ListAsync(Viewer, default), f => f.Name == "phone");
        Assert.Equal(("phone", "viewer@example.org"), (kept.Name, kept.Owner));
        Assert.NotNull(kept.LastUsedAt);
        Assert.DoesNotContain(await Desk.ListAsync(Other, default), f => f.Id == kept.Id);
        Assert.Single(await Desk.ListAsync(Admin, default), f => f.Id == kept.Id);

        // Somebody else's can't be ended, one's own can; then it is as if it had never been.
        Assert.False(await Desk.RevokeAsync(Other, kept.Id, default));
        Assert.True(await Desk.RevokeAsync(Viewer, kept.Id, default));
        foreach (var gone in new[] { path, path.Replace(token, kept.Id + "." + new string('a', 43), StringComparison.Ordinal), path.Replace(token, "nonsense", StringComparison.Ordinal), path.Replace("all.ics", "all", StringComparison.Ordinal) })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(gone)).StatusCode);
        }

        var audit = await app.Services.GetRequiredService<AuditLog>().ListAsync(10, default);
        Assert.Equal(["feed-revoked", "feed-made"], audit.Select(a => a.Note).Where(n => n.Subject == kept.Id).Select(n => n.Kind));
        Assert.DoesNotContain(audit, a => $"{a.Note}".Contains(token[13..], StringComparison.Ordinal));
        Assert.DoesNotContain(lines.Lines, l => l.Contains(token[13..], StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_feed_of_one_baker_tells_of_no_other_and_an_expired_one_of_none()
    {
        var path = await Desk.MakeAsync(Viewer, "alpha only", "alpha", TimeSpan.FromDays(1), default);
        Assert.EndsWith("/alpha.ics", path, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(path)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(path.Replace("alpha.ics", "all.ics", StringComparison.Ordinal))).StatusCode);

        var store = app.Services.GetRequiredService<FeedTokenStore>();
        var old = FeedSecret.New();
        await store.AddAsync(new FeedToken { Id = old.Id, Name = "old", Owner = "x", OwnerKey = "x", MadeAt = DateTimeOffset.UnixEpoch, ExpiresAt = DateTimeOffset.UnixEpoch.AddDays(1) }, old.Hash(), default);
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync($"feeds/{old}/all.ics")).StatusCode);

        foreach (var (name, baker, days) in new[] { ("", "alpha", 1d), (new string('x', 61), "alpha", 1), ("x", "beta", 1), ("x", "alpha", 0), ("x", "alpha", 500) })
        {
            await Assert.ThrowsAsync<FormatException>(() => Desk.MakeAsync(Viewer, name, baker, TimeSpan.FromDays(days), default));
        }

        await Assert.ThrowsAsync<NotAllowedException>(() => Desk.MakeAsync(Caller.Person("nobody", Role.None, null), "x", null, TimeSpan.FromDays(1), default));
    }

    [Fact]
    public async Task Lists_come_as_files_for_spreadsheets()
    {
        using var asked = await http.PostAsJsonAsync("/api/v1/maintenances", new { node = "node-3", action = "reboot", reason = "=HYPERLINK(\"x\"), kernel" });
        Assert.Equal(HttpStatusCode.Created, asked.StatusCode);
        foreach (var (path, header, cell) in new[]
        {
            ("maintenances", "id,action,subject", "\"'=HYPERLINK(\"\"x\"\"), kernel\""),
            ("rights", "baker,level,round,earliest,expected,knownTo", stage.Baker),
            ("bypasses", "at,code,severity", "critical"),
        })
        {
            using var answer = await http.GetAsync($"/api/v1/{path}?format=csv");
            var text = await answer.Content.ReadAsStringAsync();
            Assert.Equal("text/csv", answer.Content.Headers.ContentType!.MediaType);
            Assert.Equal($"bakewindow-{path}.csv", answer.Content.Headers.ContentDisposition!.FileName!.Trim('"'));
            Assert.StartsWith(header, text, StringComparison.Ordinal);
            Assert.Contains(cell, text, StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.BadRequest, (await http.GetAsync($"/api/v1/{path}?format=xlsx")).StatusCode);
        }
    }

    [Fact]
    public async Task Past_cycles_are_fetched_on_order_kept_and_replayed_and_where_nobody_knows_more_it_is_said()
    {
        var history = app.Services.GetRequiredService<HistoryDesk>();
        await Assert.ThrowsAsync<NotAllowedException>(() => history.FetchAsync(Viewer, 3, _ => { }, default));

        // The simulated node, as a real one, has forgotten all but one.
        var present = app.Board.Now.Chain!.Head.Cycle.Cycle;
        var told = new List<int>();
        var (fetched, why) = await history.FetchAsync(Admin, 3, c => told.Add(c.Value), default);
        Assert.Equal((1, present.Value - 1), (fetched, Assert.Single(told)));
        Assert.Contains($"cycle {present.Value - 2} is not told", why, StringComparison.Ordinal);

        using var answer = await http.PostAsJsonAsync("/api/v1/whatif", new { cycles = 10 });
        Assert.Equal(present.Value - 1, (await answer.Content.ReadFromJsonAsync<JsonObject>())!["firstCycle"]!.GetValue<int>());
        Assert.Contains(await app.Services.GetRequiredService<AuditLog>().ListAsync(10, default), a => a.Note.Kind == "rights-fetched" && a.Note.Who == Admin.Name);
    }

    [Fact]
    public async Task A_rehearsal_over_the_known_cycles_answers_with_both_policies_and_configuration()
    {
        using var answer = await http.PostAsJsonAsync("/api/v1/whatif", new { cycles = 10, work = "made-up", every = "1d", policy = new { guard = "10m", hardRounds = 1 } });
        var result = (await answer.Content.ReadFromJsonAsync<JsonObject>())!;

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(result["today"]!["asked"]!.GetValue<int>() > 0);
        Assert.Equal(result["today"]!["asked"]!.GetValue<int>(), result["edited"]!["asked"]!.GetValue<int>());
        Assert.Equal(0, result["windowsGained"]!.GetValue<int>());
        Assert.Equal("BakeWindow__Policy__HardRounds=1\nBakeWindow__Policy__Guard=10m\n", result["configuration"]!.GetValue<string>());
        Assert.NotEmpty(result["missing"]!.AsArray());

        using var wrong = await http.PostAsJsonAsync("/api/v1/whatif", new { policy = new { guard = "soon", speed = 9 } });
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        var errors = (await wrong.Content.ReadFromJsonAsync<JsonObject>())!["errors"]!.AsObject();
        Assert.Equal(["guard", "speed"], errors.Select(e => e.Key).Order(StringComparer.Ordinal));
    }
}
