using System.Text.Json;
using BakeWindow.Tests.Tezos;

namespace BakeWindow.Tests.Cli;

public sealed class WindowsTests : IAsyncLifetime
{
    private FakeNode node = null!;

    public async ValueTask InitializeAsync() => node = await FakeNode.StartAsync();

    public ValueTask DisposeAsync() => node.DisposeAsync();

    [Fact]
    public async Task The_json_is_the_documented_one_to_the_byte()
    {
        Chain().ServeOn(node);

        var (code, output, errors) = await Run.ItAsync("windows", "--rpc", node.Address.ToString(), "--baker", FakeChain.Baker, "--for", "15m", "--json");

        // Head 105 at 00:10:30, rights at 400 and 900, known up to level 1500: windows 105…390, 402…890 and 902…1491 with w = 10 and settle = 2.
        Assert.Equal(
            """
            {"baker":"tz1gg5bjopPcr9agjamyu9BbXKLibNc2rbAq","chainId":"NetXdQprcVkpaWU","protocol":"PtOne","head":{"level":105,"hash":"BHash","timestamp":"2026-10-01T00:10:30Z","round":0},"need":"PT15M","warmup":"PT1M","settleLevels":2,"horizon":{"cycle":2,"level":1500},"hardRights":[{"level":400,"round":0},{"level":900,"round":0}],"windows":[
            """.TrimEnd(),
            output[..output.IndexOf("{\"fromLevel\"", StringComparison.Ordinal)]);
        using var json = JsonDocument.Parse(output);
        Assert.Equal([(105, 390, "PT28M30S"), (402, 890, "PT48M48S"), (902, 1491, "PT58M54S")], json.RootElement.GetProperty("windows").EnumerateArray()
            .Select(w => (w.GetProperty("fromLevel").GetInt32(), w.GetProperty("toLevel").GetInt32(), w.GetProperty("guaranteed").GetString()!)));
        Assert.Equal(
            ["fromLevel", "toLevel", "opensEarliest", "opensExpected", "closesEarliest", "guaranteed", "cost"],
            json.RootElement.GetProperty("windows")[0].EnumerateObject().Select(p => p.Name));
        Assert.EndsWith("\"largestGap\":{\"fromLevel\":902,\"toLevel\":1491,\"guaranteed\":\"PT58M54S\"}}\n", output, StringComparison.Ordinal);
        Assert.Equal((0, "", 1), (code, errors, output.Count(c => c == '\n')));
    }

    [Fact]
    public async Task With_the_same_head_and_rights_the_output_is_the_same_to_the_byte()
    {
        Chain().ServeOn(node);
        string[] args = ["windows", "--rpc", node.Address.ToString(), "--baker", FakeChain.Baker, "--for", "900s", "--json"];

        var (first, second) = (await Run.ItAsync(args), await Run.ItAsync(args));

        Assert.Equal(first, second);
    }

    [Fact]
    public async Task Hard_rounds_and_warm_up_change_what_closes()
    {
        Chain().ServeOn(node);

        var (_, output, _) = await Run.ItAsync("windows", "--rpc", node.Address.ToString(), "--baker", FakeChain.Baker, "--for", "PT15M", "--hard-rounds", "1", "--warmup", "2m", "--json");

        using var json = JsonDocument.Parse(output);
        Assert.Equal(["400/0", "700/1", "900/0"], json.RootElement.GetProperty("hardRights").EnumerateArray().Select(r => $"{r.GetProperty("level")}/{r.GetProperty("round")}"));
        Assert.Equal("PT2M", json.RootElement.GetProperty("warmup").GetString());
        Assert.Equal(380, json.RootElement.GetProperty("windows")[0].GetProperty("toLevel").GetInt32());
    }

