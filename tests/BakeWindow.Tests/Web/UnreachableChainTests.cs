using System.Net;
using System.Net.Http.Json;

namespace BakeWindow.Tests.Web;

public sealed class UnreachableChainTests
{
    private const string Baker = "tz1gg5bjopPcr9agjamyu9BbXKLibNc2rbAq";

    [Fact]
    public async Task With_no_node_at_the_start_the_page_is_up_cannot_say_and_the_gate_is_closed()
    {
        await using var app = WebApp.Start(("Network:Nodes:0:Url", "http://127.0.0.1:1"), ("Bakers:0:Address", Baker));
        using var http = new HttpClient { BaseAddress = app.Url };

        using var gate = await http.GetAsync("/api/v1/gate?for=1m");
        var page = await http.GetStringAsync("/now");
        using var windows = await http.GetAsync("/api/v1/windows");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, gate.StatusCode);
        Assert.Contains("head-missing", await gate.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("Can’t say", WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        Assert.DoesNotContain("▲ Open", WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, windows.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/healthz/ready")).StatusCode);
    }

    [Fact]
    public async Task A_configured_token_is_needed_for_every_changing_call()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "0123456789abcdef0123456789abcdef\n");
            await using var app = WebApp.Start(("Network:Nodes:0:Url", "http://127.0.0.1:1"), ("Bakers:0:Address", Baker), ("Api:TokenFile", file));
            using var http = new HttpClient { BaseAddress = app.Url };
            foreach (var path in new[] { "", "/M-1/approve", "/M-1/reject", "/M-1/cancel" })
            {
                using var without = await http.PostAsync($"/api/v1/maintenances{path}", JsonContent.Create(new { }));
                using var wrong = await http.SendAsync(new HttpRequestMessage(HttpMethod.Post, $"/api/v1/maintenances{path}") { Content = JsonContent.Create(new { }), Headers = { { "Authorization", "Bearer 0123456789abcdef0123456789abcdeX" } } });

                Assert.Equal(HttpStatusCode.Unauthorized, without.StatusCode);
                Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
            }

            using var right = await http.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/api/v1/maintenances/M-1/cancel") { Headers = { { "Authorization", "Bearer 0123456789abcdef0123456789abcdef" } } });
            Assert.Equal(HttpStatusCode.NotFound, right.StatusCode);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
