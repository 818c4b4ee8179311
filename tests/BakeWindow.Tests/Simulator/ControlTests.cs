using System.Net;
using System.Text.Json.Nodes;
using BakeWindow.Core.Rights;
using BakeWindow.Simulator;
using BakeWindow.Simulator.Clock;

namespace BakeWindow.Tests.Simulator;

public sealed class ControlTests
{
    [Fact]
    public async Task It_tells_seed_scenario_clock_and_head()
    {
        await using var sim = await SimHost.StartAsync(new SimOptions { Seed = 42 });
        var state = await Get.JsonAsync($"{sim.Url}/sim");

        Assert.Equal(("default", 42UL), (state["scenario"]!.GetValue<string>(), state["seed"]!.GetValue<ulong>()));
        Assert.Equal(sim.Chain.Head.Level, state["head"]!["level"]!.GetValue<int>());
        Assert.Equal("2026-10-01T12:00:00Z", state["now"]!.GetValue<string>());
    }

    [Fact]
    public async Task Every_address_it_invents_is_a_valid_one()
    {
        await using var sim = await SimHost.StartAsync();
        Assert.All(sim.Chain.Bakers.All, b =>
        {
            Assert.True(BakerAddress.TryParse(b.Address, out _, out var error), error);
            Assert.True(BakerAddress.TryParse(b.ConsensusKey, out _, out error), error);
        });
    }

    [Theory]
    [InlineData("ok", HttpStatusCode.OK)]
    [InlineData("without-key", HttpStatusCode.NotFound)]
    [InlineData("down", HttpStatusCode.ServiceUnavailable)]
    public async Task The_signer_answers_as_it_is_told(string state, HttpStatusCode expected)
    {
        await using var sim = await SimHost.StartAsync();
        await Get.PostAsync($"{sim.Url}/sim/faults/signer", $$"""{"state":"{{state}}"}""");
        using var answer = await Get.RawAsync($"{sim.Url}/signer/keys/{sim.Chain.Watched.Address}");

        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await Get.RawAsync($"{sim.Url}/signer/keys/{sim.Chain.Bakers.All[3].Address}")).StatusCode is var other && state == "down" ? HttpStatusCode.NotFound : other);
    }

    [Theory]
    [InlineData("node", """{"node":"node-x","fault":"none"}""", "node-a")]
    [InlineData("node", """{"node":"node-a","fault":"tired"}""", "lag")]
    [InlineData("node", """{"node":"node-a","fault":"lag","levels":0}""", "levels")]
    [InlineData("node", """{"node":"node-a","falt":"lag"}""", "falt")]
    [InlineData("node", """{"node":"node-a"} x""", "JSON")]
    [InlineData("node", """[]""", "object")]
    [InlineData("chain", """{"do":"reorg","depth":3}""", "depth")]
    [InlineData("signer", """{"state":7}""", "state")]
    [InlineData("protocol", """{"number":26,"cycle":9999}""", "number")]
    public async Task A_wrong_fault_is_refused_and_the_message_names_what_is_wrong(string verb, string body, string named)
    {
        await using var sim = await SimHost.StartAsync();
        using var answer = await Get.PostAsync($"{sim.Url}/sim/faults/{verb}", body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(named, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["error"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_body_is_refused()
    {
        await using var sim = await SimHost.StartAsync();
        using var answer = await Get.PostAsync($"{sim.Url}/sim/faults/node", $$"""{"node":"{{new string('x', 5000)}}"}""");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task The_clock_can_jump_and_change_its_speed()
    {
        await using var sim = await SimHost.StartAsync();
        var level = sim.Chain.Head.Level;
        var state = JsonNode.Parse(await (await Get.PostAsync($"{sim.Url}/sim/clock", """{"advance":"10m"}""")).Content.ReadAsStringAsync())!;

        Assert.Equal("2026-10-01T12:10:00Z", state["now"]!.GetValue<string>());
        Assert.InRange(sim.Chain.Head.Level - level, 90, 100);
        await Get.PostAsync($"{sim.Url}/sim/clock", """{"speed":60}""");
        Assert.Equal(60, ((VirtualTime)sim.Time).Speed);
    }

    [Fact]
    public async Task The_configuration_points_at_everything_simulated_and_at_its_clock()
    {
        await using var sim = await SimHost.StartAsync();
        var origin = new DateTimeOffset(2026, 11, 1, 8, 0, 0, TimeSpan.Zero);
        var settings = JsonNode.Parse(ConfigurationFile.Write(sim, "http://127.0.0.1:8081", "/x/kubeconfig", (origin, sim.Scenario.Start, 60)))!["BakeWindow"]!;

        Assert.Equal("http://127.0.0.1:8081/tezos/node-a", settings["Network"]!["Nodes"]![0]!["Url"]!.GetValue<string>());
        Assert.Equal([false, true], settings["Network"]!["Nodes"]!.AsArray().Select(n => n!["Rights"]!.GetValue<bool>()));
        Assert.Equal(sim.Chain.Watched.Address, settings["Bakers"]![0]!["Address"]!.GetValue<string>());
        Assert.Equal("/x/kubeconfig", settings["Cluster"]!["Kubeconfig"]!.GetValue<string>());
        Assert.Equal(["app=alpha-baker", "app=alpha-node"], settings["Workloads"]!.AsArray().Select(w => w!["Selector"]!.GetValue<string>()));
        Assert.Equal(("2026-11-01T08:00:00.000Z", "2026-10-01T12:00:00.000Z", 60.0), (settings["Clock"]!["WallOrigin"]!.GetValue<string>(), settings["Clock"]!["Start"]!.GetValue<string>(), settings["Clock"]!["Speed"]!.GetValue<double>()));
    }

    [Fact]
    public void Everything_that_is_wrong_with_a_command_line_is_said_at_once()
    {
        var (_, wrong) = CommandLine.Read(["--scenario", "nightmare", "--speed", "fast", "--seed=-1", "--start", "yesterday", "--urls", "ftp://x", "--what"]);

        Assert.Equal(6, wrong.Count);
        Assert.Contains(wrong, w => w.Contains("nightmare", StringComparison.Ordinal) && w.Contains("incident-2019-11-15", StringComparison.Ordinal));
    }

    [Fact]
    public void Services_of_webhooks_are_read_one_by_one()
    {
        var (asked, wrong) = CommandLine.Read(["--webhook-service", "bakewindow/bakewindow=127.0.0.1:8443", "--webhook-service", "a/b=127.0.0.1:1", "--webhook-service", "bakewindow=8443"]);

        Assert.Contains("bakewindow=8443", Assert.Single(wrong), StringComparison.Ordinal);
        Assert.Equal(["127.0.0.1:8443", "127.0.0.1:1"], asked.WebhookServices.Values.Select(endpoint => endpoint.ToString()));
    }

    [Fact]
    public void A_command_line_is_read()
    {
        var (asked, wrong) = CommandLine.Read(["--urls", "http://127.0.0.1:9", "--scenario=incident-2019-11-15", "--speed", "2.5", "--seed", "7", "--start", "2019-11-15T22:30:00Z", "--wall-origin", "2026-11-01T08:00:00Z"]);

        Assert.Empty(wrong);
        Assert.Equal(("incident-2019-11-15", 2.5, 7UL), (asked.Scenario, asked.Speed, asked.Seed));
        Assert.Equal(new DateTimeOffset(2019, 11, 15, 22, 30, 0, TimeSpan.Zero), asked.Start);
    }
}
