using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using static BakeWindow.Tests.Kubernetes.WireServer;

namespace BakeWindow.Tests.Kubernetes;

/// <summary>What a watch makes of a wire that misbehaves.</summary>
public sealed class WatchOnTheWireTests
{
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 10, 1, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task A_connection_cut_in_the_middle_of_a_line_is_told_and_the_watch_goes_on_from_the_last_version()
    {
        var seen = new TaskCompletionSource();
        await using var server = await StartAsync(async (http, what, turn) =>
        {
            switch (what, turn)
            {
                case ("list:nodes", _):
                    await http.Response.WriteAsync(List("NodeList", 10, [Node("n1", 9)]));
                    return true;
                case ("watch:nodes", 0):
                    await http.Response.WriteAsync(Line("MODIFIED", Node("n1", 12, "boot-2")) + """{"type":"MODIF""");
                    await http.Response.Body.FlushAsync();
                    await seen.Task;
                    http.Abort();
                    return true;
                case ("watch:nodes", _):
                    await http.Response.WriteAsync(Line("ADDED", Node("n2", 13)));
                    await HoldAsync(http);
                    return true;
                default:
                    return false;
            }
        });
        await using var views = new Views(server.Client, clock);
        await views.UntilAsync(v => v.Nodes.Values.Any(n => n.BootId == "boot-2"), clock);
        seen.SetResult();

        var last = await views.UntilAsync(v => v.Connected && v.Nodes.Count == 2, clock);

        Assert.Equal("boot-2", last.Nodes["n1"].BootId);
        Assert.Contains(views.All, v => !v.Connected && v.Nodes.Count == 1);
        Assert.Equal([("list:nodes", null), ("watch:nodes", "10"), ("watch:nodes", "12")], server.Requests.Where(r => r.What is "list:nodes" or "watch:nodes"));
    }

    [Fact]
    public async Task Too_old_a_version_leads_to_a_new_list_and_what_went_meanwhile_is_gone()
    {
        await using var server = await StartAsync(async (http, what, turn) =>
        {
            switch (what, turn)
            {
                case ("list:nodes", 0):
                    await http.Response.WriteAsync(List("NodeList", 10, [Node("n1", 9)]));
                    return true;
                case ("list:nodes", _):
                    await http.Response.WriteAsync(List("NodeList", 50, [Node("n2", 49)]));
                    return true;
                case ("watch:nodes", 0):
                    await http.Response.WriteAsync(Line("ERROR", """{"kind":"Status","code":410,"reason":"Expired","message":"too old resource version: 10 (50)"}"""));
                    return true;
                default:
                    return false;
            }
        });
        await using var views = new Views(server.Client, clock);

        var last = await views.UntilAsync(v => v.Connected && v.Nodes.ContainsKey("n2"), clock);

        Assert.Equal(["n2"], last.Nodes.Keys);
        Assert.Contains(("watch:nodes", "50"), server.Requests);
    }

    [Theory]
    [InlineData(410)]
    [InlineData(500)]
    public async Task A_watch_that_is_refused_leads_to_a_new_list(int status)
    {
        await using var server = await StartAsync((http, what, turn) =>
        {
            http.Response.StatusCode = (what, turn) is ("watch:pods", 0) ? status : 200;
            return Task.FromResult(http.Response.StatusCode != 200);
        });
        await using var views = new Views(server.Client, clock);

        await views.UntilAsync(v => v.Connected, clock);

        Assert.Equal(2, server.Requests.Count(r => r.What == "list:pods"));
    }

    [Fact]
    public async Task A_line_that_is_no_json_is_not_skipped_but_leads_to_a_new_list()
    {
        await using var server = await StartAsync(async (http, what, turn) =>
        {
            if ((what, turn) is not ("watch:nodes", 0))
            {
                return false;
            }

            await http.Response.WriteAsync("<html>\n");
            return true;
        });
        await using var views = new Views(server.Client, clock);

        await views.UntilAsync(v => v.Connected && server.Requests.Count(r => r.What == "watch:nodes") == 2, clock);

        Assert.Equal(2, server.Requests.Count(r => r.What == "list:nodes"));
    }

    [Fact]
    public async Task A_connection_that_is_silent_past_the_watchs_own_end_is_given_up()
    {
        await using var server = await StartAsync((_, _, _) => Task.FromResult(false));
        await using var views = new Views(server.Client, clock);
        var first = await views.UntilAsync(v => v.Connected, clock);

        var later = await views.UntilAsync(v => v.Connected && v.SeenAt > first.SeenAt + TimeSpan.FromSeconds(60), clock, TimeSpan.FromSeconds(2));

        Assert.Contains(views.All, v => !v.Connected && v.SeenAt >= first.SeenAt);
        Assert.InRange(later.SeenAt - first.SeenAt, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(100));
        Assert.Single(server.Requests, r => r.What == "list:nodes");
    }

    [Fact]
    public async Task A_heartbeat_is_no_news_and_a_burst_is_one()
    {
        await using var server = await StartAsync(async (http, what, turn) =>
        {
            if ((what, turn) is not ("watch:nodes", 0))
            {
                return false;
            }

            await http.Response.WriteAsync(string.Concat(Enumerable.Range(2, 500).Select(v => Line("MODIFIED", Node("n1", v)))) + Line("ADDED", Node("n2", 600)));
            await HoldAsync(http);
            return true;
        });
        await using var views = new Views(server.Client, clock);

        await views.UntilAsync(v => v.Connected && v.Nodes.Count == 2, clock);

        Assert.InRange(views.All.Count, 1, 12);
    }

    [Fact]
    public async Task A_long_list_is_read_page_by_page()
    {
        await using var server = await StartAsync(async (http, what, turn) =>
        {
            if (what != "list:nodes")
            {
                return false;
            }

            Assert.Equal("500", http.Request.Query["limit"]);
            await http.Response.WriteAsync(http.Request.Query["continue"] == "next" ? List("NodeList", 10, [Node("n2", 9)]) : List("NodeList", 10, [Node("n1", 9)], "next"));
            return true;
        });
        await using var views = new Views(server.Client, clock);

        Assert.Equal(["n1", "n2"], (await views.UntilAsync(v => v.Connected, clock)).Nodes.Keys);
    }
}
