using System.Net;
using System.Text.Json.Nodes;
using BakeWindow.Tests.Cli;
using BakeWindow.Tests.Pages;
using k8s;
using k8s.Models;

namespace BakeWindow.Tests.Web;

/// <summary>The audit and the export over the real process, before the simulated chain and cluster.</summary>
public sealed class BypassesApiTests(AnswersStage stage) : IClassFixture<AnswersStage>
{
    private readonly SimulatedChain chain = stage.Chain;
    private readonly WebApp app = stage.App;
    private readonly HttpClient http = stage.Http;

    [Fact]
    public async Task A_report_tells_findings_floors_and_what_was_looked_at_and_metrics_count_them()
    {
        var (answer, report) = await AskAsync("/api/v1/bypasses");
        var metrics = await http.GetStringAsync("/metrics");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains(report["findings"]!.AsArray(), f => (string)f!["code"]! == "not-guaranteed");
        Assert.Equal(3, report["floors"]!.AsArray().Count);
        Assert.Contains(report["looks"]!.AsArray(), l => (string)l!["kind"]! == "nodepools.karpenter.sh" && (string)l["outcome"]! == "absent");
        Assert.Contains("bakewindow_bypasses{", metrics, StringComparison.Ordinal);
        Assert.Contains("code=\"not-guaranteed\"", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_node_and_one_severity_can_be_asked_about()
    {
        var (_, one) = await AskAsync("/api/v1/nodes/node-3/bypasses?severity=warning");

        Assert.Equal("node-3", (string)Assert.Single(one["floors"]!.AsArray())!["node"]!);
        Assert.All(one["findings"]!.AsArray(), f => Assert.NotEqual("info", (string)f!["severity"]!));
    }

    [Theory]
    [InlineData("/api/v1/bypasses?severity=grave", "severity", "info, warning or critical")]
    [InlineData("/api/v1/bypasses?node=node-9", "node", "there are node-1")]
    [InlineData("/api/v1/bypasses?sevrity=info", "sevrity", "not known")]
    [InlineData("/api/v1/export", "target", "gcloud, gke-json")]
    [InlineData("/api/v1/export?target=aws", "target", "gcloud, gke-json")]
    [InlineData("/api/v1/export?target=gcloud&cluster=a;b", "cluster", "letters, digits")]
    public async Task A_wrong_question_is_400_and_names_the_mend(string url, string field, string mend)
    {
        var (answer, body) = await AskAsync(url);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(mend, (string)body["errors"]![field]![0]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_budget_is_seen_by_a_fresh_look_and_the_command_line_ends_with_one()
    {
        using var admin = new k8s.Kubernetes(new KubernetesClientConfiguration { Host = $"{chain.Host.Url}/as/admin" });
        foreach (var name in new[] { "chart-a", "chart-b" })
        {
            await admin.PolicyV1.CreateNamespacedPodDisruptionBudgetAsync(new V1PodDisruptionBudget
            {
                Metadata = new V1ObjectMeta { Name = name },
                Spec = new V1PodDisruptionBudgetSpec { MaxUnavailable = 1, Selector = new V1LabelSelector { MatchLabels = new Dictionary<string, string> { ["app"] = "alpha-baker" } } },
            }, "tezos");
        }

        // A look that is some seconds old is fresh enough for the server, so it is asked until it has looked again.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var (code, output, errors) = (0, "", "");
        while (code == 0)
        {
            await Task.Delay(500, patience.Token);
            (code, output, errors) = await Run.ItAsync("audit", "--server", app.Url.ToString(), "--severity", "critical");
        }

        Assert.True(code == 1, errors);
        Assert.Contains("two-budgets", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_export_is_ready_to_run()
    {
        var (code, output, errors) = await Run.ItAsync("export", "--server", app.Url.ToString(), "--target", "gcloud", "--for", "100h", "--cluster", "bakers", "--location", "x");

        Assert.True(code == 0, errors);
        Assert.Contains("gcloud container clusters update bakers --location x", output, StringComparison.Ordinal);
        Assert.Contains("no window holds", output, StringComparison.Ordinal);
    }

    private async Task<(HttpResponseMessage, JsonNode)> AskAsync(string url)
    {
        var answer = await http.GetAsync(url);
        return (answer, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
    }
}
