using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using BakeWindow.Storage;
using BakeWindow.Web.Access;
using BakeWindow.Web.Access.SignIn;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;

namespace BakeWindow.Tests.Access;

public sealed class SignInTests : IClassFixture<SharedGatehouse>
{
    private readonly Gatehouse house;

    public SignInTests(SharedGatehouse shared)
    {
        house = shared.House;
        house.Provider.Straighten();
        house.Provider.Person = ("u", "ak", new[] { "bakers" });
    }

    [Fact]
    public async Task A_deep_link_leads_through_the_sign_in_and_back()
    {
        using var browser = new TestBrowser(house.App.Url);
        using var first = await browser.GetAsync("/maintenance?state=open&q=a%20b");
        var toSignIn = first.Headers.Location!.OriginalString;
        using var page = await browser.GetAsync(toSignIn);
        var shown = WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync());
        var (answer, _) = await browser.SignInAsync("/maintenance?state=open&q=a%20b");
        using var arrived = await browser.GetAsync(answer.Headers.Location!.OriginalString);

        Assert.Equal("/signin?return=%2Fmaintenance%3Fstate%3Dopen%26q%3Da%2520b", toSignIn);
        Assert.Contains("Continue with company account", shown, StringComparison.Ordinal);
        Assert.Contains("You were going to: <b>maintenance</b>", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("tz1", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("gate answering", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("Blazor:{\"type\":\"server\"", shown, StringComparison.Ordinal);
        Assert.Equal("/maintenance?state=open&q=a%20b", answer.Headers.Location!.OriginalString);
        Assert.Equal(HttpStatusCode.OK, arrived.StatusCode);
        answer.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whoever_signs_in_where_another_is_signed_in_is_himself_and_the_other_is_gone(bool emergency)
    {
        var first = $"first-{emergency}";
        using var browser = await house.SignedInAsync(first, "owners");
        var old = browser.Cookies["bakewindow"];
        var before = Session(first).Id;
        if (emergency)
        {
            (await browser.PostAsync("/signin/emergency", "/signin", ("name", "night"), ("password", Gatehouse.Password), ("return", "/now"))).Dispose();
        }
        else
        {
            house.Provider.Person = ("sub-second", "second", new[] { "lookers" });
            (await browser.SignInAsync()).Answer.Dispose();
        }

        using var me = await browser.GetAsync("/me");
        Assert.Contains(emergency ? "night" : "second", await me.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.NotEqual(old, browser.Cookies["bakewindow"]);
        Assert.DoesNotContain(house.Book.Sessions, s => s.Id == before);
        Assert.Null(await house.Book.FindAsync(before, CancellationToken.None));
    }

    [Fact]
    public async Task The_cookie_is_a_key_alone_for_this_host_and_no_script()
    {
        using var browser = await house.SignedInAsync("cookie", "bakers");

        var line = Assert.Single(browser.CookieLines, l => l.StartsWith("bakewindow=", StringComparison.Ordinal));
        Assert.Contains("httponly", line, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", line, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("domain", line, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("expires", line, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(Role.Operator, Session("cookie").Role);
    }

    [Fact]
    public async Task A_person_is_who_the_provider_says_whatever_name_he_takes()
    {
        async Task<Caller> AsAsync(string subject, string name)
        {
            house.Provider.Person = (subject, name, new[] { "bakers" });
            using var browser = new TestBrowser(house.App.Url);
            (await browser.SignInAsync()).Answer.Dispose();
            return house.Book.PersonOf(Session(name).Id, "127.0.0.1")!;
        }

        var ann = await AsAsync("sub-ann", "ann");
        var renamed = await AsAsync("sub-ann", "ann as bo");
        var namesake = await AsAsync("sub-other", "ann-2");

        Assert.Equal(ann.Owner, renamed.Owner);
        Assert.NotEqual(ann.Owner, namesake.Owner);
        Assert.DoesNotContain("sub-ann", ann.Owner, StringComparison.Ordinal);
        var request = new Core.Maintenance.MaintenanceRequest { Id = "m-1", Action = new Core.Maintenance.MaintenanceAction.RebootNode("node-1"), Reason = "kernel", RequestedBy = ann.Name, RequestedFor = ann.Owner, RequestedAt = default };
        var policy = new Core.Planning.Policy { FourEyes = Core.Planning.FourEyes.Always };
        Assert.NotNull(Core.Maintenance.ApprovalRule.WhyNot(policy, request, Start, renamed.Name, renamed.Owner));
        Assert.Null(Core.Maintenance.ApprovalRule.WhyNot(policy, request, Start, namesake.Name, namesake.Owner));

        var desk = house.App.Services.GetRequiredService<TokenDesk>();
        var (text, _) = await desk.MakeAsync(new TokenWish("ci", [Act.View.Word()], [], 5), ann, CancellationToken.None);
        Assert.Contains(await desk.OwnAsync(renamed, CancellationToken.None), t => t.Id == text.Id);
        Assert.DoesNotContain(await desk.OwnAsync(namesake, CancellationToken.None), t => t.Id == text.Id);
        await Assert.ThrowsAsync<NotAllowedException>(() => desk.RevokeAsync(text.Id, namesake, CancellationToken.None));
    }

    // Each twists what an honest provider would have said; none may let anybody in.
    public static TheoryData<string> Twists =>
    [
        "alg-none", "alg-none-upper", "hs256-by-client-secret", "hs256-by-public-key", "other-issuer", "other-audience", "no-audience", "other-nonce", "no-nonce", "expired", "not-yet", "no-expiry", "unknown-key",
        "other-key-same-id", "payload-changed", "signature-cut", "no-signature", "no-subject", "not-a-token", "empty-token", "token-error", "token-not-json", "token-redirect", "token-500", "userinfo-of-another",
    ];

    [Theory]
    [MemberData(nameof(Twists))]
    public async Task A_hostile_answer_lets_nobody_in(string twist)
    {
        Twist(twist);
        var before = house.Book.Sessions.Count();
        using var browser = new TestBrowser(house.App.Url);
        var (answer, _) = await browser.SignInAsync();
        using (answer)
        {
            Assert.StartsWith("/signin?problem=", answer.Headers.Location?.OriginalString, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("bakewindow", browser.Cookies.Keys);
        Assert.Equal(before, house.Book.Sessions.Count());
        Assert.Contains(await house.App.Services.GetRequiredService<AuditLog>().ListAsync(10, CancellationToken.None), e => e.Note.Kind == "sign-in-refused");
    }

    [Theory]
    [InlineData("state-changed")]
    [InlineData("state-missing")]
    [InlineData("other-browser")]
    [InlineData("twice")]
    [InlineData("code-missing")]
    [InlineData("denied")]
    public async Task A_way_back_that_is_not_this_browser_s_own_lets_nobody_in(string how)
    {
        using var browser = new TestBrowser(house.App.Url);
        var before = house.Book.Sessions.Count();
        if (how is "other-browser" or "twice")
        {
            var (good, back) = await browser.SignInAsync();
            good.Dispose();
            using var other = how == "twice" ? browser : new TestBrowser(house.App.Url);
            before = house.Book.Sessions.Count();
            using var answer = await other.SendAsync(new HttpRequestMessage(HttpMethod.Get, back));
            Assert.StartsWith("/signin?problem=", answer.Headers.Location?.OriginalString, StringComparison.Ordinal);
            Assert.Equal(before, house.Book.Sessions.Count());
            return;
        }

        var (refused, _) = await browser.SignInAsync("/now", back => new Uri(how switch
        {
            "state-changed" => back.AbsoluteUri[..^4] + "AAAA",
            "state-missing" => back.AbsoluteUri.Split("&state")[0],
            "code-missing" => back.AbsoluteUri.Replace("code=", "cod=", StringComparison.Ordinal),
            _ => back.AbsoluteUri.Replace("code=", "error=access_denied&x=", StringComparison.Ordinal),
        }));
        using (refused)
        {
            Assert.StartsWith("/signin?problem=", refused.Headers.Location?.OriginalString, StringComparison.Ordinal);
        }

        Assert.Equal(before, house.Book.Sessions.Count());
    }

    [Theory]
    [InlineData("viewer and more", "Viewer", "lookers", "Admin", "admin", "OWNERS", "owners ", "bakewindow-admins")]
    [InlineData("highest", "Approver", "lookers", "leads")]
    [InlineData("unmapped", "None", "everybody")]
    [InlineData("none", "None")]
    public async Task Only_mapped_groups_give_a_role_and_the_highest_counts(string name, string role, params string[] groups)
    {
        using var browser = await house.SignedInAsync(name, groups);

        Assert.Equal(role, Session(name).Role.ToString());
        using var page = await browser.GetAsync("/now");
        var text = WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync());
        Assert.Equal(role == "None" ? HttpStatusCode.Forbidden : HttpStatusCode.OK, page.StatusCode);
        Assert.Equal(role == "None", text.Contains("This page takes the role <b>Viewer</b>", StringComparison.Ordinal) && text.Contains("bakers or leads or lookers or owners", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Groups_may_come_with_the_person_s_info_alone()
    {
        house.Provider.IdToken = c =>
        {
            c.Remove("groups");
            return TestProvider.Sign(c, house.Provider.Key, SecurityAlgorithms.RsaSha256);
        };
        house.Provider.UserInfo = info => info["groups"] = new JsonArray("owners", "x");
        using var browser = await house.SignedInAsync("late");

        Assert.Equal(Role.Admin, Session("late").Role);
    }

    [Theory]
    [InlineData("https://evil.example/now")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("/\t/evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/signin?return=/x")]
    [InlineData("")]
    public async Task Nobody_is_led_to_another_site_after_signing_in(string wanted)
    {
        using var browser = new TestBrowser(house.App.Url);
        var (answer, _) = await browser.SignInAsync(wanted);
        using (answer)
        {
            Assert.Equal("/now", answer.Headers.Location?.OriginalString);
        }

        Assert.Equal("/now", ReturnAddress.Of(wanted));
    }

    [Fact]
    public async Task When_the_provider_is_down_the_emergency_account_unfolds_with_the_reason_and_works()
    {
        await using var alone = await Gatehouse.OpenAsync();
        await alone.Provider.DisposeAsync();
        using var browser = new TestBrowser(alone.App.Url);
        using var start = await browser.GetAsync("/signin/provider?return=%2Fcluster");
        using var page = await browser.GetAsync(start.Headers.Location!.OriginalString);
        var text = WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync());
        using var wrong = await browser.PostAsync("/signin/emergency", "/signin", ("name", "night"), ("password", "wrong"), ("return", "/cluster"));
        using var right = await browser.PostAsync("/signin/emergency", "/signin", ("name", "night"), ("password", Gatehouse.Password), ("return", "/cluster"));

        Assert.Contains("can’t be reached: it takes no connection", text, StringComparison.Ordinal);
        Assert.Contains("<details class=\"bw-emergency\" open", text, StringComparison.Ordinal);
        Assert.Equal("/signin?problem=wrong&return=%2Fcluster", wrong.Headers.Location!.OriginalString);
        Assert.Equal("/cluster", right.Headers.Location!.OriginalString);
        Assert.Equal(("night", Role.Admin), (alone.Book.Sessions.Single().Facts.Who, alone.Book.Sessions.Single().Role));
    }

    [Fact]
    public async Task Guesses_are_few_and_then_told_to_wait()
    {
        using var browser = new TestBrowser(house.App.Url);
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 7; i++)
        {
            using var answer = await browser.PostAsync("/signin/emergency", null);
            answers.Add(answer.StatusCode);
            Assert.True(answer.StatusCode != HttpStatusCode.TooManyRequests || answer.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        }

        Assert.Equal([.. Enumerable.Repeat(HttpStatusCode.BadRequest, 5), HttpStatusCode.TooManyRequests, HttpStatusCode.TooManyRequests], answers);
    }

    [Fact]
    public async Task A_form_without_the_field_of_our_page_does_nothing()
    {
        using var browser = await house.SignedInAsync("forms", "bakers");
        foreach (var path in new[] { "/signout", "/signin/emergency", "/me/look" })
        {
            using var answer = await browser.PostAsync(path, null, ("name", "night"), ("password", Gatehouse.Password));
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        }

        Assert.Equal(Role.Operator, Session("forms").Role);
        using var out_ = await browser.PostAsync("/signout", "/me");
        Assert.Equal("/signin?problem=signed-out", out_.Headers.Location!.OriginalString);
        Assert.DoesNotContain(house.Book.Sessions, x => x.Facts.Who == "forms");
        Assert.Contains(await house.App.Services.GetRequiredService<AuditLog>().ListAsync(10, CancellationToken.None), e => e.Note is { Kind: "signed-out", Who: "forms" });
    }

    [Fact]
    public async Task A_session_ends_when_nothing_is_done_for_an_hour_and_after_twelve_whatever_is_done()
    {
        await using var alone = await Gatehouse.OpenAsync();
        using var idle = await alone.SignedInAsync("idle", "bakers");
        using var busy = await alone.SignedInAsync("busy", "bakers");
        for (var hours = 0.0; hours < 12; hours += 0.75)
        {
            alone.Clock.Advance(TimeSpan.FromMinutes(45));
            await alone.Book.LookAsync(CancellationToken.None);
            using var page = await busy.GetAsync("/now");
            Assert.True(page.StatusCode == (hours + 0.75 < 12 ? HttpStatusCode.OK : HttpStatusCode.Redirect), $"busy at {hours + 0.75} h: {(int)page.StatusCode} {alone.Book.Sessions.Count()}");
            using var other = hours > 0.5 ? await idle.GetAsync("/now") : null;
            Assert.True(other is null or { StatusCode: HttpStatusCode.Redirect }, $"idle after {hours} h");
        }
    }

    [Fact]
    public async Task The_page_tells_how_the_gate_is_only_where_that_is_allowed()
    {
        await using var open = await Gatehouse.OpenAsync(("SignIn:AllowHealthBeforeSignIn", "true"));
        using var browser = new TestBrowser(open.App.Url);
        using var page = await browser.GetAsync("/signin");

        Assert.Contains("gate answering, no head yet", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static Core.Maintenance.PlannedStart Start => new()
    {
        From = new(1), To = new(2), StartsEarliest = default, BackBy = default, Guaranteed = default, Need = TimeSpan.FromMinutes(1), NeedSource = "stated", Cost = Core.Planning.MissCost.None, ExpectedBlocks = 1,
    };

    private LiveSession Session(string name) => Assert.Single(house.Book.Sessions, s => s.Facts.Who == name);

    private void Twist(string how)
    {
        var provider = house.Provider;
        string Signed(Dictionary<string, object> claims) => TestProvider.Sign(claims, provider.Key, SecurityAlgorithms.RsaSha256);
        static string Part(string json) => Base64UrlEncoder.Encode(json);
        Func<Dictionary<string, object>, string> With(string claim, object? value) => claims =>
        {
            claims.Remove(claim);
            if (value is not null)
            {
                claims[claim] = value;
            }

            return Signed(claims);
        };
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        provider.IdToken = how switch
        {
            "alg-none" => c => $"{Part("{\"alg\":\"none\"}")}.{Part(JsonSerializer.Serialize(c))}.",
            "alg-none-upper" => c => $"{Part("{\"alg\":\"NONE\",\"kid\":\"k1\"}")}.{Part(JsonSerializer.Serialize(c))}.{Part("x")}",
            "hs256-by-client-secret" => c => TestProvider.Sign(c, new SymmetricSecurityKey(Encoding.UTF8.GetBytes(TestProvider.Secret.PadRight(32))), SecurityAlgorithms.HmacSha256),
            "hs256-by-public-key" => c => TestProvider.Sign(c, new SymmetricSecurityKey(Encoding.ASCII.GetBytes(provider.Key.Rsa.ExportSubjectPublicKeyInfoPem())) { KeyId = "k1" }, SecurityAlgorithms.HmacSha256),
            "other-issuer" => With("iss", "https://evil.example"),
            "other-audience" => With("aud", "another-client"),
            "no-audience" => With("aud", null),
            "other-nonce" => With("nonce", "0123456789"),
            "no-nonce" => With("nonce", null),
            "expired" => c =>
            {
                (c["iat"], c["nbf"], c["exp"]) = (now - 1000, now - 1000, now - 500);
                return Signed(c);
            },
            "not-yet" => c =>
            {
                (c["nbf"], c["exp"]) = (now + 1000, now + 2000);
                return Signed(c);
            },
            "no-expiry" => With("exp", null),
            "unknown-key" => c => TestProvider.Sign(c, new RsaSecurityKey(System.Security.Cryptography.RSA.Create(2048)) { KeyId = "k2" }, SecurityAlgorithms.RsaSha256),
            "other-key-same-id" => c => TestProvider.Sign(c, new RsaSecurityKey(System.Security.Cryptography.RSA.Create(2048)) { KeyId = "k1" }, SecurityAlgorithms.RsaSha256),
            "payload-changed" => c =>
            {
                var parts = Signed(c).Split('.');
                c["groups"] = new[] { "owners" };
                return $"{parts[0]}.{Part(JsonSerializer.Serialize(c))}.{parts[2]}";
            },
            "signature-cut" => c => Signed(c)[..^10],
            "no-signature" => c => string.Join('.', Signed(c).Split('.')[..2]) + ".",
            "no-subject" => With("sub", null),
            "not-a-token" => _ => "hello",
            "empty-token" => _ => "",
            _ => null,
        };
        provider.TokenAnswer = how switch
        {
            "token-error" => http => Say(http, 400, "{\"error\":\"invalid_grant\"}"),
            "token-not-json" => http => Say(http, 200, "<html>"),
            "token-redirect" => http =>
            {
                http.Response.Redirect("https://evil.example/token");
                return Task.CompletedTask;
            },
            "token-500" => http => Say(http, 500, "{}"),
            _ => null,
        };
        provider.UserInfo = how == "userinfo-of-another" ? info => info["sub"] = "somebody-else" : null;
    }

    private static Task Say(HttpContext http, int status, string body)
    {
        (http.Response.StatusCode, http.Response.ContentType) = (status, "application/json");
        return http.Response.WriteAsync(body);
    }
}
