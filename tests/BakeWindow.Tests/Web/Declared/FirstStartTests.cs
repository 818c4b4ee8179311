using System.Net;
using System.Text;
using BakeWindow.Core.Tests.Maintenance;
using BakeWindow.Tests.Tezos;
using BakeWindow.Web.FirstStart;
using Microsoft.Extensions.Configuration;

namespace BakeWindow.Tests.Web.Declared;

public sealed partial class FirstStartTests
{
    private static readonly StartForm Form = new() { Node = "http://node:8732", Baker = Worlds.Baker.Value, Name = "Alpha 1", Cluster = "pod", Namespace = "tezos", Selector = "app=baker" };

    [Fact]
    public void What_it_ends_in_is_a_configuration_that_starts()
    {
        var view = StartView.From(Form, Trials(true));

        Assert.Equal(("Ready to start", 0), (view.Title, view.Complaints.Count));
        var read = BakeWindow.Web.Configuration.SettingsReader.Read(new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(view.Json!))).Build());
        Assert.Equal((Worlds.Baker, "NetXdQprcVkpaWU", "alpha1-baker"), (read.Bakers[0].Address, read.ChainId, read.Workloads[0].Name));
        Assert.Contains("export BakeWindow__Bakers__0__Address='tz1", view.Environment, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_tried_and_does_not_work_is_said_and_stays_written()
    {
        var view = StartView.From(Form, Trials(false));

        Assert.Equal(("Complete, but not all works", false), (view.Title, view.AllGood));
        Assert.Equal(Form, view.Form);
        Assert.NotNull(view.Json);
    }

    [Fact]
    public void What_is_missing_is_complained_of_as_a_start_would_and_there_is_nothing_to_paste()
    {
        var view = StartView.From(Form with { Baker = "", Selector = "" }, Trials(true));

        Assert.Equal(("Not complete yet", null), (view.Title, view.Json));
        Assert.Contains(view.Complaints, c => c.StartsWith("BakeWindow:Bakers:0:Address", StringComparison.Ordinal));
    }

    [Fact]
    public void Fields_are_bounded_and_an_unknown_way_to_the_cluster_is_none()
    {
        var form = StartForm.Read(name => name == "cluster" ? "ssh" : new string('x', 10_000));

        Assert.Equal(("none", StartForm.Longest), (form.Cluster, form.Node.Length));
    }

    [Fact]
    public async Task A_node_that_refuses_rights_calls_is_told_with_the_exact_line_to_add()
    {
        await using var chain = await SimulatedChain.StartAsync();
        chain.Host.Nodes.All.First(n => n.Name == "node-a").Secure = true;
        using var http = new HttpClient();

        var (node, baker, chainId) = await new ChainTrials(http, TimeProvider.System).TryAsync(chain.Host.NodeUrl("node-a"), chain.Baker, default);

        Assert.All(node, t => Assert.True(t.Good, t.Text));
        Assert.NotNull(chainId);
        Assert.Contains("\"GET /chains/*/blocks/*/helpers/baking_rights\"", Assert.Single(baker, t => t.Good is false).Mend, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ftp://x", "is no address")]
    [InlineData("http://127.0.0.1:1", "no connection")]
    public async Task An_address_that_does_not_answer_is_told_and_the_baker_waits_for_it(string address, string words)
    {
        using var http = new HttpClient();

        var (node, baker, chainId) = await new ChainTrials(http, TimeProvider.System).TryAsync(address, Worlds.Baker.Value, default);

        Assert.Contains(words, Assert.Single(node).Text, StringComparison.Ordinal);
        Assert.Equal((null, null), (Assert.Single(baker).Good, chainId));
    }

    [Theory]
    [InlineData("http://+:8081", 8081)]
    [InlineData("http://0.0.0.0:9000/;https://x:1", 9000)]
    [InlineData("", 8080)]
    [InlineData(null, 8080)]
    [InlineData("http://host", 8080)]
    public void The_port_that_was_asked_for_is_kept_and_the_address_is_not(string? urls, int port) => Assert.Equal(port, SetupHost.PortOf(urls));

    [Theory]
    [InlineData("BakeWindow:Bakers:0:Address", false)]
    [InlineData("BakeWindow:Network:Name", false)]
    [InlineData("BakeWindow:Storage:File", true)]
    [InlineData("Logging:LogLevel:Default", true)]
    public void It_is_shown_only_while_nothing_is_declared(string key, bool shown) =>
        Assert.Equal(shown, SetupHost.IsWanted(new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create<string, string?>(key, "x")]).Build()));

    [Fact]
    public async Task Before_there_is_a_configuration_the_gate_says_so_and_nobody_else_gets_the_page()
    {
        await using var chain = await SimulatedChain.StartAsync();
        await using var app = WebApp.Start();
        using var http = new HttpClient { BaseAddress = app.Url };

        Assert.Equal("127.0.0.1", http.BaseAddress.Host);
        using var gate = await http.GetAsync("/api/v1/gate?node=node-1");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, gate.StatusCode);
        Assert.Contains("not-configured", await gate.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await http.GetAsync("/healthz/ready")).StatusCode);

        using var foreign = new HttpRequestMessage(HttpMethod.Get, "/start");
        foreign.Headers.Host = "evil.example";
        Assert.Equal(HttpStatusCode.Forbidden, (await http.SendAsync(foreign)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await http.PostAsync("/start", new FormUrlEncodedContent([new("node", chain.Host.NodeUrl("node-b"))]))).StatusCode);

        var page = await http.GetStringAsync("/");
        Assert.Contains("<h1>First start</h1>", page, StringComparison.Ordinal);
        var token = Token().Match(page).Groups["value"].Value;
        using var tried = await http.PostAsync("/start", new FormUrlEncodedContent([new("__RequestVerificationToken", token), new("node", chain.Host.NodeUrl("node-b")), new("baker", chain.Baker), new("cluster", "none")]));
        var result = WebUtility.HtmlDecode(await tried.Content.ReadAsStringAsync());
        Assert.Contains("Ready to start", result, StringComparison.Ordinal);
        Assert.Contains($"\"Address\": \"{chain.Baker}\"", result, StringComparison.Ordinal);
    }

    private static Trials Trials(bool good) => new([new Trial("Head", good, "level 1")], [new Trial("Rights", true, "1 block")], [new Trial("Rights", true, "all")], "NetXdQprcVkpaWU");

    [System.Text.RegularExpressions.GeneratedRegex("name=\"__RequestVerificationToken\" value=\"(?<value>[^\"]*)\"", System.Text.RegularExpressions.RegexOptions.ExplicitCapture)]
    private static partial System.Text.RegularExpressions.Regex Token();
}