    [Fact]
    public async Task Nothing_fits_is_an_answer_and_the_words_say_why()
    {
        Chain().ServeOn(node);
        string[] args = ["windows", "--rpc", node.Address.ToString(), "--baker", FakeChain.Baker, "--for", "2h"];

        var (code, output, errors) = await Run.ItAsync(args);
        var (jsonCode, json, _) = await Run.ItAsync([.. args, "--json"]);

        Assert.Equal((0, 0, ""), (code, jsonCode, errors));
        Assert.Contains("No window of 2 h up to level 1500, where known rights end", output, StringComparison.Ordinal);
        Assert.Contains("Largest gap: at least 58 min 54 s, from level 902 to 1491.", output, StringComparison.Ordinal);
        Assert.Contains("\"windows\":[],\"largestGap\":{", json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_for_people_has_times_lengths_and_prices_and_no_escape_sequences_in_a_pipe()
    {
        Chain().ServeOn(node);

        var (code, output, errors) = await Run.ItAsync("windows", "--rpc", node.Address.ToString(), "--baker", FakeChain.Baker, "--for", "15m");

        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("2026-10-01 00:40:12", output, StringComparison.Ordinal); // level 402
        Assert.Contains("48 min 48 s", output, StringComparison.Ordinal);
        Assert.Contains("402…890", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', output);
    }

    [Fact]
    public async Task The_second_address_answers_when_the_first_does_not_and_that_is_said()
    {
        Chain().ServeOn(node);
        await using var broken = await FakeNode.StartAsync();
        broken.Answer(FakeNode.Head + "header", "<html>gateway</html>");

        var (code, output, errors) = await Run.ItAsync("windows", "--rpc", broken.Address.ToString(), "--rpc", node.Address.ToString(), "--baker", FakeChain.Baker, "--for", "15m", "--json");

        Assert.Equal(0, code);
        Assert.StartsWith("{\"baker\"", output, StringComparison.Ordinal);
        Assert.Contains(broken.Address.Authority, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stale_head_is_named_and_not_refused()
    {
        Chain().ServeOn(node);
        var run = new Run();
        run.Time.SetUtcNow(Run.Now.AddHours(3));

        var code = await run.StartAsync("windows", "--rpc", node.Address.ToString(), "--baker", FakeChain.Baker, "--for", "15m", "--json");

        Assert.Equal(0, code);
        Assert.StartsWith("bakewindow: note: the head is 3 h old", run.Errors, StringComparison.Ordinal);
        Assert.StartsWith("{\"baker\"", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_rights_for_a_baker_that_must_have_some_cannot_be_known()
    {
        var chain = new FakeChain { Rounds = true, BlocksPerCycle = 500 };
        chain.ServeOn(node);

        var (code, output, errors) = await Run.ItAsync("windows", "--rpc", node.Address.ToString(), "--baker", FakeChain.Baker, "--for", "15m", "--json");

        Assert.Equal((69, ""), (code, output));
        Assert.Contains($"no right of {FakeChain.Baker}", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_is_down_refuses_or_talks_nonsense_cannot_be_known_and_says_which_it_was()
    {
        Chain().ServeOn(node);
        string[] Args(string rpc) => ["windows", "--rpc", rpc, "--baker", FakeChain.Baker, "--for", "15m", "--json"];

        var down = await Run.ItAsync(Args("http://someone:secret@127.0.0.1:1/?key=alsosecret"));
        node.Answer(FakeNode.Head + "helpers/baking_rights", 401);
        var refused = await Run.ItAsync(Args(node.Address.ToString()));
        node.Answer(FakeNode.Head + "helpers/baking_rights", "[{\"level\":");
        var nonsense = await Run.ItAsync(Args(node.Address.ToString()));

        Assert.All([down, refused, nonsense], r => Assert.Equal((69, ""), (r.Code, r.Out)));
        Assert.Contains("127.0.0.1:1: GET /chains/main/blocks/head/header: no connection", down.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", down.Errors, StringComparison.Ordinal);
        Assert.Contains("allow \"GET /chains/*/blocks/*/helpers/baking_rights\"", refused.Errors, StringComparison.Ordinal);
        Assert.All([down, refused, nonsense], r => Assert.DoesNotContain("   at ", r.Errors, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_node_that_hangs_is_given_up_when_the_time_is_up()
    {
        var asked = new TaskCompletionSource();
        node.Answer(FakeNode.Head + "header", async context =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        var run = new Run();

        var running = run.StartAsync("windows", "--rpc", node.Address.ToString(), "--baker", FakeChain.Baker, "--for", "15m", "--timeout", "90s");
        await asked.Task;
        run.Time.Advance(TimeSpan.FromSeconds(91));

        Assert.Equal(69, await running);
        Assert.Contains("no complete answer within", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ctrl_C_ends_it_with_130()
    {
        using var stop = new CancellationTokenSource();
        node.Answer(FakeNode.Head + "header", async context =>
        {
            await stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        var run = new Run();

        Assert.Equal(130, await run.StartAsync(stop.Token, "windows", "--rpc", node.Address.ToString(), "--baker", FakeChain.Baker, "--for", "15m"));
        Assert.Equal("", run.Out);
    }

    [Fact]
    public async Task Progress_is_shown_only_where_somebody_looks()
    {
        Chain().ServeOn(node);
        var watched = new Run { Watched = true };

        await watched.StartAsync("rights", "--rpc", node.Address.ToString(), "--baker", FakeChain.Baker, "--json");
        var (_, _, unwatched) = await Run.ItAsync("rights", "--rpc", node.Address.ToString(), "--baker", FakeChain.Baker, "--json");

        Assert.Contains("asking 127.0.0.1", watched.Errors, StringComparison.Ordinal);
        Assert.EndsWith("\r\u001b[2K", watched.Errors, StringComparison.Ordinal);
        Assert.Equal("", unwatched);
    }

    [Fact]
    public async Task Rights_are_listed_from_the_head_on()
    {
        Chain().ServeOn(node);

        var (code, json, _) = await Run.ItAsync("rights", "--rpc", node.Address.ToString(), "--baker", FakeChain.Baker, "--json");
        var (_, table, _) = await Run.ItAsync("rights", "--rpc", node.Address.ToString(), "--baker", FakeChain.Baker);

        Assert.Equal(0, code);
        Assert.StartsWith("{\"chainId\":\"NetXdQprcVkpaWU\",\"protocol\":\"PtOne\",\"headLevel\":105,\"headHash\":\"BHash\",\"bakers\":[{\"baker\":\"" + FakeChain.Baker + "\",\"knownTo\":1500,\"share\":null,\"baking\":[{\"level\":400,\"round\":0,\"earliest\":\"2026-10-01T00:40:00Z\"", json, StringComparison.Ordinal);
        Assert.Contains("3 to bake, 2 of them in round 0", table, StringComparison.Ordinal);
    }

    private static FakeChain Chain()
    {
        var chain = new FakeChain { Rounds = true, BlocksPerCycle = 500 };
        chain.Baking.AddRange([(50, FakeChain.Baker, 0), (400, FakeChain.Baker, 0), (400, FakeChain.Other, 1), (700, FakeChain.Baker, 1), (900, FakeChain.Baker, 0)]);
        return chain;
    }
}
