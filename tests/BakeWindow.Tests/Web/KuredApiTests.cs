using System.Net;
using System.Text.Json.Nodes;
using BakeWindow.Core.Gate;
using BakeWindow.Core.Tests.Maintenance;
using BakeWindow.Tests.Kubernetes.Dialects;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace BakeWindow.Tests.Web;

/// <summary>To the byte what Prometheus' client of kured reads.</summary>
public sealed class KuredApiTests : IAsyncLifetime
{
    private const string Open = """{"status":"success","data":{"resultType":"vector","result":[]}}""";

    private readonly HttpClient http = new();
    private GateDoor door = null!;

    public async ValueTask InitializeAsync() => door = await GateDoor.OpenAsync();

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await door.DisposeAsync();
    }

    [Fact]
    public async Task While_closed_one_alert_fires_for_the_node_with_the_reason_beside_it()
    {
        door.Show(World(closed: true));
        var (status, body) = await PostAsync("node-1", "ALERTS");
        Assert.Equal(HttpStatusCode.OK, status);
        var sample = Assert.Single(JsonNode.Parse(body)!["data"]!["result"]!.AsArray())!;
        var message = sample["metric"]!["message"]!.GetValue<string>();
        Assert.StartsWith("tz1gg5bjopPcr9agjamyu9BbXKLibNc2rbAq bakes level 105", message, StringComparison.Ordinal);
        ((JsonObject)sample["metric"]!).Remove("message");
        Assert.Equal("""{"metric":{"__name__":"ALERTS","alertname":"BakeWindowExclusion","alertstate":"firing","node":"node-1","reason":"baking-right-ahead"},"value":[1790856601,"1"]}""", sample.ToJsonString());
    }

    [Fact]
    public async Task While_open_the_vector_is_empty_by_form_and_by_query()
    {
        door.Show(World(closed: false));
        Assert.Equal((HttpStatusCode.OK, Open), await PostAsync("node-1", "ALERTS"));
        using var answer = await http.GetAsync(new Uri(door.Of("node-1") + "/api/v1/query?query=ALERTS&time=1790856601"));
        Assert.Equal(Open, await answer.Content.ReadAsStringAsync());
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task A_node_without_a_baker_is_open_for_its_kured_while_the_bakers_is_closed()
    {
        door.Show(World(closed: true));
        Assert.Equal(Open, (await PostAsync("node-2", "ALERTS")).Body);
    }

    [Theory]
    [InlineData("node-9", "node-unknown")]
    [InlineData("$(KURED_NODE_ID)", "node-unknown")]
    public async Task For_a_node_that_is_not_known_it_fires(string node, string reason)
    {
        door.Show(World(closed: false));
        Assert.Equal(reason, Reason((await PostAsync(Uri.EscapeDataString(node), "ALERTS")).Body));
    }

    [Fact]
    public async Task What_can_not_be_known_fires()
    {
        door.Show(World(closed: false) with { Chain = null });
        Assert.Equal("head-missing", Reason((await PostAsync("node-1", "ALERTS")).Body));
        var open = World(closed: false);
        door.Show(open with { Cluster = open.Cluster! with { Connected = false } });
        Assert.Equal("cluster-unknown", Reason((await PostAsync("node-2", "ALERTS")).Body));
    }

    [Fact]
    public async Task A_node_under_maintenance_fires_until_its_reboot_is_asked_for()
    {
        door.Show(World(closed: true) with { Active = [new ActiveMaintenance("M-1", "node-1", "cluster", [Worlds.Baker], Evicting: true)] });
        Assert.NotEqual(Open, (await PostAsync("node-1", "ALERTS")).Body);
        door.Show(World(closed: true) with { Active = [new ActiveMaintenance("M-1", "node-1", "cluster", [Worlds.Baker], Evicting: true, AwaitsReboot: true) { LatestStart = DateTimeOffset.MaxValue }] });
        Assert.Equal(Open, (await PostAsync("node-1", "ALERTS")).Body);
        Assert.Equal("another-maintenance", Reason((await PostAsync("node-2", "ALERTS")).Body));
    }

    [Theory]
    [InlineData("bakewindow_safe_seconds_remaining", """{"metric":{"__name__":"bakewindow_safe_seconds_remaining","node":"node-1"},"value":[1790856601,"17339"]}""")]
    [InlineData("bakewindow_safe_seconds_remaining{node=\"node-2\"}", """{"metric":{"__name__":"bakewindow_safe_seconds_remaining","node":"node-2"},"value":[1790856601,"31536000"]}""")]
    [InlineData("min(bakewindow_safe_seconds_remaining)", """{"metric":{},"value":[1790856601,"17339"]}""")]
    public async Task Safe_seconds_are_exactly_one_element(string query, string element)
    {
        door.Show(World(closed: false));
        Assert.Equal(Open.Replace("[]", $"[{element}]", StringComparison.Ordinal), (await PostAsync("node-1", query)).Body);
    }

    [Fact]
    public async Task Of_a_node_that_may_not_be_disturbed_no_second_is_safe()
    {
        door.Show(World(closed: false) with { Chain = null });
        Assert.EndsWith("\"0\"]}]}}", (await PostAsync("any", "min(bakewindow_safe_seconds_remaining)")).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("up", HttpStatusCode.UnprocessableEntity, "execution")]
    [InlineData("ALERTS{alertstate=\"firing\"}", HttpStatusCode.UnprocessableEntity, "execution")]
    [InlineData("max(bakewindow_safe_seconds_remaining)", HttpStatusCode.UnprocessableEntity, "execution")]
    [InlineData("min(bakewindow_safe_seconds_remaining", HttpStatusCode.UnprocessableEntity, "execution")]
    [InlineData("", HttpStatusCode.BadRequest, "bad_data")]
    public async Task Any_other_query_is_an_error_as_Prometheus_tells_it(string query, HttpStatusCode status, string type)
    {
        door.Show(World(closed: false));
        var (code, body) = await PostAsync("node-1", query);
        Assert.Equal(status, code);
        Assert.StartsWith($$"""{"status":"error","errorType":"{{type}}","error":""", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Alerts_of_the_Prometheus_behind_it_are_added()
    {
        await using var behind = await BehindAsync(200, """{"status":"success","data":{"resultType":"vector","result":[{"metric":{"__name__":"ALERTS","alertname":"EtcdDown","alertstate":"firing"},"value":[1790856601,"1"]}]}}""");
        await using var both = await GateDoor.OpenAsync(new Uri(behind.Urls.First()));
        both.Show(World(closed: true));
        Assert.Equal(["BakeWindowExclusion", "EtcdDown"], JsonNode.Parse((await PostAsync("node-1", "ALERTS", both)).Body)!["data"]!["result"]!.AsArray().Select(s => s!["metric"]!["alertname"]!.GetValue<string>()));
        both.Show(World(closed: false));
        Assert.Equal(["EtcdDown"], JsonNode.Parse((await PostAsync("node-1", "ALERTS", both)).Body)!["data"]!["result"]!.AsArray().Select(s => s!["metric"]!["alertname"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData(200, """{"status":"error","errorType":"timeout","error":"query timed out"}""")]
    [InlineData(200, "<html>")]
    [InlineData(502, "")]
    [InlineData(302, "")]
    public async Task When_the_Prometheus_behind_it_fails_the_answer_is_an_error_also_while_open(int status, string says)
    {
        await using var behind = await BehindAsync(status, says);
        await using var both = await GateDoor.OpenAsync(new Uri(behind.Urls.First()));
        both.Show(World(closed: false));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await PostAsync("node-1", "ALERTS", both)).Status);
    }

    private static World World(bool closed) => Worlds.World(100, Worlds.Rights(closed ? [105, 3_000] : [3_000]), new ModelCluster().View(DialectStage.Now));

    private static string? Reason(string body) => Assert.Single(JsonNode.Parse(body)!["data"]!["result"]!.AsArray())!["metric"]!["reason"]!.GetValue<string>();

    private static async Task<WebApplication> BehindAsync(int status, string says)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapPost("/api/v1/query", () => Results.Text(says, "application/json", statusCode: status));
        await app.StartAsync();
        return app;
    }

    private async Task<(HttpStatusCode Status, string Body)> PostAsync(string node, string query, GateDoor? at = null)
    {
        using var form = new FormUrlEncodedContent([new("query", query), new("time", "1790856601")]);
        using var answer = await http.PostAsync(new Uri((at ?? door).Url, $"/compat/prometheus/{node}/api/v1/query"), form);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
