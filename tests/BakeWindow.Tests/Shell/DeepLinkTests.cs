using System.Net;
using BakeWindow.Tests.Pages;

namespace BakeWindow.Tests.Shell;

/// <summary>Addresses as they come out of mails and chats: cold, cut, and with values that mean nothing.</summary>
public sealed class DeepLinkTests(AnswersStage stage) : IClassFixture<AnswersStage>, IDisposable
{
    internal const string Broken = "?n=%F0%9F%92%A9&need=soon&b=nobody&from=yesterday&to=L99999999999&at=now-&rows=x&view=x&z=Mars/Base&state=x&q=%22%3E%3Cscript%3E&max=x&start=Lx&cycle=-1&kind=x&who=%00&severity=x&policy=x&cycles=x&return=//evil.example&over=x";

    internal static readonly string[] Pages =
    [
        "/", "/now", "/calendar", "/windows", "/maintenance", "/maintenance/new", "/maintenance/M-999", "/maintenance/%00", "/cluster", "/cluster/bypasses", "/cluster/nodes/node-3", "/cluster/nodes/none", "/health",
        "/health/signers/none", "/bakers/none", "/bakers/tz1bad", "/incidents", "/incidents/I-999", "/ledger", "/audit", "/decisions/none", "/settings", "/settings/none", "/whatif", "/me", "/signin", "/nowhere", "/L", "/M-", "/tz1nothing", "/go/anywhere",
    ];

    private readonly HttpClient http = new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = stage.App.Url };

    public void Dispose() => http.Dispose();

    [Fact]
    public async Task No_address_ends_in_an_error_or_a_blank_page()
    {
        foreach (var page in Pages)
        {
            foreach (var query in new[] { "", Broken })
            {
                using var answer = await http.GetAsync(page + query);
                var body = await answer.Content.ReadAsStringAsync();
                if ((int)answer.StatusCode is >= 300 and < 400)
                {
                    Assert.DoesNotContain("evil", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
                    continue;
                }

                Assert.True((int)answer.StatusCode is 200 or 400 or 401 or 403 or 404, $"{page}{query}: {(int)answer.StatusCode}");
                Assert.True(answer.Content.Headers.ContentType?.MediaType != "text/html" || body.Contains("<h1", StringComparison.Ordinal), $"{page}{query} says nothing");
                Assert.DoesNotContain("\"><script>", body, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("/now?need=soon", "soon")]
    [InlineData("/calendar?need=soon", "soon")]
    public async Task What_could_not_be_read_is_named_in_a_notice(string path, string value)
    {
        var page = WebUtility.HtmlDecode(await http.GetStringAsync(path));

        Assert.Contains("bw-notice", page, StringComparison.Ordinal);
        Assert.Contains($"\"{value}\"", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/L15182200", "/calendar?at=L15182200")]
    [InlineData("/C1370", "/calendar?at=C1370")]
    [InlineData("/M-214", "/maintenance/M-214")]
    [InlineData("/I-12", "/incidents/I-12")]
    [InlineData("/node-3", "/cluster/nodes/node-3")]
    public async Task Short_forms_lead_on(string form, string target)
    {
        using var answer = await http.GetAsync(form);

        Assert.Equal((HttpStatusCode.Redirect, target), (answer.StatusCode, answer.Headers.Location!.ToString()));
    }

    [Fact]
    public async Task The_keys_for_neighbours_lead_to_the_calendar_and_the_head_is_told_in_few_bytes()
    {
        using var next = await http.GetAsync("/go/right-after");
        var head = await http.GetStringAsync("/api/v1/head");

        Assert.StartsWith("/calendar", next.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Contains($"\"level\":{stage.App.Board.Now.Chain!.Head.Level.Value / 1000}", head, StringComparison.Ordinal);
        Assert.True(head.Length < 400);
    }

    [Fact]
    public async Task Pages_travel_compressed_except_those_where_secrets_may_stand()
    {
        foreach (var (path, compressed) in new[] { ("/now", true), ("/maintenance", true), ("/me", false), ("/signin", false), ("/settings", false), ("/api/v1/head", false) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.AcceptEncoding.ParseAdd("gzip");
            using var answer = await http.SendAsync(request);
            // What is not there is a page without secrets.
            Assert.True(answer.StatusCode is HttpStatusCode.NotFound || compressed == answer.Content.Headers.ContentEncoding.Contains("gzip"), $"{path}: {string.Join(",", answer.Content.Headers.ContentEncoding)}");
        }
    }
}

/// <summary>The same addresses where people sign in and this one has not: he is led to the door and back, or told; nothing fails, and nothing leads elsewhere.</summary>
public sealed class SignedOutLinkTests(Access.SharedGatehouse shared) : IClassFixture<Access.SharedGatehouse>
{
    [Fact]
    public async Task Signed_out_every_address_leads_to_the_door_and_none_fails()
    {
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = shared.House.App.Url };
        foreach (var page in DeepLinkTests.Pages)
        {
            foreach (var query in new[] { "", DeepLinkTests.Broken })
            {
                using var answer = await http.GetAsync(page + query);
                Assert.True((int)answer.StatusCode is 200 or (>= 300 and < 500), $"{page}{query}: {(int)answer.StatusCode}");
                if (answer.Headers.Location is { } to)
                {
                    Assert.False(to.IsAbsoluteUri && to.Host != shared.House.App.Url.Host, $"{page}{query} leads to {to}");
                }

                var body = await answer.Content.ReadAsStringAsync();
                Assert.DoesNotContain("node-3", page.Contains("node-3", StringComparison.Ordinal) ? "" : body, StringComparison.Ordinal);
                Assert.DoesNotContain("\"><script>", body, StringComparison.Ordinal);
            }
        }
    }
}
