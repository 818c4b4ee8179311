using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace BakeWindow.Tests.Web;

public sealed class ApiTests(ApiStage stage) : IClassFixture<ApiStage>
{
    private readonly SimulatedChain chain = stage.Chain;
    private readonly WebApp app = stage.App;
    private readonly HttpClient http = stage.Http;

    [Fact]
    public async Task The_gate_says_yes_with_200_no_with_423_and_both_name_what_they_rest_on()
    {
        // The story starts four minutes before an own block with a long gap behind it.
        var (yes, short_) = await AskAsync("/api/v1/gate?baker=alpha&for=1m");
        var (no, long_) = await AskAsync("/api/v1/gate?baker=alpha&for=12m");

        Assert.Equal(HttpStatusCode.OK, yes.StatusCode);
        Assert.Equal("safe-window", short_["reason"]!.GetValue<string>());
        Assert.Equal((HttpStatusCode)423, no.StatusCode);
        Assert.Equal("baking-right-ahead", long_["reason"]!.GetValue<string>());
        Assert.Equal(chain.Baker, long_["right"]!["baker"]!.GetValue<string>());
        Assert.InRange(no.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 300);
        Assert.Equal(long_["right"]!["level"]!.GetValue<int>(), app.Board.Now.Bakers[0].Rights!.Sheet.Baking.ToArray().First(r => r.Round == 0 && r.Level > app.Board.Now.Chain!.Head.Level).Level.Value);
    }

