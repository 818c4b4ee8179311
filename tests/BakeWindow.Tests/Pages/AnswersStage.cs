using System.Diagnostics.Metrics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using BakeWindow.Tests.Web;
using Microsoft.Extensions.DependencyInjection;

namespace BakeWindow.Tests.Pages;

/// <summary>One simulated chain and cluster with the real web process before it, for all tests of the pages that answer.</summary>
public sealed class AnswersStage : IAsyncLifetime
{
    private SimulatedChain chain = null!;

    internal WebApp App { get; private set; } = null!;

    /// <summary>The API, as a program of this name asks it.</summary>
    public HttpClient Http { get; private set; } = null!;

    internal SimulatedChain Chain => chain;

    internal string Baker => chain.Baker;

    public async ValueTask InitializeAsync()
    {
        chain = await SimulatedChain.StartAsync(turn: TimeSpan.FromMinutes(11));
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

    /// <summary>What a gauge of this process's own host says now. The exporter can't tell it from those of hosts that other tests started in the same process.</summary>
    public int Gauge(string name)
    {
        int? said = null;
        var own = App.Services.GetRequiredService<IMeterFactory>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, l) =>
            {
                if (instrument.Name == name && ReferenceEquals(instrument.Meter.Scope, own))
                {
                    l.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<int>((_, value, _, _) => said = value);
        listener.Start();
        listener.RecordObservableInstruments();
        return said ?? throw new InvalidOperationException($"no instrument {name} of this host was read");
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
