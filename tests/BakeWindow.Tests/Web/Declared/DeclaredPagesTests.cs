using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace BakeWindow.Tests.Web.Declared;

/// <summary>The pages of what is declared, as anybody gets them without a script, and the calls beside them, before the simulated chain and cluster.</summary>
public sealed class DeclaredPagesTests : IAsyncLifetime
{
    private SimulatedChain chain = null!;
    private WebApp app = null!;
    private HttpClient http = null!;

    public async ValueTask InitializeAsync()
    {
        chain = await SimulatedChain.StartAsync();
        app = WebApp.Start(chain.SettingsWithCluster(("Bakers:0:NodeUrl", chain.Host.NodeUrl("alpha-node-0")), ("Bakers:0:Signers:0:Name", "forwarder"), ("Bakers:0:Signers:0:Url", $"{chain.Host.Url}/signer"),
            ("Bakers:0:Signers:0:Proxy:StatisticsUrl", $"{chain.Host.Url}/forwarder/stats;csv"), ("Bakers:0:Signers:0:Proxy:Backend", "signers"), ("Bakers:0:Signers:0:Hops:0:Name", "tunnel"),
            ("Bakers:0:Signers:0:Hops:0:Address", new Uri(chain.Host.Url).Authority), ("Storage:KeepDays", "30")));
        http = new HttpClient { BaseAddress = app.Url };
        await app.UntilAsync(w => w.Bakers[0].Rights?.Participation is not null && w.Bakers[0].NodeSynced is true && w.Cluster is { Connected: true } c && c.Pods.Count(p => p.Ready) == 4, "chain, rights and cluster");
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await app.DisposeAsync();
        await chain.DisposeAsync();
    }

    [Fact]
    public async Task Every_page_says_its_answer_before_any_script_runs_and_repairs_what_it_is_asked()
    {
        (string Path, string[] Says)[] pages =
        [
            ("/cluster", ["/cluster/nodes/node-3", "What falls together"]),
            ("/cluster/nodes/node-3", ["What it takes with it", "alpha: baker", "Marks we own", "Restore marks", "/freezes?n=node-3"]),
            ("/cluster/nodes/nod-3", ["The cluster has no node called “nod-3”", "/cluster/nodes/node-3"]),
            ("/health", ["Would each baker sign and attest now?", "synced", "not looked at: no DalUrl", "node-a"]),
            ("/health/signers/alpha", ["As last seen", "Nothing here asks for a signature", "The way to the key, part by part", "tunnel", "in force"]),
            ("/health/signers/alfa", ["There is no baker called “alfa”", "/health/signers/alpha"]),
            ("/bakers", ["/bakers/alpha", chain.Baker]),
            ($"/bakers/{chain.Baker}", ["What it must do next", "Rights by cycle", "alpha-baker-0"]),
            ("/bakers/nobody", ["There is no baker called “nobody”"]),
            // How much was read by now is not known here; that it is told baker by baker is.
            ("/incidents", ["What was looked at", "alpha: from C", " outcome; gaps: "]),
            ("/incidents/I-12", ["There is no incident “I-12”"]),
            ("/settings", ["This process", "not late"]),
            ("/settings/storage", ["Storage:KeepDays", "30", "Days for which ended maintenances"]),
            ("/settings/nothing", ["“nothing” is no section"]),
            ("/start", ["BakeWindow is configured"]),
        ];
        foreach (var (path, says) in pages)
        {
            using var answer = await http.GetAsync(path);
            var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());

            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.All(says, s => Assert.Contains(s, page, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task The_way_to_the_key_is_told_part_by_part_and_no_address_with_it()
    {
        await app.UntilAsync(w => w.Bakers[0].Signer is not null, "a look along the way to the key");
        var text = await http.GetStringAsync(new Uri("/api/v1/signers", UriKind.Relative));
        var baker = JsonNode.Parse(text)!["bakers"]![0]!;

        Assert.Equal(("alpha", "well", "key-served"), ((string?)baker["baker"], (string?)baker["standing"], (string?)baker["code"]));
        Assert.Equal(["proxy", "hop"], baker["parts"]!.AsArray().Select(p => (string?)p!["kind"]).Take(2));
        Assert.All(baker["parts"]!.AsArray(), p => Assert.Equal(("forwarder", "well", 0), ((string?)p!["route"], (string?)p["standing"], (int?)p["changes"])));
        Assert.False((bool?)baker["parts"]!.AsArray()[^1]!["authentication"]);
        Assert.DoesNotContain(new Uri(chain.Host.Url).Authority, text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await http.GetAsync(new Uri("/api/v1/signers?al=1", UriKind.Relative))).StatusCode);
        Assert.Contains("bakewindow_signer_state{", await http.GetStringAsync(new Uri("/metrics", UriKind.Relative)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_finding_is_accepted_listed_apart_counted_apart_and_ended()
    {
        var before = await ReportAsync("?fresh=true");
        var finding = before["findings"]!.AsArray().First(f => (string)f!["severity"]! == "warning")!;
        var id = (string)finding["id"]!;

        using var wrong = await http.PostAsJsonAsync($"/api/v1/bypasses/{id}/accept", new { reason = "short", until = "1y" });
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Equal(["reason", "until"], JsonNode.Parse(await wrong.Content.ReadAsStringAsync())!["errors"]!.AsObject().Select(e => e.Key).Order(StringComparer.Ordinal));
        Assert.Equal(HttpStatusCode.NotFound, (await http.PostAsJsonAsync("/api/v1/bypasses/b-0/accept", new { reason = "known since spring", until = "30d" })).StatusCode);

        using var accepted = await http.PostAsJsonAsync($"/api/v1/bypasses/{id}/accept", new { reason = "known since spring", until = "30d" });
        Assert.Equal(HttpStatusCode.Created, accepted.StatusCode);

        var during = await ReportAsync("");
        Assert.Equal((int)before["warning"]! - 1, (int)during["warning"]!);
        Assert.Equal(id, (string)Assert.Single(during["accepted"]!.AsArray())!["finding"]!["id"]!);
        Assert.Contains("bakewindow_bypasses_accepted{otel_scope_name=\"BakeWindow\",severity=\"warning\"} 1", await http.GetStringAsync("/metrics"), StringComparison.Ordinal);
        Assert.Contains("known since spring", await http.GetStringAsync("/cluster/bypasses"), StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.NoContent, (await http.DeleteAsync($"/api/v1/bypasses/{id}/accept")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await http.DeleteAsync($"/api/v1/bypasses/{id}/accept")).StatusCode);
        Assert.Empty((await ReportAsync(""))["accepted"]!.AsArray());
    }

    [Fact]
    public async Task Marks_of_a_node_are_restored_on_request_and_a_node_that_is_none_is_told()
    {
        using var none = await http.PostAsync("/api/v1/nodes/node-3/restore", null);
        Assert.Equal(HttpStatusCode.OK, none.StatusCode);
        Assert.Empty(JsonNode.Parse(await none.Content.ReadAsStringAsync())!["restored"]!.AsArray());

        using var unknown = await http.PostAsync("/api/v1/nodes/nod-3/restore", null);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Contains("near to it: node-3", await unknown.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private async Task<JsonNode> ReportAsync(string query) => JsonNode.Parse(await http.GetStringAsync($"/api/v1/bypasses{query}"))!;
}