    [Theory]
    [InlineData("/api/v1/gate?baker=beta", "baker", "declared are alpha")]
    [InlineData("/api/v1/gate?for=soon", "for", "15m")]
    [InlineData("/api/v1/gate?for=-1m", "for", "duration")]
    [InlineData("/api/v1/gate?fro=12m", "fro", "not known")]
    [InlineData("/api/v1/gate?for=1m&for=2m", "for", "once")]
    [InlineData("/api/v1/windows?hardRounds=99", "hardRounds", "0 to 7")]
    [InlineData("/api/v1/rights?for=12m", "for", "not known")]
    [InlineData("/api/v1/maintenances?state=lost", "state", "open or all")]
    [InlineData("/api/v1/maintenances?take=0", "take", "1 to 1000")]
    public async Task A_wrong_question_is_400_and_names_the_field_and_the_mend(string url, string field, string mend)
    {
        var (answer, body) = await AskAsync(url);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(mend, body["errors"]![field]![0]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Windows_and_rights_tell_what_the_board_knows()
    {
        var (_, windows) = await AskAsync("/api/v1/windows?for=15m");
        var (_, rights) = await AskAsync("/api/v1/rights");

        Assert.Equal(chain.Baker, windows["baker"]!.GetValue<string>());
        Assert.Equal("PT15M", windows["need"]!.GetValue<string>());
        Assert.NotEmpty(windows["windows"]!.AsArray());
        Assert.Equal(app.Board.Now.Bakers[0].Rights!.Sheet.Last.Value, rights["bakers"]![0]!["knownTo"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_preflight_lists_every_check_and_takes_one_subject_at_a_time()
    {
        var (answer, preflight) = await AskAsync("/api/v1/preflight?baker=alpha");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(9, preflight["checks"]!.AsArray().Count);
        Assert.True((bool)preflight["ready"]!);

        Assert.Equal(HttpStatusCode.BadRequest, (await AskAsync("/api/v1/preflight?baker=alpha&node=x")).Answer.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await AskAsync("/api/v1/preflight?goes=maybe")).Answer.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await AskAsync("/api/v1/preflight?workload=baker")).Answer.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await AskAsync("/api/v1/preflight?nodes=x")).Answer.StatusCode);
    }

    [Fact]
    public async Task Why_lists_every_check()
    {
        var (answer, why) = await AskAsync("/api/v1/why?for=12m");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(why["findings"]!.AsArray().Count >= 3);
    }

    [Theory]
    [InlineData("{\"node\":", "JSON")]
    [InlineData("{\"nodes\":\"x\"}", "nodes")]
    [InlineData("[]", "JSON")]
    public async Task A_body_that_is_not_what_is_wanted_is_400_in_words(string body, string part)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync("/api/v1/maintenances", content);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(part, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_large_body_is_not_read()
    {
        using var content = new StringContent("{\"reason\":\"" + new string('x', 100_000) + "\"}", Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync("/api/v1/maintenances", content);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task A_maintenance_without_a_cluster_is_refused_in_words()
    {
        using var answer = await http.PostAsJsonAsync("/api/v1/maintenances", new { node = "node-1", reason = "kernel" });

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("no cluster is configured", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("X-Forwarded-For", "127.0.0.1")]
    [InlineData("X-Forwarded-Proto", "https")]
    [InlineData("Forwarded", "for=127.0.0.1")]
    [InlineData("Via", "1.1 proxy")]
    [InlineData("CF-Connecting-IP", "192.0.2.1")]
    [InlineData("Host", "bakewindow.bakewindow.svc")]
    public async Task This_machine_is_nobody_a_proxy_speaks_for_nor_a_name_made_to_mean_it(string header, string value)
    {
        using var change = new HttpRequestMessage(HttpMethod.Post, "/api/v1/maintenances") { Content = JsonContent.Create(new { node = "n" }) };
        using var page = new HttpRequestMessage(HttpMethod.Get, "/now");
        using var question = new HttpRequestMessage(HttpMethod.Get, "/api/v1/gate?for=1m");
        foreach (var (request, status) in new[] { (change, HttpStatusCode.Unauthorized), (page, HttpStatusCode.Forbidden), (question, HttpStatusCode.OK) })
        {
            request.Headers.TryAddWithoutValidation(header, value);
            using var answer = await http.SendAsync(request);
            Assert.Equal(status, answer.StatusCode);
        }
    }

    // A web site whose name was made to mean this machine asks with the same origin as its page, so its name is all there is to tell it by.
    [Theory]
    [InlineData("evil.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("127.0.0.1.evil.example:8080", HttpStatusCode.MisdirectedRequest)]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("[::1]:8080", HttpStatusCode.OK)]
    [InlineData("bakewindow", HttpStatusCode.OK)]
    [InlineData("bakewindow.ops.svc.cluster.local", HttpStatusCode.OK)]
    public async Task A_name_that_anybody_can_register_reads_nothing_here(string host, HttpStatusCode status)
    {
        foreach (var path in new[] { "/api/v1/gate?for=1m", "/api/v1/audit", "/metrics" })
        {
            using var question = new HttpRequestMessage(HttpMethod.Get, path);
            question.Headers.Host = host;
            using var answer = await http.SendAsync(question);
            Assert.Equal(status, answer.StatusCode);
        }
    }

    [Fact]
    public async Task An_answer_to_what_can_t_be_read_bears_the_headers_too()
    {
        using var content = new StringContent("{", Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync("/api/v1/maintenances", content);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Contains("frame-ancestors 'none'", string.Join(';', answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"upToBlocks\":-1}", "upToBlocks")]
    [InlineData("{\"upToBudget\":1.5}", "upToBudget")]
    public async Task A_bound_that_can_t_be_is_400_and_names_the_field(string body, string field)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync("/api/v1/maintenances/M-1/approve", content);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.NotNull(JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["errors"]![field]);
    }

    [Fact]
    public async Task Answers_are_written_for_people_too()
    {
        var problem = await http.GetStringAsync("/api/v1/why?for=12m");
        using var wrong = await http.GetAsync("/api/v1/gate?for=it's+soon");

        Assert.DoesNotContain("\\u00", problem, StringComparison.Ordinal);
        Assert.Contains("it's", await wrong.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://evil.example")]
    [InlineData("null")]
    public async Task A_page_of_another_site_can_neither_change_anything_nor_open_a_circuit(string origin)
    {
        foreach (var path in new[] { "/api/v1/maintenances", "/_blazor/negotiate?negotiateVersion=1", "/_BLAZOR/negotiate?negotiateVersion=1" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(new { node = "n" }) };
            request.Headers.Add("Origin", origin);
            using var answer = await http.SendAsync(request);

            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Every_answer_bears_the_headers_that_bind_a_browser()
    {
        foreach (var path in new[] { "/now", "/api/v1/gate", "/css/site.css", "/metrics", "/nowhere" })
        {
            using var answer = await http.GetAsync(path);

            // Blazor may add a policy of its own; a browser keeps to all of them.
            var policies = string.Join(';', answer.Headers.GetValues("Content-Security-Policy"));
            Assert.Contains("frame-ancestors 'none'", policies, StringComparison.Ordinal);
            Assert.Contains("script-src 'self';", policies, StringComparison.Ordinal);
            Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        }
    }

    [Theory]
    [InlineData("/css/site.css")]
    [InlineData("/js/bakewindow.js")]
    [InlineData("/favicon.svg")]
    [InlineData("/_content/MudBlazor/MudBlazor.min.css")]
    [InlineData("/_framework/blazor.web.js")]
    public async Task No_file_of_the_pages_is_served_empty(string path)
    {
        using var answer = await http.GetAsync(path);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True((await answer.Content.ReadAsByteArrayAsync()).Length > 200);
    }

    [Fact]
    public async Task The_openapi_document_names_every_call()
    {
        var (_, document) = await AskAsync("/openapi/v1.json");

        Assert.Equal(
            ["/api/v1/at-risk", "/api/v1/audit", "/api/v1/audit/chain", "/api/v1/audit/export", "/api/v1/audit/head", "/api/v1/bypasses", "/api/v1/bypasses/{finding}/accept",
                "/api/v1/calendar/rights", "/api/v1/decisions", "/api/v1/decisions/{id}", "/api/v1/dialects", "/api/v1/export", "/api/v1/failures", "/api/v1/freezes",
                "/api/v1/freezes/{id}/end", "/api/v1/gate", "/api/v1/glass", "/api/v1/glass/{id}/end", "/api/v1/head", "/api/v1/incidents", "/api/v1/incidents/{id}",
                "/api/v1/incidents/{id}/notes", "/api/v1/ledger", "/api/v1/maintenances", "/api/v1/maintenances/{id}", "/api/v1/maintenances/{id}/approve",
                "/api/v1/maintenances/{id}/cancel", "/api/v1/maintenances/{id}/done", "/api/v1/maintenances/{id}/go-on", "/api/v1/maintenances/{id}/hold",
                "/api/v1/maintenances/{id}/reject", "/api/v1/maintenances/{id}/resume", "/api/v1/nodes/{node}/bypasses", "/api/v1/nodes/{node}/restore", "/api/v1/notifications",
                "/api/v1/notifications/{name}/test", "/api/v1/preflight", "/api/v1/recoveries", "/api/v1/rights", "/api/v1/sessions", "/api/v1/sessions/{id}", "/api/v1/signers",
                "/api/v1/tokens",
                "/api/v1/tokens/{id}", "/api/v1/whatif", "/api/v1/why", "/api/v1/windows"],
            document["paths"]!.AsObject().Select(p => p.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Metrics_count_decisions_and_tell_the_head_s_age()
    {
        var reason = (string?)(await AskAsync("/api/v1/gate?for=12m")).Item2["reason"];
        // The exporter keeps an answer for a moment, so what was counted just now may stand in a later one.
        List<string> wanted = ["bakewindow_gate_decisions_total", $"reason=\"{reason}\"", "bakewindow_head_age_seconds", "dotnet_process_memory_working_set_bytes"];
        var patience = System.Diagnostics.Stopwatch.StartNew();
        string metrics;
        do
        {
            metrics = await http.GetStringAsync("/metrics");
        }
        while (!wanted.TrueForAll(w => metrics.Contains(w, StringComparison.Ordinal)) && patience.Elapsed < TimeSpan.FromSeconds(30));

        Assert.All(wanted, w => Assert.Contains(w, metrics, StringComparison.Ordinal));
        Assert.InRange(metrics.Length, 2_000, 24_000);
        Assert.DoesNotContain("http_server_", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain("kestrel_", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain("quartz", metrics, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task What_is_nowhere_is_404_as_problem_details()
    {
        var (answer, problem) = await AskAsync("/api/v1/gates");
        using var untyped = await http.PostAsync("/api/v1/maintenances", new StringContent("x"));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, untyped.StatusCode);
        Assert.Contains("/openapi/v1.json", problem["detail"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rights_reach_to_the_horizon_and_ready_says_so()
    {
        var before = app.Board.Now.Bakers[0].Rights!.Sheet.Cycles.Count;

        Assert.Equal(3, before);
        using var ready = await http.GetAsync("/healthz/ready");
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
    }

    private async Task<(HttpResponseMessage Answer, JsonNode Body)> AskAsync(string url)
    {
        var answer = await http.GetAsync(url);
        return (answer, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
    }
}
