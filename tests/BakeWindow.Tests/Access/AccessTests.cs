using System.Net;
using System.Net.Http.Json;
using System.Security.Claims;
using System.Text;
using System.Text.Json.Nodes;
using BakeWindow.Core.Maintenance;
using BakeWindow.Storage;
using BakeWindow.Web.Access;
using BakeWindow.Web.Maintaining;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;

namespace BakeWindow.Tests.Access;

/// <summary>Tokens and sessions as they are taken back, shared and kept.</summary>
public sealed class AccessTests(SharedGatehouse shared) : IClassFixture<SharedGatehouse>
{
    private readonly Gatehouse house = shared.House;

    [Fact]
    public async Task A_token_is_made_shown_once_used_and_revoked()
    {
        using var admin = Bearing(Gatehouse.Configured);
        using var made = await admin.SendAsync(Post("/api/v1/tokens", new { name = "ci-first", scopes = new[] { "ask", "view" }, nodes = new[] { "node-1" } }));
        var body = JsonNode.Parse(await made.Content.ReadAsStringAsync())!;
        var text = body["token"]!.GetValue<string>();
        using var program = Bearing(text);
        using var gate = await program.GetAsync("/api/v1/gate?for=1m&node=node-1");
        using var other = await program.GetAsync("/api/v1/gate?for=1m&node=node-2");
        using var all = await program.GetAsync("/api/v1/gate?for=1m");
        using var change = await program.SendAsync(Post("/api/v1/maintenances", new { node = "node-1" }));
        using var listed = await admin.GetAsync("/api/v1/tokens");
        using var revoked = await admin.SendAsync(new HttpRequestMessage(HttpMethod.Delete, new Uri(house.App.Url, $"/api/v1/tokens/{body["id"]}")));
        using var after = await program.GetAsync("/api/v1/gate?for=1m&node=node-1");

        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, gate.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, other.StatusCode);
        Assert.Contains("limited to node-1", await other.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, all.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, change.StatusCode);
        Assert.Contains("no scope for this (request)", await change.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(text, await listed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
        Assert.Contains("revoked", await after.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(["token-revoked", "token-made"], (await house.App.Services.GetRequiredService<AuditLog>().ListAsync(50, CancellationToken.None)).Where(e => e.Note.Subject == $"token {body["id"]}").Select(e => e.Note.Kind));
    }

    [Theory]
    [InlineData("/API/v1/glass", true)]
    [InlineData("/api", true)]
    [InlineData("/METRICS", true)]
    [InlineData("/metrics/", true)]
    [InlineData("/FEEDS/x/all.ics", true)]
    [InlineData("/feeds/x/all.ICS/", true)]
    [InlineData("/feeds", false)]
    [InlineData("/apiary", false)]
    public void What_is_for_machines_is_so_in_any_spelling(string path, bool machines)
    {
        var http = new Microsoft.AspNetCore.Http.DefaultHttpContext();
        http.Request.Path = path;

        Assert.Equal(machines, BakeWindow.Web.Hosting.PageAccess.IsForMachines(http));
    }

    [Fact]
    public async Task A_token_limited_to_nodes_learns_nothing_of_others_as_kured()
    {
        using var program = Bearing(await house.TokenAsync("ask", nodes: ["node-1"]));
        using var other = await program.GetAsync("/compat/prometheus/node-2/api/v1/query?query=ALERTS");
        using var own = await program.GetAsync("/compat/prometheus/node-1/api/v1/query?query=ALERTS");

        Assert.Equal(HttpStatusCode.Forbidden, other.StatusCode);
        Assert.NotEqual(HttpStatusCode.Forbidden, own.StatusCode);
    }

    [Theory]
    [InlineData("ask", true)]
    [InlineData("view", true)]
    [InlineData("approve", false)]
    [InlineData("administer", false)]
    public async Task A_person_gives_only_what_he_may(string scope, bool may)
    {
        var desk = house.App.Services.GetRequiredService<TokenDesk>();
        var viewer = Caller.Person("v", Role.Viewer, null);
        var wish = new TokenWish("ci", [scope], []);
        if (may)
        {
            Assert.Equal("v", (await desk.MakeAsync(wish, viewer, CancellationToken.None)).Kept.Owner);
        }
        else
        {
            await Assert.ThrowsAsync<ArgumentException>(() => desk.MakeAsync(wish, viewer, CancellationToken.None));
        }

        await Assert.ThrowsAsync<NotAllowedException>(() => desk.MakeAsync(wish, viewer with { Kind = CallerKind.Token }, CancellationToken.None));
        await Assert.ThrowsAsync<NotAllowedException>(() => desk.MakeAsync(wish, Caller.Nobody(Role.Viewer.Acts(), null), CancellationToken.None));
        await Assert.ThrowsAsync<NotAllowedException>(() => desk.AllAsync(viewer, CancellationToken.None));
    }

    [Theory]
    [InlineData("", "ask", 90, "name")]
    [InlineData("a b", "ask", 90, "name")]
    [InlineData("ci", "", 90, "scopes")]
    [InlineData("ci", "root", 90, "scopes")]
    [InlineData("ci", "ask", 0, "days")]
    [InlineData("ci", "ask", 366, "days")]
    public void A_wish_with_a_mistake_names_field_and_mend(string name, string scope, int days, string field) =>
        Assert.Equal([field], new TokenWish(name, scope.Length == 0 ? [] : [scope], [], days).Mistakes(Caller.Person("a", Role.Admin, null)).Keys);

    [Fact]
    public async Task A_token_of_others_is_not_his_to_revoke()
    {
        var desk = house.App.Services.GetRequiredService<TokenDesk>();
        var (_, kept) = await desk.MakeAsync(new TokenWish("ci", ["ask"], []), Caller.Person("ak", Role.Operator, null), CancellationToken.None);

        await Assert.ThrowsAsync<NotAllowedException>(() => desk.RevokeAsync(kept.Id, Caller.Person("mv", Role.Approver, null), CancellationToken.None));
        Assert.True(await desk.RevokeAsync(kept.Id, Caller.Person("ak", Role.Operator, null), CancellationToken.None));
        Assert.False(await desk.RevokeAsync(kept.Id, Caller.Person("root", Role.Admin, null), CancellationToken.None));
    }

    [Fact]
    public async Task When_it_was_last_used_is_written_at_most_once_a_minute()
    {
        var text = await house.TokenAsync("ask");
        using var program = Bearing(text);
        var store = house.App.Services.GetRequiredService<TokenStore>();
        var id = TokenText.Read(text)!.Id;
        var first = await UseAsync(TimeSpan.FromSeconds(2));
        var soon = await UseAsync(TimeSpan.FromSeconds(20));
        var later = await UseAsync(TimeSpan.FromSeconds(61));

        Assert.NotNull(first);
        Assert.Equal(first, soon);
        Assert.True(later > soon);

        async Task<DateTimeOffset?> UseAsync(TimeSpan after)
        {
            house.Clock.Advance(after);
            (await program.GetAsync("/api/v1/gate?for=1m")).Dispose();
            await house.Book.LookAsync(CancellationToken.None);
            return (await store.FindAsync(id, CancellationToken.None))!.LastUsedAt;
        }
    }

    [Fact]
    public async Task What_can_t_be_looked_up_for_half_a_minute_gives_readings_only()
    {
        var text = TokenText.Read(await house.TokenAsync("ask request administer"))!;
        Assert.True(house.Book.Bearer(text, null).May(Act.Request));
        // The clock goes on and nothing is looked up: the keeper of this app has a clock of its own to wait by.
        using var book = new AccessBook(house.App.Services.GetRequiredService<TokenStore>(), house.App.Services.GetRequiredService<SessionStore>(), house.App.Services.GetRequiredService<SessionSeal>(),
            house.App.Services.GetRequiredService<BakeWindow.Web.Configuration.Settings>(), new AccessClock(house.Clock));
        await book.LookAsync(CancellationToken.None);
        Assert.True(book.Bearer(text, null).May(Act.Administer));
        house.Clock.Advance(TimeSpan.FromSeconds(31));

        Assert.True(book.Bearer(text, null).May(Act.Ask));
        Assert.False(book.Bearer(text, null).May(Act.Request));
        Assert.False(book.Bearer(text, null).May(Act.Administer));
    }

    [Fact]
    public async Task A_role_that_is_lost_is_lost_in_an_open_circuit_too()
    {
        using var browser = await house.SignedInAsync("circuit", "owners");
        var session = Assert.Single(house.Book.Sessions, s => s.Facts.Who == "circuit");
        await using var circuit = house.App.Services.CreateAsyncScope();
        var user = new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", session.Id), new Claim("from", "here")], "session"));
        ((IHostEnvironmentAuthenticationStateProvider)circuit.ServiceProvider.GetRequiredService<AuthenticationStateProvider>()).SetAuthenticationState(Task.FromResult(new AuthenticationState(user)));
        var visitor = circuit.ServiceProvider.GetRequiredService<Visitor>();
        Assert.Equal(("circuit", Role.Admin, "here"), (visitor.Now.Name, visitor.Now.Role, visitor.Now.From));

        using var admin = Bearing(Gatehouse.Configured);
        using var ended = await admin.SendAsync(new HttpRequestMessage(HttpMethod.Delete, new Uri(house.App.Url, $"/api/v1/sessions/{session.Id}")));

        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        Assert.Equal(CallerKind.Nobody, visitor.Now.Kind);
        var desk = circuit.ServiceProvider.GetRequiredService<MaintenanceDesk>();
        var form = new RequestForm.Valid(new MaintenanceAction.RebootNode("node-1"), null, null, null, Urgency.Normal, "kernel");
        await Assert.ThrowsAsync<NotAllowedException>(() => desk.RequestAsync(form, visitor.Now, CancellationToken.None));
        await Assert.ThrowsAsync<NotAllowedException>(() => desk.ApproveAsync("M-1", visitor.Now, new ApprovalTerms(), CancellationToken.None));
        using var page = await browser.GetAsync("/now");
        Assert.Equal(HttpStatusCode.Redirect, page.StatusCode);
    }

    [Fact]
    public async Task A_session_holds_on_another_replica_and_after_a_restart_and_ends_on_both()
    {
        await using var own = await Gatehouse.OpenAsync();
        using var browser = await own.SignedInAsync("ak", "owners");
        await using var second = own.Start();
        using var there = browser.At(second.Url);
        using var page = await there.GetAsync("/me");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);

        var book = second.Services.GetRequiredService<AccessBook>();
        await book.LookAsync(CancellationToken.None);
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        book.Changed += () => gone.TrySetResult();
        using var admin = Bearing(Gatehouse.Configured, own);
        using var ended = await admin.SendAsync(new HttpRequestMessage(HttpMethod.Delete, new Uri(own.App.Url, $"/api/v1/sessions/{own.Book.Sessions.Single().Id}")));
        own.Clock.Advance(TimeSpan.FromSeconds(3));
        await gone.Task.WaitAsync(TimeSpan.FromSeconds(20));
        using var after = await there.GetAsync("/me");
        Assert.Equal(HttpStatusCode.Redirect, after.StatusCode);

        using var next = await own.SignedInAsync("mv", "bakers");
        await own.RestartAsync();
        using var again = next.At(own.App.Url);
        using var kept = await again.GetAsync("/me");
        Assert.Equal(HttpStatusCode.OK, kept.StatusCode);
    }

    [Fact]
    public async Task No_secret_is_kept_or_logged_anywhere()
    {
        await using var own = await Gatehouse.OpenAsync();
        using var browser = await own.SignedInAsync("ak", "owners");
        using var night = new TestBrowser(own.App.Url);
        (await night.PostAsync("/signin/emergency", "/signin", ("name", "night"), ("password", Gatehouse.Password))).Dispose();
        using var admin = Bearing(Gatehouse.Configured, own);
        using var made = await admin.SendAsync(Post("/api/v1/tokens", new { name = "ci", scopes = new[] { "ask" } }));
        var token = JsonNode.Parse(await made.Content.ReadAsStringAsync())!["token"]!.GetValue<string>();
        using var program = Bearing(token, own);
        (await program.GetAsync("/api/v1/gate?for=1m")).Dispose();
        using var wrong = Bearing(token[..^1] + (token[^1] == 'x' ? 'y' : 'x'), own);
        (await wrong.GetAsync("/api/v1/gate?for=1m")).Dispose();
        using var metrics = await admin.GetAsync("/metrics");
        var audit = await own.App.Services.GetRequiredService<AuditLog>().ListAsync(100, CancellationToken.None);

        string[] secrets = [TestProvider.Secret, Gatehouse.Password, Gatehouse.Configured, token, TokenText.Read(token)!.Secret, browser.Cookies["bakewindow"], night.Cookies["bakewindow"], .. own.Provider.Given];
        List<(string Where, string Text)> places = [("metrics", await metrics.Content.ReadAsStringAsync()), ("audit", string.Join('\n', audit))];
        lock (own.Logs)
        {
            places.Add(("logs", string.Join('\n', own.Logs)));
        }

        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(own.DatabaseFile)!, "shared.db*"))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            places.Add((Path.GetFileName(file), await reader.ReadToEndAsync()));
        }

        Assert.Contains(places, p => p.Where.StartsWith("shared.db", StringComparison.Ordinal) && p.Text.Contains("KeyUnseal", StringComparison.Ordinal));
        Assert.DoesNotContain(places, p => p.Text.Contains("masterKey", StringComparison.Ordinal) || p.Text.Contains("requiresEncryption", StringComparison.Ordinal));
        Assert.All(secrets, secret => Assert.All(places, place => Assert.False(place.Text.Contains(secret, StringComparison.Ordinal), $"a secret of {secret.Length} characters is in {place.Where}")));
        Assert.Contains(audit, e => e.Note is { Kind: "signed-in", Who: "ak" });
        Assert.Contains(audit, e => e.Note is { Kind: "signed-in", Who: "night" });
    }

    [Fact]
    public async Task Kured_brings_a_token_as_the_password_of_its_url_where_one_is_asked_for()
    {
        await using var closed = await Gatehouse.OpenAsync(("Api:Compat", "signed"));
        var token = await closed.TokenAsync("ask");
        const string Path = "/compat/prometheus/node-1/api/v1/query?query=ALERTS";
        using var without = new TestBrowser(closed.App.Url);
        using var with = new TestBrowser(closed.App.Url) { Headers = { ["Authorization"] = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"kured:{token}")) } };
        using var no = await without.GetAsync(Path);
        using var yes = await with.GetAsync(Path);

        Assert.Equal(HttpStatusCode.Unauthorized, no.StatusCode);
        Assert.Equal(HttpStatusCode.OK, yes.StatusCode);
    }

    [Fact]
    public async Task Useless_tokens_are_few_a_minute_and_a_good_one_from_there_passes()
    {
        using var caller = Bearing("bw_api_0000000000_nonsense");
        var last = HttpStatusCode.OK;
        for (var i = 0; i < 25; i++)
        {
            using var answer = await caller.GetAsync("/api/v1/gate?for=1m");
            last = answer.StatusCode;
            Assert.Equal(i < 20 ? HttpStatusCode.Unauthorized : HttpStatusCode.TooManyRequests, last);
        }

        caller.Headers["Authorization"] = "Bearer " + await house.TokenAsync("ask");
        using var good = await caller.GetAsync("/api/v1/gate?for=1m");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, good.StatusCode);
    }

    [Fact]
    public async Task One_caller_gets_so_many_answers_of_the_gate_and_is_told_when_to_come_again()
    {
        await using var narrow = await Gatehouse.OpenAsync(("Api:GatePerSecond", "1"));
        using var caller = new TestBrowser(narrow.App.Url) { Headers = { ["Authorization"] = "Bearer " + await narrow.TokenAsync("ask") } };
        for (var i = 0; i < 10; i++)
        {
            using var answer = await caller.GetAsync("/api/v1/gate?for=1m");
            if (answer.StatusCode == HttpStatusCode.TooManyRequests)
            {
                Assert.True(answer.Headers.RetryAfter!.Delta > TimeSpan.Zero);
                Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
                return;
            }
        }

        Assert.Fail("ten at once were answered");
    }

    [Fact]
    public async Task Health_tells_what_is_known_only_to_those_who_may_see_it()
    {
        using var nobody = new TestBrowser(house.App.Url);
        using var admin = Bearing(Gatehouse.Configured);
        using var bare = await nobody.GetAsync("/healthz/ready");
        using var whole = await admin.GetAsync("/healthz/ready");

        Assert.Equal("{\"ready\":true}", await bare.Content.ReadAsStringAsync());
        Assert.Contains("sources", await whole.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static HttpRequestMessage Post(string path, object body) => new(HttpMethod.Post, path) { Content = JsonContent.Create(body) };

    private TestBrowser Bearing(string token, Gatehouse? at = null) => new((at ?? house).App.Url) { Headers = { ["Authorization"] = "Bearer " + token } };
}
