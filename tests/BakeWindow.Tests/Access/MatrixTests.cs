using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using BakeWindow.Web.Access;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;

namespace BakeWindow.Tests.Access;

/// <summary>Who gets through where: every route and method, asked by everybody, against what the route declares.</summary>
public sealed partial class MatrixTests : IAsyncLifetime
{
    private static readonly string[] Roles = ["", "lookers", "bakers", "leads", "owners"];

    private Gatehouse house = null!;

    public async ValueTask InitializeAsync() => house = await Gatehouse.OpenAsync(("Api:Metrics", "signed"), ("Api:Compat", "signed"));

    public ValueTask DisposeAsync() => house.DisposeAsync();

    [Fact]
    public async Task Every_route_declares_to_whom_it_answers_and_answers_nobody_else()
    {
        var callers = new List<(string Name, Caller? Known, TestBrowser Browser)> { ("nobody", null, new TestBrowser(house.App.Url)) };
        for (var i = 0; i < Roles.Length; i++)
        {
            callers.Add(($"person {(Role)i}", Caller.Person("p", (Role)i, null), await house.SignedInAsync($"p{i}", Roles[i])));
        }

        foreach (var act in Enum.GetValues<Act>())
        {
            callers.Add(($"token {act}", new Caller("t", new HashSet<Act> { act }) { Kind = CallerKind.Token }, Bearing(await house.TokenAsync(act.Word()))));
        }

        callers.Add(("token configured", new Caller("c", Role.Admin.Acts()) { Kind = CallerKind.Token }, Bearing(Gatehouse.Configured)));
        foreach (var bad in new[] { await house.TokenAsync("administer", expired: true), await house.TokenAsync("administer", revoked: true), TokenText.New("api").ToString(), "bw_api_mistyped", "Gatehouse" })
        {
            callers.Add(($"bad token {bad[..6]}", Caller.Nobody(new HashSet<Act>(), null) with { Problem = "bad" }, Bearing(bad)));
        }

        var (asked, wrong) = (0, new List<string>());
        foreach (var endpoint in Endpoints())
        {
            var declared = endpoint.Metadata.GetOrderedMetadata<EndpointAccess>();
            if (declared.Count != 1)
            {
                wrong.Add($"{endpoint.RoutePattern.RawText} declares {declared.Count} times");
                continue;
            }

            if (endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is not null)
            {
                Assert.IsType<EndpointAccess.Anybody>(declared[0]);
                continue;
            }

            foreach (var method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET", "POST"])
            {
                foreach (var (name, known, browser) in callers)
                {
                    var path = Parameter().Replace(endpoint.RoutePattern.RawText!, m => m.Value.Contains("node", StringComparison.Ordinal) ? "node-1" : m.Value.Contains("where", StringComparison.Ordinal) ? "right-after" : "M-1");
                    using var answer = await browser.SendAsync(new HttpRequestMessage(new HttpMethod(method), new Uri(house.App.Url, path)));
                    asked++;
                    var isPage = endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is not null || declared[0] is EndpointAccess.Page { Act: not null };
                    var expected = Expected(declared[0], known, isPage && method == "GET");
                    if (!Fits(expected, answer, known))
                    {
                        wrong.Add($"{method} {path} by {name}: {(int)answer.StatusCode} {answer.Headers.Location}, expected {expected}");
                    }
                }
            }
        }

        callers.ForEach(c => c.Browser.Dispose());
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(asked > 700, $"only {asked} asked");
    }

    // What is open is few and named here: whoever opens one more says so in this test too.
    [Fact]
    public void What_answers_everybody_is_known_by_name() => Assert.Equal(
        ["/compat/{**rest}", "/feeds/{token}/{file}", "/healthz/live", "/healthz/ready", "/signin", "/signin/emergency", "/signin/provider", "/signout", "/webhooks/{**rest}"],
        Endpoints().Where(e => e.Metadata.GetMetadata<EndpointAccess>() is EndpointAccess.Anybody && e.Metadata.GetMetadata<StaticAssetDescriptor>() is null)
            .Select(e => "/" + e.RoutePattern.RawText!.TrimStart('/')).Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("POST", "/api/v1/maintenances/{id}/approve", Act.Approve)]
    [InlineData("POST", "/api/v1/maintenances/{id}/reject", Act.Approve)]
    [InlineData("POST", "/api/v1/maintenances/", Act.Request)]
    [InlineData("POST", "/api/v1/maintenances/{id}/cancel", Act.Request)]
    [InlineData("GET", "/api/v1/gate", Act.Ask)]
    [InlineData("GET", "/api/v1/maintenances/", Act.View)]
    [InlineData("POST", "/api/v1/tokens", Act.Administer)]
    [InlineData("DELETE", "/api/v1/sessions/{id}", Act.Administer)]
    public void What_matters_most_is_declared_as_it_must_be(string method, string route, Act act) =>
        Assert.Equal(new EndpointAccess.Needs(act), Assert.Single(Endpoints(), e => e.RoutePattern.RawText == route && e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Contains(method)).Metadata.GetMetadata<EndpointAccess>());

    [Fact]
    public async Task A_foreign_page_changes_nothing_on_any_route_whoever_s_browser_it_uses()
    {
        using var browser = await house.SignedInAsync("owner", "owners");
        foreach (var origin in new[] { "http://evil.example", "null", $"https://{house.App.Url.Authority}.evil.example" })
        {
            browser.Headers["Origin"] = origin;
            foreach (var endpoint in Endpoints().Where(e => e.Metadata.GetMetadata<StaticAssetDescriptor>() is null))
            {
                foreach (var method in (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["POST", "PUT"]).Where(m => m is not ("GET" or "HEAD")))
                {
                    using var answer = await browser.SendAsync(new HttpRequestMessage(new HttpMethod(method), new Uri(house.App.Url, Parameter().Replace(endpoint.RoutePattern.RawText!, "M-1"))));
                    Assert.True(answer.StatusCode == HttpStatusCode.Forbidden, $"{method} {endpoint.RoutePattern.RawText}: {(int)answer.StatusCode}");
                }
            }
        }
    }

    [Fact]
    public async Task Every_answer_bears_the_headers_and_over_https_those_of_https()
    {
        await using var behind = await Gatehouse.OpenAsync(("SignIn:KnownProxies:0", "127.0.0.0/8"));
        using var browser = new TestBrowser(behind.App.Url) { Headers = { ["X-Forwarded-Proto"] = "https", ["X-Forwarded-For"] = "203.0.113.7" } };
        var (answer, _) = await browser.SignInAsync();
        answer.Dispose();
        Assert.Contains("__Host-bakewindow", browser.Cookies.Keys);
        var line = browser.CookieLines.Last(l => l.StartsWith("__Host-bakewindow=", StringComparison.Ordinal));
        Assert.Contains("secure", line, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("path=/;", line, StringComparison.OrdinalIgnoreCase);
        foreach (var path in new[] { "/now", "/me", "/signin", "/api/v1/gate", "/api/v1/nothing", "/nowhere", "/css/access.css", "/healthz/ready", "/metrics", "/_blazor", "/signin/callback?code=x" })
        {
            using var one = await browser.GetAsync(path);
            var policy = string.Join(';', one.Headers.GetValues("Content-Security-Policy"));
            Assert.Matches("script-src 'self';", policy);
            Assert.DoesNotMatch("script-src[^;]*unsafe", policy);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", one.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Equal("no-referrer", one.Headers.GetValues("Referrer-Policy").Single());
            Assert.Equal("max-age=63072000", one.Headers.GetValues("Strict-Transport-Security").Single());
        }
    }

    private static string Expected(EndpointAccess declared, Caller? caller, bool isPageRead) => (declared, caller) switch
    {
        (EndpointAccess.Anybody, _) => "through",
        (_, { Problem: not null }) => "401",
        (EndpointAccess.Page, null) => isPageRead ? "to the sign-in" : "401",
        (EndpointAccess.Page, { Kind: CallerKind.Token }) => "403",
        (EndpointAccess.Page { Act: { } act }, { } person) => person.May(act) ? "through" : isPageRead ? "403" : "through",
        (EndpointAccess.Page, _) => "through",
        (EndpointAccess.Needs, null) => "401",
        (EndpointAccess.Needs needs, { } who) => who.May(needs.Act) ? "through" : "403",
        _ => "?",
    };

    private static bool Fits(string expected, HttpResponseMessage answer, Caller? caller) => expected switch
    {
        "through" => answer.StatusCode is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden),
        "to the sign-in" => answer is { StatusCode: HttpStatusCode.Redirect } && answer.Headers.Location!.OriginalString.StartsWith("/signin?return=", StringComparison.Ordinal),
        // Whoever brings useless tokens again and again is told to wait, which is a no too.
        "401" => answer.StatusCode == HttpStatusCode.Unauthorized || (caller is { Problem: not null } && answer.StatusCode == HttpStatusCode.TooManyRequests),
        _ => (int)answer.StatusCode == 403,
    };

    private TestBrowser Bearing(string token) => new(house.App.Url) { Headers = { ["Authorization"] = new AuthenticationHeaderValue("Bearer", token).ToString() } };

    // A build that is not published looks for files that are newer than its manifest; that route is in no other, and answers nobody.
    private IEnumerable<RouteEndpoint> Endpoints() => house.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Where(e => e.RoutePattern.RawText != "{**path:file}");

    [GeneratedRegex(@"\{[^}]*\}", RegexOptions.None, 1000)]
    private static partial Regex Parameter();
}
