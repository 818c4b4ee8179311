using System.Diagnostics.Metrics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using BakeWindow.Web.Api;
using BakeWindow.Web.Webhooks;
using k8s;
using Microsoft.Extensions.DependencyInjection;

namespace BakeWindow.Tests.Web;

/// <summary>Every instrument stands in docs/metrics.md, and rules and dashboard ask for nothing else. To write the table anew: BAKEWINDOW_WRITE_DOCS=1 and this test.</summary>
public sealed partial class MetricsTests : IAsyncLifetime
{
    private static readonly string Docs = Path.Combine(Recorded.RepoRoot, "docs", "metrics.md");
    private static readonly string Monitoring = Path.Combine(Recorded.RepoRoot, "deploy", "components", "monitoring");

    private readonly SortedDictionary<string, (string Kind, string What)> instruments = new(StringComparer.Ordinal);
    private readonly MeterListener listener = new();
    private SimulatedChain chain = null!;
    private WebApp app = null!;
    private HttpClient http = null!;

    public async ValueTask InitializeAsync()
    {
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name == GateMetrics.Meter)
            {
                lock (instruments)
                {
                    instruments[Scraped(instrument)] = (Kind(instrument), instrument.Description ?? "");
                }
            }
        };
        listener.Start();
        chain = await SimulatedChain.StartAsync();
        app = WebApp.Start(chain.SettingsWithCluster(("Dialects:FleetLock:Enabled", "true")));
        // Served on a port of its own with a certificate; its instruments need neither.
        _ = new WebhookMetrics(app.Services.GetRequiredService<IMeterFactory>());
        http = new HttpClient { BaseAddress = app.Url };
        await app.UntilAsync(w => w.Chain is not null && w.Bakers.All(b => b.Rights?.Participation is not null) && w.Cluster is { Connected: true, Nodes.Count: > 0 }, "a chain, rights and a cluster");
    }

    public async ValueTask DisposeAsync()
    {
        listener.Dispose();
        http.Dispose();
        await app.DisposeAsync();
        await chain.DisposeAsync();
    }

    [Fact]
    public async Task Metrics_are_documented_named_by_the_rules_and_told()
    {
        var metrics = await http.GetStringAsync("/metrics");

        // The table is what the instruments say of themselves.
        var text = await File.ReadAllTextAsync(Docs);
        var table = Table();
        if (Environment.GetEnvironmentVariable("BAKEWINDOW_WRITE_DOCS") == "1")
        {
            await File.WriteAllTextAsync(Docs, text = Marked().Replace(text, $"<!-- instruments -->\n{table}<!-- end -->"));
        }

        Assert.Equal(table, Marked().Match(text).Groups["table"].Value);

        // What is scraped is what is documented, under the same name and kind.
        var scraped = TypeLine().Matches(metrics).Where(m => m.Groups["name"].Value.StartsWith("bakewindow_", StringComparison.Ordinal)).ToDictionary(m => m.Groups["name"].Value, m => m.Groups["kind"].Value);
        Assert.All(scraped, s => Assert.Equal(s.Value, instruments[s.Key].Kind));
        Assert.All(instruments, i =>
        {
            Assert.Matches("^bakewindow_[a-z][a-z_]*[a-z]$", i.Key);
            Assert.EndsWith(".", i.Value.What, StringComparison.Ordinal);
            Assert.Equal(i.Value.Kind == "counter", i.Key.EndsWith("_total", StringComparison.Ordinal));
        });
        foreach (var name in new[]
        {
            "bakewindow_head_level", "bakewindow_baker_next_hard_right_seconds", "bakewindow_baker_next_hard_right_level", "bakewindow_rights_horizon_seconds", "bakewindow_attestation_budget_used_ratio",
            "bakewindow_attestation_budget_left_ratio", "bakewindow_need_seconds", "bakewindow_next_safe_seconds", "bakewindow_all_bakers_safe_seconds", "bakewindow_freezes_active", "bakewindow_promises_kept_total",
            "bakewindow_promises_broken_total", "bakewindow_source_up", "bakewindow_cluster_connected",
        })
        {
            Assert.Contains(name, scraped.Keys);
        }

        // Labels are names, so their number is bounded by what is declared.
        Assert.DoesNotMatch("[{,](level|id|maintenance)=\"", metrics);
        Assert.Contains("bakewindow_baker_next_hard_right_level{otel_scope_name=\"BakeWindow\",baker=\"alpha\"}", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rules_and_dashboard_ask_for_metrics_that_there_are_and_each_alert_says_what_it_means()
    {
        var rules = KubernetesYaml.Deserialize<Dictionary<string, object>>(await File.ReadAllTextAsync(Path.Combine(Monitoring, "rules.yaml")));
        var groups = (IEnumerable<object>)((IDictionary<object, object>)rules["spec"])["groups"];
        var alerts = groups.SelectMany(g => (IEnumerable<object>)((IDictionary<object, object>)g)["rules"]).Cast<IDictionary<object, object>>().ToList();
        Assert.All(alerts, a =>
        {
            AssertKnown((string)a["expr"]);
            Assert.Contains("summary", ((IDictionary<object, object>)a["annotations"]).Keys);
            Assert.Contains("severity", ((IDictionary<object, object>)a["labels"]).Keys);
        });
        Assert.Equal(alerts.Count, alerts.Select(a => a["alert"]).Distinct().Count());

        var dashboard = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Monitoring, "dashboard.json")))!;
        var panels = dashboard["panels"]!.AsArray().Select(p => p!).ToList();
        Assert.Equal(panels.Count, panels.Select(p => p["id"]!.GetValue<int>()).Distinct().Count());
        Assert.All(panels.SelectMany(p => p["targets"]?.AsArray() ?? []), t => AssertKnown(t!["expr"]!.GetValue<string>()));
        Assert.All(panels, p => Assert.DoesNotContain(panels, o => o != p && Overlap(p["gridPos"]!, o["gridPos"]!)));
    }

    private static bool Overlap(JsonNode a, JsonNode b)
    {
        int V(JsonNode n, string k) => n[k]!.GetValue<int>();
        return V(a, "x") < V(b, "x") + V(b, "w") && V(b, "x") < V(a, "x") + V(a, "w") && V(a, "y") < V(b, "y") + V(b, "h") && V(b, "y") < V(a, "y") + V(a, "h");
    }

    private void AssertKnown(string expression)
    {
        var names = Name().Matches(expression).Select(m => m.Value).ToList();
        Assert.NotEmpty(names);
        Assert.All(names, n => Assert.Contains(n, instruments.Keys));
    }

    private string Table() => "\n| metric | kind | what it tells |\n| --- | --- | --- |\n" + string.Concat(instruments.Select(i => $"| `{i.Key}` | {i.Value.Kind} | {i.Value.What} |\n")) + "\n";

    private static string Kind(Instrument instrument)
    {
        var kind = instrument.GetType().Name;
        return kind.Contains("Counter", StringComparison.Ordinal) ? "counter" : kind.Contains("Histogram", StringComparison.Ordinal) ? "histogram" : "gauge";
    }

    // As the exporter names it: a counter ends in _total.
    private static string Scraped(Instrument instrument) => Kind(instrument) == "counter" ? instrument.Name + "_total" : instrument.Name;

    [GeneratedRegex("<!-- instruments -->\n(?<table>.*?)<!-- end -->", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Marked();

    [GeneratedRegex(@"^# TYPE (?<name>\S+) (?<kind>\S+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TypeLine();

    [GeneratedRegex(@"\bbakewindow_[a-z_]+", RegexOptions.None, 1000)]
    private static partial Regex Name();
}
