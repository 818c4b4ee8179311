using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using BakeWindow.Kubernetes.Dialects;
using BakeWindow.Tests.Cli;

namespace BakeWindow.Tests.Web;

/// <summary>The real web process with everything for neighbours switched on, over the simulated chain and cluster.</summary>
public sealed class NeighboursTests : IAsyncLifetime
{
    private SimulatedChain chain = null!;
    private WebApp app = null!;
    private HttpClient http = null!;

    public async ValueTask InitializeAsync()
    {
        chain = await SimulatedChain.StartAsync();
        app = WebApp.Start(chain.SettingsWithCluster(
            ("Dialects:ClusterAutoscaler:Enabled", "true"), ("Dialects:Karpenter:Enabled", "true"), ("Dialects:FleetLock:Enabled", "true"),
            ("Dialects:NodeGates:Enabled", "true"), ("Dialects:Maintenances:Enabled", "true")));
        http = new HttpClient { BaseAddress = app.Url };
        await app.UntilAsync(w => w.Cluster is { Connected: true } && w.Chain is not null && w.Bakers.All(b => b.Rights?.Participation is not null), "chain and cluster");
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await app.DisposeAsync();
        await chain.DisposeAsync();
    }

    [Fact]
    public async Task Dialects_metrics_and_command_line_tell_the_same()
    {
        JsonArray spoken = [];
        for (var i = 0; i < 300 && spoken.Count == 0; i++)
        {
            spoken = (await http.GetFromJsonAsync<JsonArray>(new Uri("/api/v1/dialects", UriKind.Relative)))!;
            await Task.Delay(spoken.Count == 0 ? 50 : 0);
        }

        Assert.Equal([("cluster-autoscaler", true), ("karpenter", true)], spoken.Select(d => ((string)d!["name"]!, (bool)d["enabled"]!)));
        Assert.All(spoken, d => Assert.Empty(d!["problems"]!.AsArray()));
        var all = (await http.GetFromJsonAsync<JsonArray>(new Uri("/api/v1/dialects?all=true", UriKind.Relative)))!;
        Assert.Equal(DialectCatalog.All.Select(d => d.Name).Order(StringComparer.Ordinal), all.Select(d => (string)d!["name"]!));
        Assert.Contains("bakewindow_dialect_problems{otel_scope_name=\"BakeWindow\",dialect=\"karpenter\"} 0", await http.GetStringAsync(new Uri("/metrics", UriKind.Relative)), StringComparison.Ordinal);

        var (code, output, _) = await Run.ItAsync("dialects", "--all", "--server", app.Url.ToString());
        Assert.Equal(0, code);
        Assert.All(DialectCatalog.All, d => Assert.Contains(d.Name, output, StringComparison.Ordinal));
        Assert.StartsWith("[{\"name\":\"cluster-autoscaler\"", (await Run.ItAsync("dialects", "--json", "--server", app.Url.ToString())).Out, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await http.GetAsync(new Uri("/api/v1/dialects?al=true", UriKind.Relative))).StatusCode);
    }

    [Fact]
    public async Task Compat_endpoints_answer_in_their_neighbours_words()
    {
        using var body = new StringContent("""{"client_params":{"group":"default","id":"no-such-host"}}""", Encoding.UTF8, "application/json");
        body.Headers.Add("fleet-lock-protocol", "true");
        using var refused = await http.PostAsync(new Uri("/compat/fleetlock/v1/pre-reboot", UriKind.Relative), body);
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        Assert.Equal("bakewindow_unknown_host", (string?)(await refused.Content.ReadFromJsonAsync<JsonObject>())!["kind"]);
    }
}
