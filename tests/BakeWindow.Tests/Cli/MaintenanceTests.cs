using System.Collections.Concurrent;
using System.Text.Json;
using BakeWindow.Core.Wire;
using BakeWindow.Tests.Tezos;
using Microsoft.AspNetCore.Http;

namespace BakeWindow.Tests.Cli;

public sealed class MaintenanceTests : IAsyncLifetime
{
    private const string Path = "/api/v1/maintenances";

    private readonly ConcurrentQueue<(string Method, string Path, string Body, string Authorization, string Client)> asked = new();
    private FakeNode server = null!;

    private static readonly MaintenanceDocument Document = new()
    {
        Id = "M-12",
        Node = "node-3",
        Phase = "AwaitingApproval",
        Since = Run.Now,
        Ended = false,
        Why = "costs 2.5 % of the budget",
        Reason = "kernel",
        RequestedBy = "alice",
        RequestedAt = Run.Now,
        Urgency = "normal",
        Start = new(402, 890, Run.Now.AddMinutes(30), Run.Now.AddMinutes(79), "PT48M48S", "PT12M", "learned p95 of 9 runs + guard", new(0, 84, 0.025), 0.0004),
        Steps = [new(Run.Now, "Requested", "requested by alice: kernel"), new(Run.Now, "AwaitingApproval", "a window was found")],
    };

    public async ValueTask InitializeAsync() => server = await FakeNode.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task The_list_is_a_table_or_the_servers_json()
    {
        Answer(Path, 200, JsonSerializer.Serialize([Document], WireJson.Plain.IReadOnlyListMaintenanceDocument));

        var (code, table, _) = await AskAsync("list");
        var (_, json, _) = await AskAsync("list", "--all", "--most", "7", "--json");

        Assert.Equal(0, code);
        Assert.Matches(@"M-12\s+node-3\s+AwaitingApproval\s+2026-10-01 00:10:35\s+2026-10-01 00:40:35\s+costs 2.5 % of the budget", table);
        Assert.Equal(JsonSerializer.Serialize([Document], WireJson.Plain.IReadOnlyListMaintenanceDocument) + "\n", json);
        Assert.Equal([Path + "?state=open", Path + "?state=all&take=7"], server.Asked);
    }

    [Fact]
    public async Task An_empty_list_says_so()
    {
        Answer(Path, 200, "[]");

        Assert.Contains("No maintenance is open; --all shows", (await AskAsync("list")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_is_shown_with_its_window_price_and_steps()
    {
        Answer(Path + "/M-12", 200, Json(Document));

        var (code, output, _) = await AskAsync("show", "M-12");

        Assert.Equal(0, code);
        Assert.StartsWith("M-12 AwaitingApproval  node-3, since 2026-10-01 00:10:35 UTC", output, StringComparison.Ordinal);
        Assert.Contains("at level 402; at least 48 min 48 s for 12 min", output, StringComparison.Ordinal);
        Assert.Contains("a window was found", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_carries_all_that_was_said_and_who_says_it()
    {
        Answer(Path, 201, Json(Document));
        var token = System.IO.Path.GetTempFileName();
        await File.WriteAllTextAsync(token, "abcdefgh12345678\n");

        var (code, output, _) = await AskAsync(
            "request", "--node", "node-3", "--reason", "kernel", "--for", "12m", "--deadline", "2026-10-02T00:00:00Z", "--urgency", "high", "--token-file", token, "--client", "alice", "--json");
        File.Delete(token);

        Assert.Equal((0, Json(Document) + "\n"), (code, output));
        Assert.Equal(
            ("POST", Path, """{"node":"node-3","reason":"kernel","need":"PT12M","deadline":"2026-10-02T00:00:00Z","urgency":"high"}""", "Bearer abcdefgh12345678", "alice"),
            Assert.Single(asked));
    }

    [Theory]
    [InlineData("approve M-12", "/M-12/approve", "{}")]
    [InlineData("approve M-12 --only-this --if-shown 1-2-3", "/M-12/approve", """{"onlyThis":true,"ifShown":"1-2-3"}""")]
    [InlineData("hold M-12", "/M-12/hold", "{}")]
    [InlineData("go-on M-12", "/M-12/go-on", "{}")]
    [InlineData("approve M-12 --up-to-blocks 0 --up-to-budget 0.05", "/M-12/approve", """{"upToBlocks":0,"upToBudget":0.05}""")]
    [InlineData("reject M-12 --reason no", "/M-12/reject", """{"reason":"no"}""")]
    [InlineData("cancel M-12", "/M-12/cancel", "{}")]
    [InlineData("cancel M?1", "/M%3F1/cancel", "{}")]
    public async Task A_decision_goes_to_its_maintenance(string line, string path, string body)
    {
        Answer(Path + path, 200, Json(Document));

        Assert.Equal(0, (await AskAsync(line.Split(' '))).Code);
        Assert.Equal(("POST", body), (Assert.Single(asked).Method, asked.Single().Body));
        Assert.Equal(Path + path, server.Asked.Single());
    }

    [Theory]
    [InlineData(404, """{"title":"Not found","detail":"There is no maintenance \"M-12\""}""", 64, "There is no maintenance")]
    [InlineData(409, """{"title":"Not in this phase","detail":"M-12 is Rebooting; it can't be called off"}""", 75, "can't be called off")]
    [InlineData(401, """{"title":"Token needed","detail":"Send the configured token"}""", 64, "--token-file")]
    [InlineData(403, "", 64, "refused (403)")]
    [InlineData(503, """{"title":"Can't know","detail":"the journal can't be written"}""", 69, "the journal can't be written")]
    [InlineData(200, "{}", 69, "not what a BakeWindow says")]
    public async Task A_refusal_ends_with_its_own_code_and_the_servers_words(int status, string body, int code, string said)
    {
        Answer(Path + "/M-12/cancel", status, body);

        var (ended, output, errors) = await AskAsync("cancel", "M-12");

        Assert.Equal((code, ""), (ended, output));
        Assert.Contains(said, errors, StringComparison.Ordinal);
    }

    private static string Json(MaintenanceDocument document) => JsonSerializer.Serialize(document, WireJson.Plain.MaintenanceDocument);

    private Task<(int Code, string Out, string Errors)> AskAsync(params string[] args) => Run.ItAsync(["maintenance", .. args, "--server", server.Address.ToString()]);

    private void Answer(string path, int status, string body) => server.Answer(path, async (HttpContext context) =>
    {
        using var reader = new StreamReader(context.Request.Body);
        asked.Enqueue((context.Request.Method, context.Request.Path, await reader.ReadToEndAsync(), context.Request.Headers.Authorization.ToString(), context.Request.Headers["X-BakeWindow-Client"].ToString()));
        await Verdicts.WriteAsync(context, status, body);
    });
}
