using System.Net.Http.Json;
using System.Text.Json.Nodes;
using BakeWindow.Tests.Web;

namespace BakeWindow.Tests.Pages;

/// <summary>One simulated chain and cluster with the real web process before it, for all tests of the pages that answer.</summary>
public sealed class AnswersStage : IAsyncLifetime
{
    private SimulatedChain chain = null!;

    internal WebApp App { get; private set; } = null!;

    /// <summary>The API, as a program of this name asks it.</summary>
    public HttpClient Http { get; private set; } = null!;

    internal string Baker => chain.Baker;

    public async ValueTask InitializeAsync()
    {
        chain = await SimulatedChain.StartAsync();
        App = WebApp.Start(chain.SettingsWithCluster());
        await App.UntilAsync(w => w.Chain is not null && w.Bakers[0].Rights?.Participation is not null && w.Cluster is { Connected: true } c && c.Pods.Count(p => p.Ready) == 4, "chain, rights and cluster");
        Http = new HttpClient { BaseAddress = App.Url };
        Http.DefaultRequestHeaders.Add("X-BakeWindow-Client", "bo");
    }

    public async ValueTask DisposeAsync()
    {
        Http?.Dispose();
        if (App is not null)
        {
            await App.DisposeAsync();
        }

        await chain.DisposeAsync();
    }

    /// <summary>Sends a body and reads the answer.</summary>
    public async Task<(int Status, JsonNode Answer)> PostAsync(string path, object body)
    {
        using var response = await Http.PostAsJsonAsync(new Uri(path, UriKind.Relative), body);
        return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }

    /// <summary>Waits until a scrape has a line that matches: the exporter may answer with one that is a moment old.</summary>
    public async Task UntilMetricAsync(string line)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        using var again = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        var scrape = "";
        try
        {
            do
            {
                scrape = await Http.GetStringAsync(new Uri("/metrics", UriKind.Relative), patience.Token);
                if (System.Text.RegularExpressions.Regex.IsMatch(scrape, line, System.Text.RegularExpressions.RegexOptions.Multiline))
                {
                    return;
                }
            }
            while (await again.WaitForNextTickAsync(patience.Token));
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"no scrape had {line}; the last had {string.Join(" | ", scrape.Split('\n').Where(l => l.Contains("glass", StringComparison.Ordinal) || l.Contains("freezes", StringComparison.Ordinal)))}");
        }
    }

    /// <summary>A page as it comes without a script.</summary>
    public async Task<string> PageAsync(string path) => System.Net.WebUtility.HtmlDecode(await Http.GetStringAsync(new Uri(path, UriKind.Relative)));

    /// <summary>A maintenance of node-3 that waits for a person; cancelled by <see cref="CancelAsync"/>.</summary>
    public async Task<string> RequestAsync()
    {
        var (status, answer) = await PostAsync("/api/v1/maintenances", new { node = "node-3", need = "45m", reason = "a new kernel" });
        Assert.True(status == 201, answer.ToJsonString());
        Assert.Equal("AwaitingApproval", (string?)answer["phase"]);
        return (string)answer["id"]!;
    }

    /// <summary>Takes it away again, so that the next test finds the node free.</summary>
    public async Task CancelAsync(string id) => await PostAsync($"/api/v1/maintenances/{id}/cancel", new { reason = "the test is over" });
}
